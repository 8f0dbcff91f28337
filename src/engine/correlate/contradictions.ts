/**
 * What speaks against two records being one person: facts of which everybody has one only.
 *
 * A value that is absent contradicts nothing.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { comparablesOf } from './comparable.ts';

export interface Contradiction {
  readonly field: string;
  /** Places of the two members. */
  readonly between: readonly [number, number];
}

export function contradictionsIn(
  members: readonly Identity[],
  keys: readonly string[],
): readonly Contradiction[] {
  const found: Contradiction[] = [];
  for (const [a, one] of members.entries()) {
    for (const [offset, other] of members.slice(a + 1).entries()) {
      const between = [a, a + 1 + offset] as const;
      if (one.kind !== other.kind) found.push({ field: 'kind', between });
      for (const field of ['profile.birthdate', ...keys]) {
        if (differs(one, other, field)) found.push({ field, between });
      }
    }
  }
  return found;
}

function differs(one: Identity, other: Identity, field: string): boolean {
  const [mine] = comparablesOf(one, field);
  const [theirs] = comparablesOf(other, field);
  return mine !== undefined && theirs !== undefined && mine.text !== theirs.text;
}
