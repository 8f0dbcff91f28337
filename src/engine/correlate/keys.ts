/**
 * The keys of an identity: one for every set of fields in which it could agree with somebody else.
 *
 * Rules over the same fields share their keys, and differ only in how many sides have to be verified.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { type Comparable, comparablesOf } from './comparable.ts';
import type { CorrelationRule } from './rule.ts';

/** Rules over the same fields. */
export interface FieldSet {
  readonly fields: readonly string[];
  /** In the order of the configuration. */
  readonly rules: readonly CorrelationRule[];
}

export interface MatchKey {
  /** Position of the field set. */
  readonly set: number;
  /** The values in the order of the fields: personal data, to be hashed at once. */
  readonly text: string;
  /** Every address and number in it was verified. */
  readonly verified: boolean;
}

export function fieldSetsOf(rules: readonly CorrelationRule[]): readonly FieldSet[] {
  const groups = Map.groupBy(rules, ({ same }) => same.toSorted().join('\n'));
  return [...groups].map(([fields, together]) => ({ fields: fields.split('\n'), rules: together }));
}

export function keysOf(identity: Identity, sets: readonly FieldSet[]): readonly MatchKey[] {
  return sets.flatMap(({ fields }, set) => {
    const values = fields.map((field) => comparablesOf(identity, field));
    return combine(values).map((one) => ({
      set,
      text: `${fields.join('+')}\0${one.map(({ text }) => text).join('\0')}`,
      verified: one.every(({ verified }) => verified),
    }));
  });
}

/** One of each list, in every combination; none where a list is empty. */
function combine(lists: readonly (readonly Comparable[])[]): readonly (readonly Comparable[])[] {
  return lists.reduce<readonly (readonly Comparable[])[]>(
    (combined, list) => combined.flatMap((before) => list.map((one) => [...before, one])),
    [[]],
  );
}
