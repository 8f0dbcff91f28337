/**
 * The needs of a population as far as the counts of an assessment tell them.
 *
 * @module
 */
import type { Assessment, Counts } from '../assess/assessment.ts';
import type { Needs } from './needs.ts';

/** @param target id of the target whose outlook says what becomes of passwords */
export function needsOfAssessment({ everybody, categories, outlooks }: Assessment, target: string): Needs {
  const { verified, links, passkeys, passwords } = everybody;
  // Which keys were second factors and which are passkeys was not counted.
  const { webauthn: _keys, ...secondFactors } = everybody.factors;
  const outlook = outlooks.find((one) => one.target === target);
  return {
    customers: everybody.identities,
    have: Object.fromEntries(Object.entries(categories).filter(([path]) => isField(path))),
    breaking: {},
    unverified: (verified.unverified ?? 0) + (verified.unknown ?? 0),
    // Nobody counted whose user name is the address.
    ownUsername: 0,
    bothIdentifiers: 0,
    passwords: passwords.reduce((sum, { count }) => sum + count, 0),
    plans: outlook?.plans ?? {},
    passwordDays: {},
    links: named(links),
    onlyLinks: {},
    relyingParties: named(passkeys),
    onlyPasskeys: {},
    secondFactors,
    memberships: [],
    from: 'counts',
  };
}

/** An address is counted as a whole there, and ruled by its parts. */
function isField(path: string): boolean {
  return /^(email|phone|username|profile\.(?!address$).+|attributes\..+)$/.test(path);
}

/** Without what the source does not say, and what was too much to tell apart. */
function named({ unknown: _unknown, others: _others, ...counts }: Counts): Counts {
  return counts;
}
