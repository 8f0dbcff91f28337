/**
 * Every platform that Footbridge knows without writing it. A new one is a file and a line here.
 *
 * @module
 */
import { auth0 } from './auth0.ts';
import { authentik } from './authentik.ts';
import { b2c } from './b2c.ts';
import { casdoor } from './casdoor.ts';
import { clerk } from './clerk.ts';
import { cognito } from './cognito.ts';
import { descope } from './descope.ts';
import { entra } from './entra.ts';
import { firebase } from './firebase.ts';
import { fusionauth } from './fusionauth.ts';
import { kratos } from './kratos.ts';
import { loginradius } from './loginradius.ts';
import { logto } from './logto.ts';
import { okta } from './okta.ts';
import { openldap } from './openldap.ts';
import type { Platform } from './platform.ts';
import { scim } from './scim.ts';
import { stytch } from './stytch.ts';
import { supabase } from './supabase.ts';
import { supertokens } from './supertokens.ts';
import { workos } from './workos.ts';
import { zitadel } from './zitadel.ts';

export { fitPlatform } from './fit.ts';

/** In the order of docs/formats/envelopes.md, then those that take no hashes or do not say how. */
export const PLATFORMS: readonly Platform[] = [
  auth0,
  okta,
  cognito,
  firebase,
  clerk,
  workos,
  stytch,
  descope,
  supabase,
  kratos,
  zitadel,
  supertokens,
  logto,
  fusionauth,
  authentik,
  casdoor,
  openldap,
  entra,
  b2c,
  loginradius,
  scim,
];
