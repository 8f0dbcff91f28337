/**
 * What a user of Auth0 means: of the export, and of the files that Auth0's own import takes.
 *
 * The first of `identities` is the account itself; the others were linked to it. An identity of a database is the
 * login with a password, one of `email` or `sms` is a login by code, and every other is a federated login.
 * Passkeys, recovery codes and Guardian never leave Auth0, and `multifactor` only names what people had.
 *
 * @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples
 * @module
 */
import {
  blankIdentity,
  type Identifier,
  type Identity,
  type Json,
  type PasswordCredential,
} from '../../identity/identity.ts';
import { holdsNothing } from '../../identity/mapping/coerce.ts';
import type { JsonObject } from '../reading/json-value.ts';
import {
  type IgnoredFields,
  readFields,
  readItems,
  tabulate,
  type Understood,
} from '../reading/understand.ts';
import { isRecord, Values } from '../reading/values.ts';
import { readFactors } from './factors.ts';

/** Which field is the id: files for Auth0's import often have none of their own. */
export type IdField = 'user_id' | 'email' | 'username';

export interface Auth0Password {
  readonly hash: string | undefined;
  readonly setAt: string | undefined;
}

/** Every member is there from the beginning: objects that grow are moved for every few that come. */
interface Draft {
  readonly identity: Identity;
  user_id: string | undefined;
  email: string | undefined;
  emailVerified: boolean | undefined;
  username: string | undefined;
  phone: string | undefined;
  phoneVerified: boolean | undefined;
  accounts: readonly Account[];
  hash: string | undefined;
  customHash: JsonObject | undefined;
  setAt: string | undefined;
  lastReset: string | undefined;
}

interface Account {
  connection: string | undefined;
  provider: string | undefined;
  user_id: string | undefined;
  profile: JsonObject | undefined;
}

/** Fields that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  last_ip: 'an address of the network, not of the customer',
  logins_count: 'a statistic',
  multifactor_last_modified: 'the date of factors that cannot come along',
};

/** The same of one of `identities`. */
export const IGNORED_OF_IDENTITIES: IgnoredFields = {
  isSocial: 'follows from the provider',
  access_token: 'a token of the provider, good for Auth0 alone',
  access_token_secret: 'a token of the provider, good for Auth0 alone',
  refresh_token: 'a token of the provider, good for Auth0 alone',
  expires_in: 'a token of the provider, good for Auth0 alone',
};

/** Database connections: the password is Auth0's own. */
const DATABASE = 'auth0';
const ACCOUNT_PREFIX = `${DATABASE}|`;

/** Logins by code, whose account is the address or number itself. */
const BY_CODE = new Set(['email', 'sms']);

const ACCOUNT_FIELDS = tabulate<Account>(
  {
    connection: (account, value, values) => {
      account.connection = values.text(value);
    },
    provider: (account, value, values) => {
      account.provider = values.text(value);
    },
    user_id: (account, value, values) => {
      account.user_id = values.id(value);
    },
    profileData: (account, value, values) => {
      account.profile = values.record(value);
    },
  },
  IGNORED_OF_IDENTITIES,
);

const NO_ACCOUNTS: readonly Account[] = [];
const NO_PASSWORDS: readonly Auth0Password[] = [];

function readMetadata(value: unknown, values: Values): { readonly [name: string]: Json } | undefined {
  const record = values.record(value);
  return record === undefined || holdsNothing(record)
    ? undefined
    : (record as { readonly [name: string]: Json });
}

