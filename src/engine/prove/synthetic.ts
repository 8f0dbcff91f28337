/**
 * Synthetic customers: made up, marked, and in a name space of their own.
 *
 * Their identifiers begin with the reserved name, which stands in their family name too, so that whoever meets one in
 * the target knows what it is. They have what a profile commonly must have and nothing else.
 *
 * @module
 */
import { blankIdentity, type Identity, type PasswordCredential } from '../../identity/identity.ts';
import type { StoredHash } from '../../passwords/index.ts';
import type { SampledPopulation } from './population.ts';

/** What an operator decides about them. */
export interface SyntheticSettings {
  /** Nobody's: addresses of this domain belong to synthetic customers only. */
  readonly emailDomain: string;
  /** Attributes they get, where the target insists on some. */
  readonly attributes: Identity['attributes'];
}

/** Their names begin so, everywhere. */
export const RESERVED = 'footbridge-proof-';

export function syntheticCustomer(
  name: string,
  local: string,
  population: Pick<SampledPopulation, 'identifiers' | 'sample'>,
  stored: StoredHash,
  { emailDomain, attributes }: SyntheticSettings,
): Identity {
  const identifiers: Identity['identifiers'] = [
    { type: 'email', value: `${local}@${emailDomain}`, verified: true },
  ];
  if (population.identifiers.has('username')) identifiers.push({ type: 'username', value: local });
  return {
    ...blankIdentity(local),
    identifiers,
    profile: { given_name: 'Synthetic', family_name: name },
    attributes,
    password: credentialFrom(stored, population.sample),
  };
}

/** The names of the site's secrets stay names. */
function credentialFrom(
  { hash, format, beside }: StoredHash,
  { secrets }: PasswordCredential,
): PasswordCredential {
  return {
    hash,
    ...(format === undefined ? {} : { format }),
    ...(beside === undefined ? {} : { beside }),
    ...(secrets === undefined ? {} : { secrets }),
  };
}
