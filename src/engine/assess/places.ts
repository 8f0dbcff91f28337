/**
 * Where somebody belongs: the region and the tenant, by the names that exports use for them.
 *
 * Only what the source says. A locale is no region, and no country is read out of a telephone number.
 *
 * @module
 */
import type { Identity, Json } from '../../identity/identity.ts';

const NAMES: ReadonlyMap<string, 'region' | 'tenant'> = new Map([
  ...['region', 'country', 'country_code', 'countryCode', 'market'].map((name) => [name, 'region'] as const),
  ...['tenant', 'tenant_id', 'tenantId', 'realm', 'website', 'store', 'brand'].map(
    (name) => [name, 'tenant'] as const,
  ),
]);

/** Longer is no code and no name. */
const LONGEST = 64;

export interface Belonging {
  region: string | undefined;
  tenant: string | undefined;
}

export function placeOf({ profile, memberships, attributes }: Identity): Belonging {
  const place: Belonging = {
    region: profile.address?.country ?? profile.address?.region,
    tenant: memberships.find(({ type }) => type === 'organisation')?.name,
  };
  for (const name in attributes) {
    const value = attributes[name];
    // In an object there, too, such as Auth0's `app_metadata`.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const record = value as Readonly<Record<string, Json>>;
      for (const member in record) note(place, member, record[member]);
    } else note(place, name, value);
  }
  return place;
}

function note(place: Belonging, name: string, value: Json | undefined): void {
  const which = NAMES.get(name);
  if (which === undefined || place[which] !== undefined) return;
  // Keycloak keeps lists of texts.
  const text = Array.isArray(value) ? value[0] : value;
  if (typeof text === 'string' && text !== '' && text.length <= LONGEST) place[which] = text;
}

export function regionOf(identity: Identity): string | undefined {
  return placeOf(identity).region;
}

export function tenantOf(identity: Identity): string | undefined {
  return placeOf(identity).tenant;
}
