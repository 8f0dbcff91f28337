/**
 * What a user of WordPress means, with the rows of `usermeta`.
 *
 * Times of the table are UTC. A user of a network who was marked as spam or deleted there cannot log in. The
 * password is what it says: phpass, WordPress' own bcrypt since 6.8, or the MD5 of before 2008; WordPress takes
 * spaces off its ends before it hashes.
 *
 * @see https://developer.wordpress.org/reference/classes/wp_user/
 * @module
 */
import { blankIdentity, type Identity, type PasswordCredential } from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { type IgnoredFields, readFields, tabulate, type Understood } from '../reading/understand.ts';
import { Values } from '../reading/values.ts';
import { readMetas } from './metas.ts';

export interface Settings {
  /** `$table_prefix`, which is part of the names of some metadata too. */
  readonly prefix: string;
}

interface Draft {
  readonly identity: Identity;
  login?: string | undefined;
  email?: string | undefined;
}

/** Columns that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  user_nicename: 'the login again, as it stands in addresses',
  user_activation_key: 'a reset of the password that was asked for',
  user_status: 'has no meaning since WordPress 3',
};

const FIELDS = tabulate<Draft>(
  {
    ID: ({ identity }, value, values) => {
      identity.sourceId = values.id(value) ?? '';
    },
    user_login: (draft, value, values) => {
      draft.login = values.text(value);
    },
    user_email: (draft, value, values) => {
      draft.email = values.text(value);
    },
    user_pass: ({ identity }, value, values) => {
      const hash = values.text(value);
      if (hash !== undefined) identity.password = toPassword(hash);
    },
    user_url: ({ identity }, value, values) => {
      const website = values.text(value);
      if (website !== undefined) identity.profile.website = website;
    },
    display_name: ({ identity }, value, values) => {
      const name = values.text(value);
      if (name !== undefined) identity.profile.name = name;
    },
    user_registered: ({ identity }, value, values) => {
      const time = values.time(value, undefined, 'UTC');
      if (time !== undefined) identity.createdAt = time;
    },
    spam: disable,
    deleted: disable,
  },
  IGNORED,
);

export function toIdentity(user: JsonObject, metas: readonly JsonObject[], { prefix }: Settings): Understood {
  const values = new Values();
  const identity = blankIdentity('');
  const draft: Draft = { identity };
  const columns = readFields(user, FIELDS, draft, values);
  addIdentifiers(draft);
  const left = readMetas(identity, metas, prefix, values);
  // The nickname is the login until somebody changes it.
  if (identity.profile.nickname === draft.login) delete identity.profile.nickname;
  return { identity, fields: { ...columns, ...left }, problems: values.problems };
}

/** Shops often make the address the login; it is then one identifier and not two. */
function addIdentifiers({ identity: { identifiers }, login, email }: Draft): void {
  if (email !== undefined) identifiers.push({ type: 'email', value: email });
  if (login !== undefined && login.toLowerCase() !== email?.toLowerCase())
    identifiers.push({ type: 'username', value: login });
}

function disable({ identity }: Draft, value: unknown): void {
  if (value === 1 || value === '1') identity.status = 'disabled';
}

const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/^\$P\$/, 'phpass-P'],
  [/^\$wp\$2y\$/, 'wordpress-6.8-bcrypt'],
  [/^\$2y\$/, 'bcrypt-2y'],
  [/^[0-9a-f]{32}$/, 'wordpress-md5'],
];

/** A marker for "no password" (`*`) goes on as it is: what it means is known where hashes are judged. */
function toPassword(hash: string): PasswordCredential {
  const [, format] = FORMATS.find(([shape]) => shape.test(hash)) ?? [];
  return format === undefined ? { hash } : { format, hash };
}
