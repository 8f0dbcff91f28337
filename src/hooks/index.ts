/**
 * Every hook there is. A new one is a file and a line here.
 *
 * @module
 */
import { generic } from './generic.ts';
import type { Hook } from './hook.ts';
import { keycloak } from './keycloak/index.ts';
import { kratos } from './kratos/index.ts';
import { okta } from './okta/index.ts';

/** In the order in which docs and menus show them. */
export const HOOKS: readonly Hook[] = [erase(keycloak), erase(kratos), erase(okta), erase(generic)];

/** The list holds hooks of every configuration; each one checks its own before it is used. */
function erase<Config>(hook: Hook<Config>): Hook {
  return hook as unknown as Hook;
}
