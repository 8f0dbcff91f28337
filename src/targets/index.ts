/**
 * Every target there is. A new one is a file and a line here.
 *
 * @module
 */
import { betterAuth } from './better-auth/index.ts';
import { keycloak } from './keycloak/index.ts';
import type { Target } from './target.ts';

/** In the order in which docs and menus show them. */
export const TARGETS: readonly Target[] = [erase(betterAuth), erase(keycloak)];

/** The list holds targets of every configuration; each one checks its own before it is used. */
function erase<Config>(target: Target<Config>): Target {
  return target as unknown as Target;
}