/** One function for each field: shared ones, told the name of the member, write it several times slower. */
const FIELDS = tabulate<Draft>(
  {
    user_id: (draft, value, values) => {
      draft.user_id = values.id(value);
    },
    email: (draft, value, values) => {
      draft.email = values.text(value);
    },
    email_verified: (draft, value, values) => {
      draft.emailVerified = values.flag(value);
    },
    username: (draft, value, values) => {
      draft.username = values.text(value);
    },
    phone_number: (draft, value, values) => {
      draft.phone = values.text(value);
    },
    phone_verified: (draft, value, values) => {
      draft.phoneVerified = values.flag(value);
    },
    name: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.name = text;
    },
    given_name: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.given_name = text;
    },
    family_name: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.family_name = text;
    },
    nickname: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.nickname = text;
    },
    picture: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.picture = text;
    },
    gender: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.gender = text;
    },
    locale: ({ identity: { profile } }, value, values) => {
      const text = values.text(value);
      if (text !== undefined) profile.locale = text;
    },
    identities: (draft, value, values) => {
      const { read, left } = readItems(values.records(value), ACCOUNT_FIELDS, blankAccount, values);
      draft.accounts = read;
      return left;
    },
    user_metadata: ({ identity: { attributes } }, value, values) => {
      const metadata = readMetadata(value, values);
      if (metadata !== undefined) attributes.user_metadata = metadata;
    },
    app_metadata: ({ identity: { attributes } }, value, values) => {
      const metadata = readMetadata(value, values);
      if (metadata !== undefined) attributes.app_metadata = metadata;
    },
    /** Names of factors whose secrets stay with Auth0: somebody has to know before the customer does. */
    multifactor: (_draft, value, values) => (values.list(value).length > 0 ? value : undefined),
    mfa_factors: (draft, value, values) => readFactors(draft.identity.factors, value, values),
    blocked: ({ identity }, value, values) => {
      if (values.flag(value) === true) identity.status = 'disabled';
    },
    password_hash: (draft, value, values) => {
      draft.hash = values.text(value);
    },
    custom_password_hash: (draft, value, values) => {
      draft.customHash = values.record(value);
    },
    password_set_date: (draft, value, values) => {
      draft.setAt = values.time(value);
    },
    last_password_reset: (draft, value, values) => {
      draft.lastReset = values.time(value);
    },
    created_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.createdAt = time;
    },
    updated_at: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.updatedAt = time;
    },
    last_login: ({ identity }, value, values) => {
      const time = values.time(value);
      if (time !== undefined) identity.lastLoginAt = time;
    },
  },
  IGNORED,
);

/**
 * Understands one user. The id is empty where the record has none, which the mapping may still give.
 *
 * @param passwords what the password file holds for the account that `databaseAccountOf` names
 */
export function toIdentity(
  record: JsonObject,
  id: IdField = 'user_id',
  passwords: readonly Auth0Password[] = NO_PASSWORDS,
): Understood {
  const values = new Values();
  const draft = blankDraft();
  const fields = readFields(record, FIELDS, draft, values);

  const { identity } = draft;
  identity.sourceId = draft[id] ?? '';
  addIdentifiers(identity.identifiers, draft);
  addAccounts(identity, draft, values);
  const password = choosePassword(draft, passwords, values);
  if (password !== undefined) identity.password = password;
  return { identity, fields, problems: values.problems };
}

function blankDraft(): Draft {
  return {
    identity: blankIdentity(''),
    user_id: undefined,
    email: undefined,
    emailVerified: undefined,
    username: undefined,
    phone: undefined,
    phoneVerified: undefined,
    accounts: NO_ACCOUNTS,
    hash: undefined,
    customHash: undefined,
    setAt: undefined,
    lastReset: undefined,
  };
}

function blankAccount(): Account {
  return { connection: undefined, provider: undefined, user_id: undefined, profile: undefined };
}

function addIdentifiers(identifiers: Identifier[], draft: Draft): void {
  const { email, emailVerified, phone, phoneVerified, username } = draft;
  if (email !== undefined)
    identifiers.push(toIdentifier('email', email, emailVerified, 'auth0 email_verified'));
  if (phone !== undefined)
    identifiers.push(toIdentifier('phone', phone, phoneVerified, 'auth0 phone_verified'));
  if (username !== undefined) identifiers.push({ type: 'username', value: username });
}

