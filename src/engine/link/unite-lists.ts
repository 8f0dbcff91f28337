/**
 * What several records of one person hold side by side: each thing once, the survivor's first.
 *
 * @module
 */
import { identifierKey } from '../../identity/identifier.ts';
import type { Consent, Factor, Identifier, Identity, Link, Membership } from '../../identity/identity.ts';
import { timeOf } from './authority.ts';
import type { MergeLoss } from './merge-identities.ts';

/** One address is verified where any record of this person says so, with that record's evidence. */
export function uniteIdentifiers(identities: readonly Identity[]): Identifier[] {
  const united = new Map<string, Identifier>();
  for (const identifier of identities.flatMap(({ identifiers }) => identifiers)) {
    const key = identifierKey(identifier);
    const known = united.get(key);
    if (known === undefined) united.set(key, identifier);
    else if (known.verified !== true && identifier.verified === true) {
      united.set(key, { ...identifier, value: known.value });
    }
  }
  return [...united.values()];
}

export function uniteLinks(identities: readonly Identity[]): Link[] {
  const links = identities.flatMap((one) => one.links);
  return onceBy(links, ({ provider, issuer, subject }) => JSON.stringify([provider, issuer, subject]));
}

interface UnitedFactors {
  readonly united: Factor[];
  readonly losses: readonly MergeLoss[];
}

/** Recovery codes are one printed list: that of the record whose password survives. */
export function uniteFactors(identities: readonly Identity[], main: number): UnitedFactors {
  const lists = identities.flatMap(({ factors }, member) => (hasCodes(factors) ? [member] : []));
  const kept = lists.includes(main) ? main : lists[0];
  const factors = identities.flatMap(({ factors }, member) =>
    factors.filter(({ type }) => type !== 'recovery-codes' || member === kept),
  );
  const losses = lists
    .filter((member) => member !== kept)
    .map((member) => ({ field: 'factors.recovery-codes', member, why: 'this list of codes stops working' }));
  return { united: onceBy(factors, factorKey), losses };
}

function hasCodes(factors: readonly Factor[]): boolean {
  return factors.some(({ type }) => type === 'recovery-codes');
}

function factorKey(factor: Factor): string {
  switch (factor.type) {
    case 'totp':
      return `totp ${factor.secret}`;
    case 'webauthn':
      return `webauthn ${factor.credentialId}`;
    case 'sms':
      return `sms ${factor.phone}`;
    case 'email':
      return `email ${factor.email.toLowerCase()}`;
    case 'recovery-codes':
      return 'recovery-codes';
  }
}

/** The newest word on a purpose counts; where nobody knows which that is, the one that allows less. */
export function uniteConsents(identities: readonly Identity[]): Consent[] {
  const consents = identities.flatMap((one) => one.consents);
  const byPurpose = Map.groupBy(consents, ({ purpose }) => purpose);
  return [...byPurpose.values()].flatMap((words) => lastWord(words) ?? []);
}

function lastWord(words: readonly Consent[]): Consent | undefined {
  const times = words.map(({ at }) => timeOf(at)).filter((time) => time > 0);
  const newest = Math.max(...times);
  // Whatever has no date may be newer than all that has one.
  const candidates = words.filter(({ at }) => !(timeOf(at) < newest) || at === undefined);
  return candidates.find(({ status }) => status !== 'granted') ?? candidates[0];
}

export function uniteMemberships(identities: readonly Identity[]): Membership[] {
  const united = new Map<string, Membership>();
  for (const one of identities.flatMap(({ memberships }) => memberships)) {
    const key = JSON.stringify([one.type, one.name, one.client, one.id]);
    const known = united.get(key);
    const roles = [...new Set([...(known?.roles ?? []), ...(one.roles ?? [])])];
    united.set(key, { ...(known ?? one), ...(roles.length === 0 ? {} : { roles }) });
  }
  return [...united.values()];
}

function onceBy<T>(list: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const one of list) if (!seen.has(keyOf(one))) seen.set(keyOf(one), one);
  return [...seen.values()];
}
