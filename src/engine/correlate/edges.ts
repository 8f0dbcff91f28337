/**
 * From entries that share a key to pairs that may be one person, each by the surest rule that holds between them.
 *
 * @module
 */
import type { FieldSet } from './keys.ts';
import type { CorrelationRule } from './rule.ts';

/** Somebody with a key; `verified`: every address and number in it was. */
export interface Sharer {
  readonly entry: number;
  readonly verified: boolean;
}

export interface Edge {
  readonly a: number;
  readonly b: number;
  readonly rule: CorrelationRule;
}

/**
 * More people than this are not compared one by one, and not merged at once: family addresses and reception desks.
 * Ten are 45 pairs.
 */
export const MOST_MEMBERS = 10;

/** Everybody with everybody; of more than {@link MOST_MEMBERS} each with the first, so that they stay together. */
export function edgesBetween(sharers: readonly Sharer[], { rules }: FieldSet): readonly Edge[] {
  const people = onceEach(sharers);
  return people.flatMap((one, index) => {
    if (index > 0 && people.length > MOST_MEMBERS) return [];
    return people.slice(index + 1).flatMap((other) => {
      const rule = surestOf(rules, one.verified, other.verified);
      return rule === undefined ? [] : [{ a: one.entry, b: other.entry, rule }];
    });
  });
}

function onceEach(sharers: readonly Sharer[]): readonly Sharer[] {
  const seen = new Map<number, boolean>();
  for (const { entry, verified } of sharers) seen.set(entry, verified || (seen.get(entry) ?? false));
  return [...seen].map(([entry, verified]) => ({ entry, verified }));
}

const SURENESS = { certain: 0, probable: 1, ambiguous: 2 } as const;

function surestOf(
  rules: readonly CorrelationRule[],
  one: boolean,
  other: boolean,
): CorrelationRule | undefined {
  const sides = Number(one) + Number(other);
  const needed = { both: 2, one: 1, any: 0 } as const;
  return rules
    .filter(({ verified = 'both' }) => sides >= needed[verified])
    .toSorted((a, b) => SURENESS[a.tier] - SURENESS[b.tier])[0];
}
