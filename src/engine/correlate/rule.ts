/**
 * What correlation is told: rules with a tier each, and whose word counts in a merge.
 *
 * @module
 */

/** How sure it is that two records are one person. */
export type Tier = 'certain' | 'probable' | 'ambiguous';

/** From the surest down. */
export const TIERS: readonly Tier[] = ['certain', 'probable', 'ambiguous'];

export interface CorrelationRule {
  readonly name: string;
  readonly tier: Tier;
  /** All of these agree: `email`, `link`, `profile.birthdate`, `attributes.loyalty` … */
  readonly same: readonly string[];
  /** On how many sides the addresses and numbers among them are verified; absent: on both. */
  readonly verified?: 'both' | 'one' | 'any' | undefined;
}

/** Which of several values counts: a habit, or the names of sources in their order. */
export type AuthorityRule = 'newest' | 'oldest' | 'longest' | 'sources' | readonly string[];

export interface Correlation {
  readonly rules: readonly CorrelationRule[];
  /** Attributes that are one person's alone: agreement is certain, difference a contradiction. */
  readonly keys: readonly string[];
  readonly merge: 'never' | 'certain';
  readonly authority: Readonly<Record<string, AuthorityRule>>;
  /** Names of the sources in the order of the configuration. */
  readonly sources: readonly string[];
}

/** The rules and, behind them, one for every key. */
export function allRules({ rules, keys }: Pick<Correlation, 'rules' | 'keys'>): readonly CorrelationRule[] {
  return [...rules, ...keys.map((key) => ({ name: `same ${key}`, tier: 'certain' as const, same: [key] }))];
}
