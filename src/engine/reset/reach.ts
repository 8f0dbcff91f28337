/**
 * How a message reaches one customer: by which channel, at which address, in which language, by whose clock.
 *
 * @module
 */
import type { Identifier, Identity } from '../../identity/identity.ts';
import type { ResetParts } from './parts.ts';

export interface Reach {
  /** Name of the channel. */
  readonly channel: string;
  readonly to: string;
}

export type Unreachable = 'no-address' | 'unverified';

/**
 * The first channel that has an address of the customer's. An address that the old system holds as unverified is no
 * one's for certain: whoever reads that mailbox would get in.
 */
export function reachOf(
  { identifiers }: Pick<Identity, 'identifiers'>,
  {
    channels,
    unverified,
  }: Pick<ResetParts, 'unverified'> & {
    readonly channels: readonly { readonly name: string; readonly reaches: 'email' | 'phone' }[];
  },
  only?: 'email' | 'phone',
): Reach | Unreachable {
  let refused = false;
  for (const { name, reaches } of channels) {
    if (only !== undefined && reaches !== only) continue;
    const address = bestOf(identifiers.filter(({ type }) => type === reaches));
    if (address === undefined) continue;
    if (address.verified !== false || unverified) return { channel: name, to: address.value };
    refused = true;
  }
  return refused ? 'unverified' : 'no-address';
}

/** Verified before unsaid before unverified; of equals the first. */
function bestOf(addresses: readonly Identifier[]): Identifier | undefined {
  return (
    addresses.find(({ verified }) => verified === true) ??
    addresses.find(({ verified }) => verified === undefined) ??
    addresses[0]
  );
}

/** The language of the profile, where there is a translation: `de_AT` is written in `de-AT`, else in `de`. */
export function languageOf(
  { profile }: Pick<Identity, 'profile'>,
  languages: readonly string[],
  fallback: string,
): string {
  const wanted = profile.locale?.replaceAll('_', '-').toLowerCase();
  if (wanted === undefined) return fallback;
  const [primary = wanted] = wanted.split('-');
  const found = (text: string) => languages.find((one) => one.toLowerCase() === text);
  return found(wanted) ?? found(primary) ?? fallback;
}

/** The customer's own time zone, where the profile names one that exists. */
export function zoneOf({ profile }: Pick<Identity, 'profile'>, fallback: string): string {
  const { zoneinfo } = profile;
  return zoneinfo !== undefined && isTimeZone(zoneinfo) ? zoneinfo : fallback;
}

/** Making a formatter costs 30 µs, and a million customers live in a few dozen zones; strange texts are not kept. */
const known = new Set<string>();

function isTimeZone(name: string): boolean {
  if (known.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  known.add(name);
  return true;
}
