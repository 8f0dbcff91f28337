/**
 * The bins of `RecencyCell`: one day each below 60 days, five per cent wide beyond, so that a century fits in 210.
 *
 * Who counts (`footbridge assess`) and who fits a model to the counts must mean the same edges.
 *
 * @module
 */

/** Bins of a day end here: beyond, an hour more or less no longer matters, and a cell for each day would be thousands. */
const DAILY = 60;
const WIDER = 1.05;
/** Days. An age beyond is an impossible date and stands in the last bin. */
const LAST = 36_525;

/** First day of each bin, in order. */
export const BIN_STARTS: readonly number[] = binStarts();

function binStarts(): number[] {
  const starts = Array.from({ length: DAILY }, (_, day) => day);
  for (let start = DAILY; start < LAST; start = Math.ceil(start * WIDER)) starts.push(start);
  return starts;
}

/** The first day of the bin that `days` falls into; days are counted from 0, and part of a day is dropped. */
export function binOf(days: number): number {
  return BIN_STARTS[binIndex(days)] ?? 0;
}

/** The first day behind the bin that `days` falls into. */
export function binEnd(days: number): number {
  return BIN_STARTS[binIndex(days) + 1] ?? Number.POSITIVE_INFINITY;
}

function binIndex(days: number): number {
  if (days < DAILY) return Math.max(0, Math.floor(days));
  let low = DAILY;
  let high = BIN_STARTS.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((BIN_STARTS[middle] ?? 0) <= days) low = middle;
    else high = middle - 1;
  }
  return low;
}
