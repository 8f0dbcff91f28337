/**
 * What the rows of `usermeta` mean: a key and a text each, PHP-serialised where it is more than a text.
 *
 * Every part takes the keys that it understands out of the map. What only the admin pages remember is left out; every
 * other key is left over under its own name, as plugins write hundreds of them.
 *
 * @see https://developer.wordpress.org/reference/functions/get_user_meta/
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { readPhpValue } from '../reading/php-value.ts';
import type { IgnoredFields } from '../reading/understand.ts';
import type { Values } from '../reading/values.ts';
import { takeTwoFactor } from './two-factor.ts';
import { takeShop } from './woocommerce.ts';

/** Keys that are known and left out, with the reason. */
export const IGNORED_META: IgnoredFields = {
  rich_editing: 'a setting of the editor',
  syntax_highlighting: 'a setting of the editor',
  comment_shortcuts: 'a setting of the editor',
  admin_color: 'a setting of the admin pages',
  show_admin_bar_front: 'a setting of the admin pages',
  dismissed_wp_pointers: 'a setting of the admin pages',
  show_welcome_panel: 'a setting of the admin pages',
  use_ssl: 'a setting of the admin pages',
  community_events_location: 'a setting of the admin pages',
  default_password_nag: 'a reminder of the admin pages',
  primary_blog: 'the site of a network that opens first',
  source_domain: 'the site of a network that opens first',
};

/** The same with the prefix of the tables before them, and the number of a site in a network. */
const IGNORED_OF_SITES =
  /^(?:user_level|user-settings(?:-time)?|dashboard_quick_press_last_post_id|(?:metaboxhidden|closedpostboxes)_\w+)$/;

/** Reads them into the identity; gives back what nobody understood. */
export function readMetas(
  identity: Identity,
  rows: readonly JsonObject[],
  prefix: string,
  values: Values,
): JsonObject {
  const metas = new Map<string, string>();
  for (const { meta_key: key, meta_value: value } of rows) {
    // WordPress itself takes the first where a key stands twice.
    if (typeof key === 'string' && typeof value === 'string' && value !== '' && !metas.has(key))
      metas.set(key, value);
  }
  for (const key of Object.keys(IGNORED_META)) metas.delete(key);
  takeOfSites(identity, metas, prefix, values);
  takeProfile(identity, metas);
  takeShop(identity, metas, values);
  takeSessions(identity, metas, values);
  takeTwoFactor(identity, metas, values);
  return Object.fromEntries(metas);
}

/** Keys that carry the prefix of the tables: roles, on one site or on each of a network. */
function takeOfSites(identity: Identity, metas: Map<string, string>, prefix: string, values: Values): void {
  for (const [key, value] of metas) {
    if (!key.startsWith(prefix)) continue;
    const [, site, name = ''] = /^(?:(\d+)_)?(.*)$/.exec(key.slice(prefix.length)) ?? [];
    values.field = key;
    if (name === 'capabilities') addRoles(identity, value, site, values);
    else if (!IGNORED_OF_SITES.test(name)) continue;
    metas.delete(key);
  }
}

/** `a:1:{s:10:"subscriber";b:1;}`: roles, and single capabilities that were given to this user alone. */
function addRoles(identity: Identity, value: string, site: string | undefined, values: Values): void {
  const roles = readPhpValue(value);
  if (!(roles instanceof Map)) {
    values.report('FIELD_INVALID', 'not an array of PHP');
    return;
  }
  for (const [name, has] of roles) {
    if (has !== true || name === '') continue;
    identity.memberships.push({ type: 'role', name, ...(site !== undefined && { client: `site ${site}` }) });
  }
}

const CLAIMS = {
  first_name: 'given_name',
  last_name: 'family_name',
  nickname: 'nickname',
  locale: 'locale',
} as const;

function takeProfile(identity: Identity, metas: Map<string, string>): void {
  for (const [key, claim] of Object.entries(CLAIMS)) {
    const text = take(metas, key)?.trim();
    if (text !== undefined && text !== '') identity.profile[claim] = text;
  }
  const description = take(metas, 'description');
  if (description !== undefined) identity.attributes.description = description;
}

/** The sessions themselves do not cross, but each says when it began: the last of them is the last login. */
function takeSessions(identity: Identity, metas: Map<string, string>, values: Values): void {
  const sessions = readPhpValue(take(metas, 'session_tokens') ?? 'N;');
  if (!(sessions instanceof Map)) return;
  values.field = 'session_tokens';
  for (const session of sessions.values()) {
    const login = session instanceof Map ? session.get('login') : undefined;
    // Plugins write there, too: what is no time at all is none of the customer's problems either.
    if (typeof login !== 'number' || !Number.isSafeInteger(login)) continue;
    const time = values.time(login, 's');
    const { lastLoginAt } = identity;
    if (time === undefined) continue;
    if (lastLoginAt === undefined || Date.parse(lastLoginAt) < Date.parse(time)) identity.lastLoginAt = time;
  }
}

function take(metas: Map<string, string>, key: string): string | undefined {
  const value = metas.get(key);
  metas.delete(key);
  return value;
}
