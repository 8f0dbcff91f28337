/**
 * What a mapping wrote, on top of what a vendor source understood: one small rule per part of the identity.
 *
 * @module
 */

import type { Consent, Factor, Json, Link, Membership, PasswordCredential, Profile } from '../identity.ts';
import type { DraftTotp } from './draft.ts';

type Attributes = Readonly<Record<string, Json>>;

export function mergeProfile(base: Profile, written: Profile): Profile {
  if (written.address === undefined || base.address === undefined) return { ...base, ...written };
  return { ...base, ...written, address: { ...base.address, ...written.address } };
}

/** @param parts the later, the stronger */
export function mergeAttributes(base: Attributes, ...parts: readonly Attributes[]): Record<string, Json> {
  return parts.reduce<Attributes>(
    (merged, part) => (isBlank(part) ? merged : mergeObjects(merged, part)),
    base,
  );
}

function isBlank(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

/** Rules write single members of objects (`attributes.prefs.theme`); the other members stay. */
function mergeObjects(base: Attributes, over: Attributes): Record<string, Json> {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const before = merged.get(key);
    merged.set(key, isRecord(before) && isRecord(value) ? mergeObjects(before, value) : value);
  }
  return Object.fromEntries(merged);
}

export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Another hash starts afresh: the salt beside the old one is not its salt. */
export function mergePassword(
  base: PasswordCredential | undefined,
  written: Partial<PasswordCredential> | undefined,
): PasswordCredential | undefined {
  if (written === undefined) return base;
  const hash = written.hash ?? base?.hash;
  if (hash === undefined) return undefined;
  return written.hash === undefined ? { ...base, ...written, hash } : { ...written, hash };
}

/** Defaults are RFC 6238's and every authenticator app's: what a system means that stores nothing but the secret. */
export function mergeTotp(base: Factor[], totp: DraftTotp | undefined): Factor[] {
  if (totp === undefined) return base;
  const { enabled, secret, ...rest } = totp;
  const others = base.filter(({ type }) => type !== 'totp');
  if (enabled === false) return others;
  if (secret === undefined)
    return base.map((factor) => (factor.type === 'totp' ? { ...factor, ...rest } : factor));
  return [...others, { type: 'totp', algorithm: 'SHA1', digits: 6, period: 30, ...rest, secret }];
}

export function mergeLinks(base: Link[], written: Link[] | undefined): Link[] {
  if (written === undefined) return base;
  const providers = new Set(written.map(({ provider }) => provider));
  return [...base.filter(({ provider }) => !providers.has(provider)), ...written];
}

/** A version or a date without a status is no consent: nobody knows whether it was given or refused. */
export function mergeConsents(
  base: Consent[],
  written: ReadonlyMap<string, Partial<Consent>> | undefined,
): Consent[] {
  if (written === undefined) return base;
  const consents = base.map((consent) => ({ ...consent, ...written.get(consent.purpose) }));
  const known = new Set(base.map(({ purpose }) => purpose));
  for (const [purpose, { status, ...rest }] of written) {
    if (!known.has(purpose) && status !== undefined) consents.push({ ...rest, purpose, status });
  }
  return consents;
}

export function mergeMemberships(base: Membership[], written: Membership[] | undefined): Membership[] {
  if (written === undefined) return base;
  const held = new Set(base.map(({ type, name }) => `${type}:${name}`));
  const added = written.filter(({ type, name }) => {
    const key = `${type}:${name}`;
    return !held.has(key) && held.add(key);
  });
  return [...base, ...added];
}
