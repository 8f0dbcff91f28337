/**
 * Profile claims and attributes as Keycloak's user attributes, and back.
 *
 * Claims get the names that the built-in mappers of the client scopes `profile`, `phone` and `address` read, so they
 * stand in tokens without any set-up. Values are lists of text there: a list stays a list, what is neither text,
 * number nor list becomes JSON text.
 *
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/services/src/main/java/org/keycloak/protocol/oidc/OIDCLoginProtocolFactory.java
 * @module
 */
import type { Identity, Json, Profile } from '../../identity/identity.ts';

type Claim = Exclude<keyof Profile, 'address' | 'given_name' | 'family_name'>;
type AddressPart = keyof NonNullable<Profile['address']>;

const CLAIMS = {
  name: 'name',
  middle_name: 'middleName',
  nickname: 'nickname',
  profile: 'profile',
  picture: 'picture',
  website: 'website',
  gender: 'gender',
  birthdate: 'birthdate',
  zoneinfo: 'zoneinfo',
  locale: 'locale',
} as const satisfies Record<Claim, string>;

const ADDRESS = {
  formatted: 'formatted',
  street_address: 'street',
  locality: 'locality',
  region: 'region',
  postal_code: 'postal_code',
  country: 'country',
} as const satisfies Record<AddressPart, string>;

export const PHONE = 'phoneNumber';
export const PHONE_VERIFIED = 'phoneNumberVerified';

/** Names that mean something else to Keycloak, or to us; compared without case, as Keycloak does for the first. */
const RESERVED = new Set(
  [
    ...['id', 'username', 'email', 'emailVerified', 'firstName', 'lastName', 'enabled', 'createdTimestamp'],
    ...['LDAP_ID', 'LDAP_ENTRY_DN', 'KERBEROS_PRINCIPAL'],
    ...[PHONE, PHONE_VERIFIED],
    ...Object.values(CLAIMS),
    ...Object.values(ADDRESS),
  ].map((name) => name.toLowerCase()),
);

/** The column is that wide. */
const LONGEST_NAME = 255;

type Attributes = Readonly<Record<string, readonly string[]>>;

/** @returns in words why an attribute of this name and value cannot be kept; undefined: it can */
export function attributeRefusal(name: string, value: Json, externalId: string): string | undefined {
  if (RESERVED.has(name.toLowerCase()) || name === externalId)
    return 'the name has another meaning in Keycloak';
  if (name.length > LONGEST_NAME) return `a name of ${name.length} characters; ${LONGEST_NAME} fit`;
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  return undefined;
}

export function toAttributes({ profile, attributes }: Identity, externalId: string): Attributes {
  const kept: Record<string, readonly string[]> = {};
  for (const [claim, name] of Object.entries(CLAIMS)) {
    const value = profile[claim as Claim];
    if (value !== undefined) kept[name] = [value];
  }
  for (const [part, name] of Object.entries(ADDRESS)) {
    const value = profile.address?.[part as AddressPart];
    if (value !== undefined) kept[name] = [value];
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || attributeRefusal(name, value, externalId) !== undefined) continue;
    kept[name] = toValues(value);
  }
  return kept;
}

const PATHS: ReadonlyMap<string, string> = new Map([
  ['username', 'username'],
  ['email', 'email'],
  ['firstName', 'profile.given_name'],
  ['lastName', 'profile.family_name'],
  [PHONE, 'phone'],
  [PHONE_VERIFIED, 'phone.verified'],
  ...Object.entries(CLAIMS).map(([claim, name]): [string, string] => [name, `profile.${claim}`]),
  ...Object.entries(ADDRESS).map(([part, name]): [string, string] => [name, `profile.address.${part}`]),
]);

/** Where the mapping knows an attribute of the user profile. */
export function pathOfAttribute(name: string): string {
  return PATHS.get(name) ?? `attributes.${name}`;
}

/** What a user's attributes are in canonical paths: `profile.nickname`, `attributes.plan`. */
export function fromAttributes(attributes: Attributes, externalId: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const address: Record<string, string> = {};
  const claims = new Map<string, string>(Object.entries(CLAIMS).map(([claim, name]) => [name, claim]));
  const parts = new Map<string, string>(Object.entries(ADDRESS).map(([part, name]) => [name, part]));
  for (const [name, values] of Object.entries(attributes)) {
    const [first = ''] = values;
    const claim = claims.get(name);
    const part = parts.get(name);
    if (claim !== undefined) fields[`profile.${claim}`] = first;
    else if (part !== undefined) address[part] = first;
    else if (name !== externalId && name !== PHONE && name !== PHONE_VERIFIED)
      fields[`attributes.${name}`] = fromValues(values);
  }
  if (Object.keys(address).length > 0) fields['profile.address'] = address;
  return fields;
}

function toValues(value: Json): readonly string[] {
  if (Array.isArray(value) && value.every(isScalar)) return value.map(String);
  return [isScalar(value) ? String(value) : JSON.stringify(value)];
}

function fromValues(values: readonly string[]): unknown {
  const [first = ''] = values;
  return values.length === 1 ? parseContainer(first) : values;
}

function isScalar(value: Json): value is string | number | boolean {
  return typeof value !== 'object';
}

/** Only objects and lists were made JSON text by us; anything else that looks like JSON is text. */
function parseContainer(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
