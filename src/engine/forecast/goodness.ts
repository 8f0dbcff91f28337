/**
 * Does the model look like the data? Ages counted beside ages expected.
 *
 * @module
 */
import type { Likelihood, Parameters } from './likelihood.ts';
import type { RecencyTable } from './recency-table.ts';

export interface Goodness {
  /** Pearson's chi-square over degrees of freedom, at least 1. */
  readonly dispersion: number;
  /** Largest difference between the shares, counted and expected, of customers seen within so many days. */
  readonly largestGap: number;
}

/** Expected in a bin of the chi-square: below it the statistic is no chi-square (Cochran, Biometrics 10, 1954). */
const ENOUGH = 5;
/** A tenure stands for its bin: ages are compared for those only who all joined before them. */
const WELL_BEFORE = 1.06;
/** Parameters fitted, and the total. */
const SPENT = 5;

export function goodnessOf(table: RecencyTable, likelihood: Likelihood, parameters: Parameters): Goodness {
  const { within } = likelihood.evaluate(parameters);
  const tenures = tally(table.cells, ({ tenure }) => tenure);
  let chiSquare = 0;
  let used = 0;
  let gap = 0;
  let difference = 0;
  let kept = { observed: 0, expected: 0 };
  for (const [from, to] of binsOf(table)) {
    const joinedBefore = (table.edges[to] ?? 0) * WELL_BEFORE;
    const old = (tenure: number) => (table.tenures[tenure] ?? 0) >= joinedBefore;
    let observed = 0;
    for (const cell of table.cells)
      if (cell.from === from && cell.to >= 0 && old(cell.tenure)) observed += cell.count;
    let expected = 0;
    for (const [tenure, count] of tenures)
      if (old(tenure)) expected += count * (within(to, tenure) - within(from, tenure));
    difference += observed - expected;
    gap = Math.max(gap, Math.abs(difference));
    kept = { observed: kept.observed + observed, expected: kept.expected + expected };
    if (kept.expected < ENOUGH) continue;
    chiSquare += (kept.observed - kept.expected) ** 2 / kept.expected;
    used += 1;
    kept = { observed: 0, expected: 0 };
  }
  const freedom = Math.max(1, used - SPENT);
  return { dispersion: Math.max(1, chiSquare / freedom), largestGap: gap / table.customers };
}

/** Neighbouring edges that are ends of one bin, as indices, in order of days. */
function binsOf({ edges, cells }: RecencyTable): readonly (readonly [from: number, to: number])[] {
  const ends = new Map(cells.filter(({ to }) => to >= 0).map(({ from, to }) => [from, to]));
  return [...ends].toSorted(([one], [other]) => (edges[one] ?? 0) - (edges[other] ?? 0));
}

function tally<T extends { readonly count: number }>(cells: readonly T[], of: (cell: T) => number) {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(of(cell), (counts.get(of(cell)) ?? 0) + cell.count);
  return counts;
}
