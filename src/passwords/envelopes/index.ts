/**
 * Every platform's envelope, in the order of docs/formats/envelopes.md: hosted ones first.
 *
 * @module
 */
import { auth0 } from './auth0.ts';
import { authentik } from './authentik.ts';
import { betterAuth } from './better-auth.ts';
import { casdoor } from './casdoor.ts';
import { clerk } from './clerk.ts';
import { cognito } from './cognito.ts';
import { descope } from './descope.ts';
import type { Envelope } from './envelope.ts';
import { firebase } from './firebase.ts';
import { fusionauth } from './fusionauth.ts';
import { keycloak } from './keycloak.ts';
import { kratos } from './kratos.ts';
import { logto } from './logto.ts';
import { okta } from './okta.ts';
import { openldap } from './openldap.ts';
import { stytch } from './stytch.ts';
import { supabase } from './supabase.ts';
import { supertokens } from './supertokens.ts';
import { workos } from './workos.ts';
import { zitadel } from './zitadel.ts';

export const ENVELOPES: readonly Envelope[] = [
  auth0,
  okta,
  cognito,
  firebase,
  clerk,
  workos,
  stytch,
  descope,
  supabase,
  keycloak,
  kratos,
  zitadel,
  supertokens,
  logto,
  betterAuth,
  fusionauth,
  authentik,
  casdoor,
  openldap,
];

export function findEnvelope(id: string): Envelope | undefined {
  return ENVELOPES.find((one) => one.id === id);
}
