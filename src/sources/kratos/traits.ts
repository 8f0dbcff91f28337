/**
 * Traits that carry the names of OpenID Connect claims, or the usual other names of them, are the profile.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 * @module
 */
import type { Json, Profile } from '../../identity/identity.ts';
import { holdsNothing } from '../../identity/mapping/coerce.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { isRecord, setOwn } from '../reading/values.ts';

type Claim = Exclude<keyof Profile, 'address'>;

const CLAIMS: Readonly<Record<string, Claim>> = {
  name: 'name',
  full_name: 'name',
  given_name: 'given_name',
  first_name: 'given_name',
  firstName: 'given_name',
  family_name: 'family_name',
  last_name: 'family_name',
  lastName: 'family_name',
  middle_name: 'middle_name',
  nickname: 'nickname',
  picture: 'picture',
  website: 'website',
  gender: 'gender',
  birthdate: 'birthdate',
  zoneinfo: 'zoneinfo',
  locale: 'locale',
};

/** Inside `name`, as Ory's own example of a schema has it. */
const PARTS: Readonly<Record<string, Claim>> = {
  first: 'given_name',
  last: 'family_name',
  given: 'given_name',
  family: 'family_name',
};

/** What of the traits is profile, and what is left as attributes; a trait that is an identifier is neither. */
export function profileOf(
  traits: JsonObject,
  identifiers: ReadonlySet<string>,
): { profile: Profile; others: Record<string, Json> } {
  const profile: Profile = {};
  const others: Record<string, Json> = {};
  for (const [name, value] of Object.entries(traits)) {
    if (value === null || holdsNothing(value)) continue;
    if (typeof value === 'string' && identifiers.has(value.trim().toLowerCase())) continue;
    const claim = Object.hasOwn(CLAIMS, name) ? CLAIMS[name] : undefined;
    if (claim !== undefined && typeof value === 'string' && profile[claim] === undefined) {
      profile[claim] = value.trim();
    } else if (name !== 'name' || !isRecord(value) || !readParts(profile, value)) {
      setOwn(others, name, value as Json);
    }
  }
  return { profile, others };
}

/** `name: { first, last }`, where it holds nothing else. */
function readParts(profile: Profile, parts: JsonObject): boolean {
  const entries = Object.entries(parts);
  if (!entries.every(([name, value]) => Object.hasOwn(PARTS, name) && typeof value === 'string'))
    return false;
  for (const [name, value] of entries) {
    const claim = PARTS[name];
    if (claim !== undefined && value !== '') profile[claim] = String(value).trim();
  }
  return true;
}
