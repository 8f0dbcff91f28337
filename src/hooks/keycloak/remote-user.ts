/**
 * A customer as the plugin wants them: thirteen fields and not one more.
 *
 * Its mapper rejects what it does not know, and what it rejects is a user who does not exist. A missing boolean is
 * false, which would disable everybody.
 *
 * @see https://github.com/daniel-frak/keycloak-user-migration#prerequisites---rest-endpoints-in-the-legacy-system
 * @module
 */
import { createHash } from 'node:crypto';
import type { Factor, Identity, Profile } from '../../identity/identity.ts';
import type { Customer } from '../hook.ts';
import { asTexts, chosen, isEnabled, isVerified, membershipNames, typedOne } from '../wire/customer.ts';

export interface RemoteUser {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly enabled: boolean;
  readonly emailVerified: boolean;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly requiredActions: readonly string[];
  readonly totps: readonly RemoteTotp[];
  readonly organizations: readonly RemoteOrganisation[];
}

interface RemoteOrganisation {
  readonly orgName: string;
  readonly orgAlias: string;
  /** Whose mail domain it is, no customer knows. */
  readonly domains: readonly never[];
}

interface RemoteTotp {
  readonly name: string;
  readonly secret: string;
  readonly digits: number;
  readonly period: number;
  readonly algorithm: 'HmacSHA1' | 'HmacSHA256' | 'HmacSHA512';
  readonly encoding: 'BASE32';
}

/** @param typed what Keycloak asked for: a customer it cannot find again under it does not exist for it */
export function toRemoteUser(
  { identity, externalId, uuid }: Customer,
  typed: string,
  { mustChange, externalIdAttribute }: { readonly mustChange: boolean; readonly externalIdAttribute: string },
): RemoteUser {
  const asked = typedOne(identity, typed);
  const email = asked?.type === 'email' ? asked : chosen(identity, 'email');
  return {
    // 36 characters: as long as the column.
    id: uuid,
    username: usernameOf(identity, uuid),
    // Letter by letter as it was typed: another spelling of the same address is refused as somebody else's.
    email: (asked?.type === 'email' ? typed : email?.value) ?? null,
    firstName: identity.profile.given_name ?? null,
    lastName: identity.profile.family_name ?? null,
    enabled: isEnabled(identity),
    emailVerified: isVerified(email),
    attributes: { ...attributesOf(identity), [externalIdAttribute]: [externalId] },
    roles: membershipNames(identity, 'role'),
    groups: membershipNames(identity, 'group').map((path) => path.replace(/^\//, '')),
    requiredActions: mustChange || identity.status === 'invited' ? ['UPDATE_PASSWORD'] : [],
    totps: identity.factors.flatMap((factor) => toTotp(factor) ?? []),
    organizations: membershipNames(identity, 'organisation').map(toOrganisation),
  };
}

/** In lower case: with any other the plugin adds the user and then stumbles over the difference (its issue 138). */
function usernameOf(identity: Identity, uuid: string): string {
  const own = chosen(identity, 'username') ?? chosen(identity, 'email') ?? chosen(identity, 'phone');
  return own?.value.toLowerCase() ?? uuid;
}

/** Claims under the names that Keycloak's own mappers read; `given_name` and `family_name` are fields. */
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
} as const satisfies Partial<Record<keyof Profile, string>>;

const ADDRESS = {
  formatted: 'formatted',
  street_address: 'street',
  locality: 'locality',
  region: 'region',
  postal_code: 'postal_code',
  country: 'country',
} as const satisfies Record<keyof NonNullable<Profile['address']>, string>;

/** Attributes of these names would overwrite the fields. Compared without case, as Keycloak does. */
const FIELDS = new Set(['id', 'username', 'email', 'emailverified', 'firstname', 'lastname', 'enabled']);

function attributesOf({ profile, attributes, identifiers }: Identity): Record<string, readonly string[]> {
  const own = Object.entries(attributes).flatMap(([name, value]) => {
    const texts = asTexts(value);
    return texts.length === 0 || FIELDS.has(name.toLowerCase()) ? [] : [[name, texts] as const];
  });
  const claims = Object.entries(CLAIMS).map(
    ([claim, name]) => [name, profile[claim as keyof typeof CLAIMS]] as const,
  );
  const address = Object.entries(ADDRESS).map(
    ([part, name]) => [name, profile.address?.[part as keyof typeof ADDRESS]] as const,
  );
  const phone = identifiers.find(({ type }) => type === 'phone');
  const numbers = [
    ['phoneNumber', phone?.value],
    ['phoneNumberVerified', phone?.verified === undefined ? undefined : String(phone.verified)],
  ] as const;
  const told = [...claims, ...address, ...numbers].flatMap(([name, text]) =>
    text === undefined ? [] : [[name, [text]] as const],
  );
  return Object.fromEntries([...own, ...told]);
}

function toTotp(factor: Factor): RemoteTotp | undefined {
  if (factor.type !== 'totp') return undefined;
  const { label, secret, digits, period, algorithm } = factor;
  return {
    name: label ?? 'Authenticator',
    secret,
    digits,
    period,
    algorithm: `Hmac${algorithm}`,
    // Without it the characters themselves would be the key.
    encoding: 'BASE32',
  };
}

/** An alias stands in addresses. Two names never share one: their members would be in one organisation. */
function toOrganisation(name: string): RemoteOrganisation {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const mark = createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 8);
  return { orgName: name, orgAlias: plain === name ? name : `${plain}-${mark}`, domains: [] };
}
