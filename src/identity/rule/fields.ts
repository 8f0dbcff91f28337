/**
 * The fields a rule may ask about, with the type of each and where its value comes from. docs/cohorts.md lists them.
 *
 * A field that several values answer to (`email.domain`, `memberships.role`) holds where one of them does.
 *
 * @module
 */
import { CREDENTIAL_PLANS, type CredentialPlan } from '../credential-plan.ts';
import type { Identity, Membership } from '../identity.ts';
import type { FieldRef } from './rule.ts';

/** One identity as a rule sees it. */
export interface RuleFacts {
  readonly identity: Identity;
  /** Name of the source it came from. */
  readonly source: string;
  /** Milliseconds since 1970 from which ages are counted back. */
  readonly asOf: number;
  /** What the target makes of the password. */
  readonly credentialPlan: CredentialPlan;
  /** `cost 10`; absent where the format has none, or there is no password. */
  readonly passwordParameters?: string;
  passwordStrength(): string | undefined;
  /** Where somebody belongs, as an assessment counts it. */
  region(): string | undefined;
  tenant(): string | undefined;
  /** What the target cannot hold, by field. */
  readonly losses: readonly string[];
  /** Does one of the identifiers stand in the list of this name? */
  inList(name: string): boolean;
}

export type FieldValue = string | number | boolean | readonly string[] | undefined;

export type FieldType = 'choice' | 'text' | 'yes-no' | 'time' | 'any';

export interface Field {
  readonly type: FieldType;
  /** Of a `choice`. */
  readonly values?: readonly string[];
  /** Names a path must follow, such as `plan` in `attributes.plan`. */
  readonly open?: true;
  readonly describes: string;
  read(facts: RuleFacts, path: readonly string[]): FieldValue;
}

export const STRENGTHS = ['strong', 'acceptable', 'weak', 'broken', 'unknown'] as const;

export const FIELDS: Readonly<Record<string, Field>> = {
  status: {
    type: 'choice',
    values: ['active', 'disabled', 'locked', 'invited'],
    describes: 'status in the legacy',
    read: ({ identity }) => identity.status,
  },
  kind: {
    type: 'choice',
    values: ['person', 'service'],
    describes: 'a customer or a service account',
    read: ({ identity }) => identity.kind,
  },
  credentialPlan: {
    type: 'choice',
    values: CREDENTIAL_PLANS,
    describes: 'what the target makes of the password by itself',
    read: ({ credentialPlan }) => credentialPlan,
  },
  'password.strength': {
    type: 'choice',
    values: STRENGTHS,
    describes: 'of the hash, by the thresholds of OWASP',
    read: (facts) => facts.passwordStrength(),
  },
  source: { type: 'text', describes: 'name of the source', read: ({ source }) => source },
  'password.format': {
    type: 'text',
    describes: 'format of the hash, as docs/formats names it',
    read: ({ identity }) => identity.password?.format,
  },
  'password.parameters': {
    type: 'text',
    describes: '`cost 10`, where the format has any',
    read: ({ passwordParameters }) => passwordParameters,
  },
  'email.domain': {
    type: 'text',
    describes: 'domains of the e-mail addresses, lower case',
    read: ({ identity }) => domainsOf(identity),
  },
  username: {
    type: 'text',
    describes: 'user names',
    read: ({ identity }) => valuesOf(identity, 'username'),
  },
  tenant: {
    type: 'text',
    describes: 'organisation, store or brand, as an assessment counts it',
    read: (facts) => facts.tenant(),
  },
  region: {
    type: 'text',
    describes: 'country or region, as an assessment counts it',
    read: (facts) => facts.region(),
  },
  locale: { type: 'text', describes: 'language', read: ({ identity }) => identity.profile.locale },
  'memberships.role': {
    type: 'text',
    describes: 'roles',
    read: ({ identity }) => namesOf(identity, 'role'),
  },
  'memberships.group': {
    type: 'text',
    describes: 'groups',
    read: ({ identity }) => namesOf(identity, 'group'),
  },
  'memberships.organisation': {
    type: 'text',
    describes: 'organisations',
    read: ({ identity }) => namesOf(identity, 'organisation'),
  },
  'email.verified': {
    type: 'yes-no',
    describes: 'one of the e-mail addresses is verified; absent where the source does not say',
    read: ({ identity }) => verified(identity, 'email'),
  },
  'phone.verified': {
    type: 'yes-no',
    describes: 'the same of phone numbers',
    read: ({ identity }) => verified(identity, 'phone'),
  },
  'password.mustChange': {
    type: 'yes-no',
    describes: 'the legacy wants a new password at the next login',
    read: ({ identity }) => identity.password?.mustChange,
  },
  lastLogin: { type: 'time', describes: 'last login', read: ({ identity }) => identity.lastLoginAt },
  createdAt: { type: 'time', describes: 'sign-up', read: ({ identity }) => identity.createdAt },
  updatedAt: { type: 'time', describes: 'last change', read: ({ identity }) => identity.updatedAt },
  'password.setAt': {
    type: 'time',
    describes: 'when the password was chosen',
    read: ({ identity }) => identity.password?.setAt,
  },
  attributes: {
    type: 'any',
    open: true,
    describes: 'an attribute: `attributes.plan`; `attributes.billing."customer no"`',
    read: ({ identity }, path) => within(identity.attributes, path),
  },
  profile: {
    type: 'any',
    open: true,
    describes: 'a claim of the profile: `profile.address.country`',
    read: ({ identity }, path) => within(identity.profile, path),
  },
};

