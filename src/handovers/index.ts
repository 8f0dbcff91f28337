/**
 * Every handover there is. A new one is a file and a line here.
 *
 * @module
 */
import { auth0 } from './auth0.ts';
import { authentik } from './authentik.ts';
import { cognito } from './cognito.ts';
import { entra } from './entra.ts';
import { firebase } from './firebase.ts';
import { fusionauth } from './fusionauth.ts';
import type { Handover } from './handover.ts';
import { kratos } from './kratos.ts';
import { okta } from './okta.ts';
import { stytch } from './stytch.ts';
import { supabase } from './supabase.ts';
import { supertokens } from './supertokens.ts';
import { workos } from './workos.ts';
import { zitadel } from './zitadel.ts';

/** In the order in which docs and menus show them. */
export const HANDOVERS: readonly Handover[] = [
  kratos,
  auth0,
  okta,
  cognito,
  entra,
  fusionauth,
  zitadel,
  authentik,
  supabase,
  firebase,
  supertokens,
  workos,
  stytch,
];
