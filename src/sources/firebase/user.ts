/**
 * What a user of a Firebase export means.
 *
 * A hash of Firebase stands beside its salt; rounds, memory cost, separator and signer key are those of the whole
 * project. Phone numbers of the second factor come out, secrets of authenticator apps never do. Anonymous users
 * have nothing to log in with, which the mapping reports.
 *
 * @see https://firebase.google.com/docs/cli/auth
 * @see https://cloud.google.com/identity-platform/docs/reference/rest/v1/UserInfo
 * @module
 */
import {
  blankIdentity,
  type Factor,
  type Identity,
  type Json,
  type PasswordCredential,
} from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import {
  type IgnoredFields,
  readFields,
  readItems,
  tabulate,
  type Understood,
} from '../reading/understand.ts';
import { isRecord, Values } from '../reading/values.ts';

/** The hash configuration of the project, as its console shows it; the signer key by the name of its secret. */
export interface HashSettings {
  readonly signerKey?: string | undefined;
  readonly saltSeparator: string;
  readonly rounds: number;
  readonly memCost: number;
}

interface Draft {
  readonly identity: Identity;
  email?: string | undefined;
  emailVerified?: boolean | undefined;
  phone?: string | undefined;
  hash?: string | undefined;
  salt?: string | undefined;
  setAt?: string | undefined;
}

interface Provider {
  id?: string | undefined;
  subject?: string | undefined;
  email?: string | undefined;
}

interface Enrolment {
  phone?: string | undefined;
}

/** Fields that are known and left out, with the reason. */
export const IGNORED: IgnoredFields = {
  lastRefreshAt: 'when a session was last renewed; none cross',
  validSince: 'when sessions were revoked; none cross',
  version: 'says that the hash is Firebase’s own, as all hashes in an export are',
};

/** The same of one of `providerUserInfo`. */
export const IGNORED_OF_PROVIDERS: IgnoredFields = {
  displayName: 'a copy of the name at the provider',
  photoUrl: 'a copy of the picture at the provider',
  screenName: 'a copy of the name at the provider',
  federatedId: 'provider and id in one address',
  phoneNumber: 'the number of the account itself',
};

/** The same of one of `mfaInfo`. */
export const IGNORED_OF_FACTORS: IgnoredFields = {
  mfaEnrollmentId: 'an id of Firebase’s own',
  displayName: 'a name for the number, which no system shows at login',
  enrolledAt: 'a number has no age elsewhere',
  unobfuscatedPhoneInfo: 'the number again',
};

/** Not federated: the address, the number, and tokens that a server of the customer's own made. */
const OWN_PROVIDERS = new Set(['password', 'phone', 'emailLink', 'custom']);

/**
 * What stands for a hash when the exporting account may not see hashes: "REDACTED", or it in base64 once or twice.
 * @see https://firebase.google.com/docs/auth/admin/manage-users#list_all_users
 */
const REDACTED = /^(?:REDACTED|UkVEQUNURUQ=?|VWtWRVFVTlVSVVE9?=*)$/;

const PROVIDER_FIELDS = tabulate<Provider>(
  {
    providerId: (provider, value, values) => {
      provider.id = values.text(value);
    },
    rawId: (provider, value, values) => {
      provider.subject = values.id(value);
    },
    email: (provider, value, values) => {
      provider.email = values.text(value);
    },
  },
  IGNORED_OF_PROVIDERS,
);

const FACTOR_FIELDS = tabulate<Enrolment>(
  {
    phoneInfo: (enrolment, value, values) => {
      enrolment.phone = values.text(value);
    },
    /** Empty in every export, and still a factor that the customer has to be told of. */
    totpInfo: (_enrolment, value) => value,
  },
  IGNORED_OF_FACTORS,
);