function toIdentifier(
  type: 'email' | 'phone',
  value: string,
  verified: boolean | undefined,
  evidence: string,
): Identifier {
  return verified === undefined ? { type, value } : { type, value, verified, evidence };
}

function addAccounts(identity: Identity, { accounts, email }: Draft, values: Values): void {
  let databases = 0;
  let i = -1;
  for (const { connection, provider, user_id: subject, profile } of accounts) {
    i++;
    if (provider === DATABASE) {
      databases++;
      if (databases === 1 && i > 0) addLinkedAddress(identity.identifiers, profile, email, values);
      if (databases === 2) reportSecondPassword(i, values);
    } else if (provider !== undefined && subject !== undefined && !BY_CODE.has(provider)) {
      const name = connection ?? provider;
      // Enterprise connections put their own name before the id that the provider gave.
      const prefixed = subject.startsWith(name) && subject[name.length] === '|';
      const own = prefixed ? subject.slice(name.length + 1) : subject;
      identity.links.push({ provider: name, subject: own });
    }
  }
}

/** The address with which a linked database account logs in may be another than the one of the whole account. */
function addLinkedAddress(
  identifiers: Identifier[],
  profile: JsonObject | undefined,
  email: string | undefined,
  values: Values,
): void {
  const address = values.text(profile?.email);
  if (address === undefined || address.toLowerCase() === email?.toLowerCase()) return;
  const verified = values.flag(profile?.email_verified);
  identifiers.push(toIdentifier('email', address, verified, 'auth0 profileData.email_verified'));
}

function reportSecondPassword(i: number, values: Values): void {
  values.field = `identities[${i}]`;
  values.refuse(
    'a second account with a password',
    'At most one account with a password: unlink one in Auth0.',
  );
}

/** The hash of the database account, whether it is the account itself or was linked to it. */
function choosePassword(
  draft: Draft,
  found: readonly Auth0Password[],
  values: Values,
): PasswordCredential | undefined {
  const [first] = found;
  const setAt = draft.setAt ?? draft.lastReset;
  if (found.some(({ hash }) => hash !== first?.hash)) {
    values.field = 'passwords';
    values.report('ID_REPEATED', `${found.length} rows in the password file`);
  }
  if (first?.hash !== undefined) return toPassword(first.hash, first.setAt ?? setAt);
  if (draft.hash !== undefined) return toPassword(draft.hash, setAt);
  if (draft.customHash === undefined) return undefined;
  const hash = JSON.stringify(draft.customHash);
  return { format: 'auth0-custom-password-hash', hash, ...(setAt !== undefined && { setAt }) };
}

/** The id under which the password file knows the account with which this user logs in by password. */
export function databaseAccountOf({ user_id: id, identities }: JsonObject): string | undefined {
  if (!Array.isArray(identities)) return typeof id === 'string' ? toAccountKey(id) : undefined;
  for (const one of identities) {
    if (isRecord(one) && one.provider === DATABASE && typeof one.user_id === 'string')
      return toAccountKey(one.user_id);
  }
  return undefined;
}

/** The id of a database account without its provider, as most rows of the password file write it. */
export function toAccountKey(id: string): string {
  return id.startsWith(ACCOUNT_PREFIX) ? id.slice(ACCOUNT_PREFIX.length) : id;
}

/** What Auth0's own hashes begin with, which are bcrypt; others came from an import and are left to be recognised. */
const BCRYPT = new Map(['2a', '2b', '2y'].map((variant) => [`$${variant}$`, `bcrypt-${variant}`]));

function toPassword(hash: string, setAt: string | undefined): PasswordCredential {
  const format = BCRYPT.get(hash.slice(0, 4));
  const password: PasswordCredential = format === undefined ? { hash } : { format, hash };
  if (setAt !== undefined) password.setAt = setAt;
  return password;
}
