/**
 * Do these accounts, as they are now, still hang together by rules that are as sure as their match was found to be?
 *
 * Between a search and a decision an export may have changed them: whoever has another address by now must not become
 * one person with the owner of the old one, where nobody looks at the match.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { contradictionsIn } from '../correlate/contradictions.ts';
import { edgesBetween } from '../correlate/edges.ts';
import { fieldSetsOf, keysOf } from '../correlate/keys.ts';
import { allRules, type Correlation, TIERS, type Tier } from '../correlate/rule.ts';
import { createUnion } from '../correlate/union.ts';

export function stillAgree(
  accounts: readonly Identity[],
  tier: Tier,
  { rules, keys }: Pick<Correlation, 'rules' | 'keys'>,
): boolean {
  if (contradictionsIn(accounts, keys).length > 0) return false;
  const sets = fieldSetsOf(allRules({ rules, keys }));
  const found = accounts.flatMap((identity, entry) =>
    keysOf(identity, sets).map((key) => ({ ...key, entry })),
  );
  const union = createUnion();
  for (const sharers of Map.groupBy(found, ({ text }) => text).values()) {
    const set = sets[sharers[0]?.set ?? 0];
    if (set === undefined) continue;
    for (const { a, b, rule } of edgesBetween(sharers, set))
      if (TIERS.indexOf(rule.tier) <= TIERS.indexOf(tier)) union.join(a, b);
  }
  return accounts.every((_, entry) => union.find(entry) === union.find(0));
}