const FIELDS = tabulate<Draft>(
  {
    localId: ({ identity }, value, values) => {
      identity.sourceId = values.id(value) ?? '';
    },
    email: (draft, value, values) => {
      draft.email = values.text(value);
    },
    emailVerified: (draft, value, values) => {
      draft.emailVerified = values.flag(value);
    },
    phoneNumber: (draft, value, values) => {
      draft.phone = values.text(value);
    },
    displayName: ({ identity }, value, values) => {
      const name = values.text(value);
      if (name !== undefined) identity.profile.name = name;
    },
    photoUrl: ({ identity }, value, values) => {
      const picture = values.text(value);
      if (picture !== undefined) identity.profile.picture = picture;
    },
    passwordHash: (draft, value, values) => {
      draft.hash = values.text(value);
    },
    salt: (draft, value, values) => {
      draft.salt = values.text(value);
    },
    passwordUpdatedAt: (draft, value, values) => {
      draft.setAt = values.time(value, 'ms');
    },
    disabled: ({ identity }, value, values) => {
      if (values.flag(value) === true) identity.status = 'disabled';
    },
    createdAt: ({ identity }, value, values) => {
      const time = values.time(value, 'ms');
      if (time !== undefined) identity.createdAt = time;
    },
    lastSignedInAt: readLastLogin,
    lastLoginAt: readLastLogin,
    customAttributes: ({ identity }, value, values) => {
      const claims = readClaims(value, values);
      if (claims !== undefined && Object.keys(claims).length > 0)
        identity.attributes.customClaims = claims as Json;
    },
    tenantId: ({ identity }, value, values) => {
      const name = values.text(value);
      if (name !== undefined) identity.memberships.push({ type: 'organisation', name });
    },
    providerUserInfo: ({ identity }, value, values) => {
      const items = values.records(value);
      const { read, left } = readItems<Provider>(items, PROVIDER_FIELDS, () => ({}), values);
      for (const [i, { id, subject, email }] of read.entries()) {
        if (id !== undefined && OWN_PROVIDERS.has(id)) continue;
        if (id !== undefined && subject !== undefined)
          identity.links.push({ provider: id, subject, ...(email !== undefined && { username: email }) });
        else
          values.problems.push({
            code: 'FIELD_INVALID',
            field: `providerUserInfo[${i}]`,
            found: 'no provider or no id',
          });
      }
      return left;
    },
    mfaInfo: ({ identity }, value, values) => {
      const items = values.records(value);
      const { read, left } = readItems<Enrolment>(items, FACTOR_FIELDS, () => ({}), values);
      identity.factors.push(...read.flatMap(toFactor));
      return left;
    },
  },
  IGNORED,
);

/** Understands one user. */
export function toIdentity(record: JsonObject, settings: HashSettings): Understood {
  const values = new Values();
  const identity = blankIdentity('');
  const draft: Draft = { identity };
  const fields = readFields(record, FIELDS, draft, values);

  const { email, emailVerified, phone } = draft;
  if (email !== undefined) {
    const flag = emailVerified !== undefined && {
      verified: emailVerified,
      evidence: 'firebase emailVerified',
    };
    identity.identifiers.push({ type: 'email', value: email, ...flag });
  }
  // A number may come from a code that was sent there or from an administrator: the export does not say which.
  if (phone !== undefined) identity.identifiers.push({ type: 'phone', value: phone });
  const password = toPassword(draft, settings, values);
  if (password !== undefined) identity.password = password;
  return { identity, fields, problems: values.problems };
}

function toPassword(
  { hash, salt, setAt }: Draft,
  settings: HashSettings,
  values: Values,
): PasswordCredential | undefined {
  if (hash === undefined || REDACTED.test(hash)) return undefined;
  if (salt === undefined) {
    values.field = 'salt';
    values.report('PASSWORD_MALFORMED', 'a hash without its salt');
    return undefined;
  }
  const { signerKey, saltSeparator, rounds, memCost } = settings;
  return {
    format: 'firebase-scrypt',
    hash,
    beside: { salt, saltSeparator, rounds, memCost },
    ...(signerKey !== undefined && { secrets: { signerKey } }),
    ...(setAt !== undefined && { setAt }),
  };
}

function readLastLogin({ identity }: Draft, value: unknown, values: Values): void {
  const time = values.time(value, 'ms');
  if (time !== undefined) identity.lastLoginAt = time;
}

/** Claims are JSON in a text; the CSV may hold them as the CLI failed to quote them. */
function readClaims(value: unknown, values: Values): JsonObject | undefined {
  const text = values.text(value);
  if (text === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(text);
    if (isRecord(claims)) return claims;
  } catch {
    // Reported below like anything else that is no object.
  }
  return values.refuse('not an object in JSON', 'The claims of the customer, as an object in JSON.');
}

function toFactor({ phone }: Enrolment): readonly Factor[] {
  return phone === undefined ? [] : [{ type: 'sms', phone }];
}
