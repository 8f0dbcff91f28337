/**
 * Where somebody belongs: the region and the tenant, by the names that exports use for them.
 *
 * Only what the source says. A locale is no region, and no country is read out of a telephone number.
 *
 * @module
 */
import type { Identity, Json } from '../../identity/identity.ts';

const REGIONS = ['region', 'country', 'country_code', 'countryCode', 'market'];
const TENANTS = ['tenant', 'tenant_id', 'tenantId', 'realm', 'website', 'store', 'brand'];

/** Longer is no code and no name. */
const LONGEST = 64;

export function regionOf({ profile, attributes }: Identity): string | undefined {
  return profile.address?.country ?? profile.address?.region ?? findText(attributes, REGIONS);
}

export function tenantOf({ memberships, attributes }: Identity): string | undefined {
  for (const { type, name } of memberships) if (type === 'organisation') return name;
  return findText(attributes, TENANTS);
}

/** At the top, or in an object there such as Auth0's `app_metadata`. */
function findText(attributes: Identity['attributes'], names: readonly string[]): string | undefined {
  const own = textOf(attributes, names);
  if (own !== undefined) return own;
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const inside = textOf(value as Readonly<Record<string, Json>>, names);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function textOf(record: Readonly<Record<string, Json>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && value !== '' && value.length <= LONGEST && Object.hasOwn(record, name))
      return value;
    // Keycloak keeps lists of texts.
    if (Array.isArray(value) && typeof value[0] === 'string' && value[0] !== '') return value[0];
  }
  return undefined;
}
