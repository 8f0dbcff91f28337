/**
 * Every legacy there is. A new one is a file and a line here.
 *
 * @module
 */
import { chainOf } from './chain.ts';
import { http } from './http.ts';
import { ldap } from './ldap.ts';
import type { Legacy } from './legacy.ts';
import { oauthPassword } from './oauth-password.ts';
import { sql } from './sql.ts';

/** In the order in which docs and menus show them. */
const SINGLE: readonly Legacy[] = [http, sql, ldap, oauthPassword];

/** With the operator's own before them, which may stand in for ours of the same name; the chain knows them too. */
export function legaciesWith(own: readonly Legacy[]): readonly Legacy[] {
  const single = [...own, ...SINGLE];
  return [...single, chainOf(single)];
}

export const LEGACIES: readonly Legacy[] = legaciesWith([]);
