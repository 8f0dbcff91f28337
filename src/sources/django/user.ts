/**
 * What a user of Django means, with the rows of the applications around it.
 *
 * Columns of a model of the project's own that nobody knows are left over. An address is verified where allauth says
 * so; Django itself does not know. Who may do what in the admin are roles: `staff` and `superuser`.
 *
 * @see https://docs.djangoproject.com/en/5.2/ref/contrib/auth/#fields
 * @module
 */
import { blankIdentity, type Identity, type PasswordCredential } from '../../identity/identity.ts';
import { toFlag } from '../reading/database/tables.ts';
import { type IgnoredFields, readFields, tabulate, type Understood } from '../reading/understand.ts';
import { Values } from '../reading/values.ts';
import { readFactors } from './factors.ts';
import type { Person } from './tables.ts';

export interface Settings {
  /** Of times without one. */
  readonly zone: string;
}

interface Draft {
  readonly identity: Identity;
  readonly zone: string;
  email?: string | undefined;
  username?: string | undefined;
}

/** Columns and tables that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  'socialaccount_socialaccount.extra_data':
    'what the provider once said; the profile is what the project kept of it',
  'mfa_authenticator.last_used_at': 'a statistic',
  'otp_totp_totpdevice.drift': 'how far the clock of a telephone was off',
};

const FIELDS = tabulate<Draft>({
  password: ({ identity }, value, values) => {
    const hash = values.text(value);
    if (hash !== undefined) identity.password = toPassword(hash);
  },
  username: (draft, value, values) => {
    draft.username = values.text(value);
  },
  email: (draft, value, values) => {
    draft.email = values.text(value);
  },
  first_name: ({ identity }, value, values) => {
    const name = values.text(value);
    if (name !== undefined) identity.profile.given_name = name;
  },
  last_name: ({ identity }, value, values) => {
    const name = values.text(value);
    if (name !== undefined) identity.profile.family_name = name;
  },
  is_active: ({ identity }, value, values) => {
    if (values.flag(toFlag(value)) === false) identity.status = 'disabled';
  },
  is_staff: ({ identity }, value, values) => {
    if (values.flag(toFlag(value)) === true) identity.memberships.push({ type: 'role', name: 'staff' });
  },
  is_superuser: ({ identity }, value, values) => {
    if (values.flag(toFlag(value)) === true) identity.memberships.push({ type: 'role', name: 'superuser' });
  },
  date_joined: ({ identity, zone }, value, values) => {
    const time = values.time(value, undefined, zone);
    if (time !== undefined) identity.createdAt = time;
  },
  last_login: ({ identity, zone }, value, values) => {
    const time = values.time(value, undefined, zone);
    if (time !== undefined) identity.lastLoginAt = time;
  },
});

export function toIdentity(person: Person, { zone }: Settings): Understood {
  const values = new Values();
  const identity = blankIdentity(person.id);
  const draft: Draft = { identity, zone };
  const { [person.idColumn]: _id, ...columns } = person.user;
  const fields = readFields(columns, FIELDS, draft, values);
  addIdentifiers(draft, person, values);
  for (const name of person.groups) identity.memberships.push({ type: 'group', name });
  addLinks(identity, person, values);
  const left = readFactors(identity.factors, person, zone, values);
  const { problems } = values;
  return { identity, fields: left === undefined ? fields : { ...fields, mfa_authenticator: left }, problems };
}

/** The primary address of allauth first; the column where allauth is silent about it; the user name unless it is one of them. */
function addIdentifiers({ identity, email, username }: Draft, { addresses }: Person, values: Values): void {
  const { identifiers } = identity;
  const isPrimary = (row: Person['addresses'][number]) => toFlag(row.primary) === true;
  const inOrder = [...addresses.filter(isPrimary), ...addresses.filter((row) => !isPrimary(row))];
  values.field = 'account_emailaddress';
  for (const row of inOrder) {
    const value = values.text(row.email);
    const verified = values.flag(toFlag(row.verified));
    if (value === undefined) continue;
    const flag = verified !== undefined && { verified, evidence: 'allauth emailaddress.verified' };
    identifiers.push({ type: 'email', value, ...flag });
  }
  const isKnown = (text: string) =>
    identifiers.some(({ value }) => value.toLowerCase() === text.toLowerCase());
  if (email !== undefined && !isKnown(email)) identifiers.unshift({ type: 'email', value: email });
  if (username !== undefined && !isKnown(username)) identifiers.push({ type: 'username', value: username });
}

function addLinks(identity: Identity, { links }: Person, values: Values): void {
  values.field = 'socialaccount_socialaccount';
  for (const row of links) {
    const provider = values.text(row.provider);
    const subject = values.id(row.uid);
    if (provider !== undefined && subject !== undefined) identity.links.push({ provider, subject });
    else values.refuse('no provider or no id', 'A provider and the id there.');
  }
}

/** Prefixes of Django's own hashers whose strings others write too, with other meanings. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/^pbkdf2_sha256\$/, 'django-pbkdf2-sha256'],
  [/^pbkdf2_sha1\$/, 'django-pbkdf2-sha1'],
  [/^bcrypt_sha256\$/, 'django-bcrypt-sha256'],
  [/^bcrypt\$/, 'django-bcrypt'],
  [/^argon2\$/, 'django-argon2'],
  [/^scrypt\$/, 'django-scrypt'],
  [/^sha1\$\$/, 'django-unsalted-sha1'],
  [/^sha1\$/, 'django-sha1'],
  [/^(?:md5\$\$)?[0-9a-f]{32}$/, 'django-unsalted-md5'],
  [/^md5\$/, 'django-md5'],
];

/** A marker for "no password" (`!…`) goes on as it is: what it means is known where hashes are judged. */
function toPassword(hash: string): PasswordCredential {
  const [, format] = FORMATS.find(([prefix]) => prefix.test(hash)) ?? [];
  return format === undefined ? { hash } : { format, hash };
}
