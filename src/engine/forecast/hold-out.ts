/**
 * What the model would have said of the past: the last days are hidden, the model is fitted to what remains, and says
 * how many came in those days. That is known.
 *
 * A source keeps the last login only, so what somebody did before the hidden days is gone with the login in them. The
 * model therefore sees whoever did not come, and has to guess how many did: a harder question than the forecast, whose
 * answer leans on everybody. Its error is an upper bound more often than not.
 *
 * @module
 */
import { estimateFrom } from './estimate.ts';
import { drawPlausible, findBest } from './fit.ts';
import type { HoldOut } from './forecast.ts';
import type { Likelihood, Parameters } from './likelihood.ts';
import type { Random } from './random.ts';
import type { RecencyTable } from './recency-table.ts';

/** Days hidden. Longer ones leave too little to fit, shorter ones hide nothing but the daily customers. */
export const HIDDEN_DAYS: readonly number[] = [7, 14, 30];

const DRAWS = 120;
/** Fewer say nothing about an error. */
const FEWEST = 50;

export interface HoldOutOptions {
  readonly random: Random;
  readonly dispersion: number;
  readonly withoutLeaving: boolean;
  readonly start: Parameters;
}

export interface TriedHoldOut extends HoldOut {
  /** How far, on the scale of log odds, the truth lies outside of what chance explains. */
  readonly beyondChance: number;
}

export function holdOut(
  table: RecencyTable,
  likelihood: Likelihood,
  days: number,
  options: HoldOutOptions,
): TriedHoldOut | undefined {
  const hidden = table.edges.indexOf(days);
  const { customers, came, byTenure } = countSince(table, days);
  if (hidden < 0 || customers - came < FEWEST || came < FEWEST) return undefined;
  const fitOptions = { ...options, hidden };
  const best = findBest(likelihood, fitOptions);
  const draws = drawPlausible(likelihood, best, DRAWS, options.random, fitOptions);
  const expected = draws.map((draw) => {
    const { within } = likelihood.evaluate(draw);
    let sum = 0;
    for (const [tenure, count] of byTenure) sum += count * within(hidden, tenure);
    return sum / customers;
  });
  const spread = Math.sqrt(options.dispersion / customers);
  const drawn = expected.map((share) => {
    const chance = Math.sqrt(share * (1 - share)) * spread * options.random.normal();
    return Math.min(1, Math.max(0, share + chance));
  });
  const predicted = estimateFrom(drawn);
  const observed = came / customers;
  return {
    days,
    customers,
    predicted,
    observed,
    error: observed - predicted.value,
    beyondChance: beyondChance(drawn, observed),
  };
}

/** Who was there before the hidden days, and how many of them came in those days. */
function countSince({ cells, edges, tenures }: RecencyTable, days: number) {
  const byTenure = new Map<number, number>();
  let customers = 0;
  let came = 0;
  for (const { from, tenure, count } of cells) {
    if ((tenures[tenure] ?? 0) <= days) continue;
    customers += count;
    if ((edges[from] ?? 0) < days) came += count;
    byTenure.set(tenure, (byTenure.get(tenure) ?? 0) + count);
  }
  return { customers, came, byTenure };
}

/** Nine of ten errors of a model that is right are smaller than so many deviations. */
const CHANCE = 1.645;

function beyondChance(drawn: readonly number[], observed: number): number {
  const odds = drawn.map(logOdds);
  const mean = odds.reduce((sum, one) => sum + one, 0) / odds.length;
  const variance = odds.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (odds.length - 1);
  return Math.max(0, Math.abs(logOdds(observed) - mean) - CHANCE * Math.sqrt(variance));
}

/** Kept from the ends, where log odds are infinite and nobody's error is. */
export function logOdds(share: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(inside / (1 - inside));
}
