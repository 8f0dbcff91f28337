/**
 * Every hook there is. A new one is a file and a line here.
 *
 * @module
 */

import { auth0 } from './auth0/index.ts';
import { b2c } from './b2c.ts';
import { cognito } from './cognito/index.ts';
import { entra } from './entra/index.ts';
import { fusionauth } from './fusionauth/index.ts';
import { generic } from './generic.ts';
import type { Hook } from './hook.ts';
import { inProcess } from './in-process.ts';
import { keycloak } from './keycloak/index.ts';
import { kratos } from './kratos/index.ts';
import { logto } from './logto/index.ts';
import { okta } from './okta/index.ts';
import { zitadel } from './zitadel/index.ts';

/** In the order in which docs and menus show them. */
export const HOOKS: readonly Hook[] = [
  erase(auth0),
  erase(cognito),
  erase(keycloak),
  erase(kratos),
  erase(okta),
  erase(fusionauth),
  erase(entra),
  erase(b2c),
  erase(logto),
  erase(zitadel),
  erase(inProcess),
  erase(generic),
];

/** The list holds hooks of every configuration; each one checks its own before it is used. */
function erase<Config>(hook: Hook<Config>): Hook {
  return hook as unknown as Hook;
}
