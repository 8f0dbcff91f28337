/**
 * Every legacy there is. A new one is a file and a line here.
 *
 * @module
 */
import { http } from './http.ts';
import { ldap } from './ldap.ts';
import type { Legacy } from './legacy.ts';
import { oauthPassword } from './oauth-password.ts';
import { sql } from './sql.ts';

/** In the order in which docs and menus show them. */
export const LEGACIES: readonly Legacy[] = [http, sql, ldap, oauthPassword];
