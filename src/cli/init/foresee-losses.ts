/**
 * Says what the target could not hold of the customers on the first page, so that it is decided before the move.
 *
 * @module
 */
import { applyMapping, compileMapping, type MappingInput } from '../../identity/mapping.ts';
import type { SourceRecord } from '../../sources/source.ts';
import type { Target } from '../../targets/target.ts';

export interface ForeseenLoss {
  /** As `accept` names it. */
  readonly field: string;
  /** Customers of the first page concerned. */
  readonly count: number;
}

/** @param config the target's own, checked; without one nothing can be foreseen. */
export function foreseeLosses(
  records: readonly SourceRecord[],
  mapping: MappingInput,
  target: Target,
  config: unknown,
): readonly ForeseenLoss[] {
  const compiled = compileMapping(mapping);
  const counts = new Map<string, number>();
  for (const record of records) {
    const { identity } = applyMapping(compiled, record);
    if (identity === undefined) continue;
    const fields = target.fit(identity, config).losses.flatMap(({ field }) => field ?? []);
    for (const field of new Set(fields)) counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  return [...counts].map(([field, count]) => ({ field, count })).toSorted((a, b) => b.count - a.count);
}
