/**
 * User attributes of Keycloak: those that its built-in mappers turn into OIDC claims become claims, the others
 * keep their names. One value is a text, several are a list.
 *
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/services/src/main/java/org/keycloak/protocol/oidc/OIDCLoginProtocolFactory.java
 * @module
 */
import type { Identity, Json, Profile } from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { setOwn } from '../reading/values.ts';

const CLAIMS: Readonly<Record<string, Exclude<keyof Profile, 'address'>>> = {
  name: 'name',
  middleName: 'middle_name',
  nickname: 'nickname',
  profile: 'profile',
  picture: 'picture',
  website: 'website',
  gender: 'gender',
  birthdate: 'birthdate',
  zoneinfo: 'zoneinfo',
  locale: 'locale',
};

const ADDRESS: Readonly<Record<string, keyof NonNullable<Profile['address']>>> = {
  formatted: 'formatted',
  street: 'street_address',
  locality: 'locality',
  region: 'region',
  postal_code: 'postal_code',
  country: 'country',
};

const PHONE = 'phoneNumber';
const PHONE_VERIFIED = 'phoneNumberVerified';

export function readAttributes(identity: Identity, attributes: JsonObject): void {
  for (const name in attributes) {
    const values = toList(attributes[name]);
    const [only] = values;
    if (only === undefined) continue;
    if (values.length > 1 || typeof only !== 'string' || !readClaim(identity, name, only, attributes))
      setOwn(identity.attributes, name, values.length === 1 ? only : values);
  }
}

/** True: the attribute is a claim, or belongs to one. */
function readClaim(identity: Identity, name: string, value: string, attributes: JsonObject): boolean {
  if (Object.hasOwn(CLAIMS, name)) {
    const claim = CLAIMS[name];
    if (claim !== undefined && value !== '') identity.profile[claim] = value;
    return true;
  }
  if (Object.hasOwn(ADDRESS, name)) {
    const part = ADDRESS[name];
    if (part !== undefined && value !== '')
      identity.profile.address = { ...identity.profile.address, [part]: value };
    return true;
  }
  if (name === PHONE_VERIFIED) return toList(attributes[PHONE]).length === 1;
  if (name !== PHONE || value.trim() === '') return false;
  const [flag] = toList(attributes[PHONE_VERIFIED]);
  const verified = flag === undefined ? undefined : flag === 'true' || flag === true;
  identity.identifiers.push({
    type: 'phone',
    value: value.trim(),
    ...(verified !== undefined && { verified, evidence: `keycloak ${PHONE_VERIFIED}` }),
  });
  return true;
}

function toList(value: unknown): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as Json[]) : [value as Json];
}