/** What `has` may be followed by, and with a name in brackets behind it. */
export const HOLDINGS: Readonly<
  Record<
    string,
    { readonly named?: true; readonly describes: string; has(identity: Identity, name?: string): boolean }
  >
> = {
  password: {
    describes: 'a hash, and no marker that there is none',
    has: ({ password }) => password !== undefined,
  },
  email: {
    describes: 'an e-mail address',
    has: (identity) => identity.identifiers.some(({ type }) => type === 'email'),
  },
  phone: {
    describes: 'a phone number',
    has: (identity) => identity.identifiers.some(({ type }) => type === 'phone'),
  },
  username: {
    describes: 'a user name',
    has: (identity) => identity.identifiers.some(({ type }) => type === 'username'),
  },
  factor: { describes: 'any second factor', has: ({ factors }) => factors.length > 0 },
  totp: {
    describes: 'an authenticator app',
    has: ({ factors }) => factors.some(({ type }) => type === 'totp'),
  },
  webauthn: {
    describes: 'a security key or a passkey',
    has: ({ factors }) => factors.some(({ type }) => type === 'webauthn'),
  },
  passkey: {
    describes: 'a WebAuthn credential that works without a password',
    has: ({ factors }) => factors.some((factor) => factor.type === 'webauthn' && factor.passwordless),
  },
  'recovery-codes': {
    describes: 'recovery codes',
    has: ({ factors }) => factors.some(({ type }) => type === 'recovery-codes'),
  },
  'sms-factor': {
    describes: 'codes by SMS',
    has: ({ factors }) => factors.some(({ type }) => type === 'sms'),
  },
  'email-factor': {
    describes: 'codes by e-mail',
    has: ({ factors }) => factors.some(({ type }) => type === 'email'),
  },
  link: {
    named: true,
    describes: 'a federated login, at this provider',
    has: ({ links }, name) => links.some(({ provider }) => name === undefined || provider === name),
  },
  consent: {
    named: true,
    describes: 'a consent that was granted, for this purpose',
    has: ({ consents }, name) =>
      consents.some(
        ({ purpose, status }) => status === 'granted' && (name === undefined || purpose === name),
      ),
  },
};

export function fieldOf({ name }: FieldRef): Field | undefined {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
}

function valuesOf({ identifiers }: Identity, type: string): readonly string[] {
  return identifiers.filter((one) => one.type === type).map(({ value }) => value);
}

function domainsOf(identity: Identity): readonly string[] {
  return valuesOf(identity, 'email').map((value) => value.slice(value.lastIndexOf('@') + 1).toLowerCase());
}

function namesOf({ memberships }: Identity, type: Membership['type']): readonly string[] {
  return memberships.filter((one) => one.type === type).map(({ name }) => name);
}

function verified({ identifiers }: Identity, type: string): boolean | undefined {
  const said = identifiers.filter((one) => one.type === type && one.verified !== undefined);
  return said.length === 0 ? undefined : said.some((one) => one.verified === true);
}

/** Only what can be compared; a list of texts as such. */
function within(from: unknown, path: readonly string[]): FieldValue {
  let value: unknown = from;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  return undefined;
}
