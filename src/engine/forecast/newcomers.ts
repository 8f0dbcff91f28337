/**
 * Sign-ups a day while old and new run side by side, from the last four weeks: they begin on the target.
 *
 * @module
 */
import type { RecencyCell } from '../assess/assessment.ts';
import type { Estimate, Interval } from './forecast.ts';

/** Days: four of each weekday, recent enough to be today's rate. The day of the export itself is not over. */
const FIRST = 1;
const LAST = 28;
/** Two-sided quantiles of a Gaussian for 50, 80 and 95 per cent. */
const QUANTILES = [0.674, 1.282, 1.96] as const;

/** Undefined: nobody knows when people joined. */
export function newcomersPerDay(cells: readonly RecencyCell[]): Estimate | undefined {
  if (cells.every(({ tenureDays }) => tenureDays === null)) return undefined;
  const days = Array.from({ length: LAST - FIRST + 1 }, () => 0);
  for (const { tenureDays, count } of cells) {
    if (tenureDays === null || tenureDays < FIRST || tenureDays > LAST) continue;
    days[tenureDays - FIRST] = (days[tenureDays - FIRST] ?? 0) + count;
  }
  const mean = days.reduce((sum, count) => sum + count, 0) / days.length;
  const variance = days.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (days.length - 1);
  // Never less than chance alone would give, and never sure of nought because nobody came for four weeks.
  const deviation = Math.sqrt(Math.max(variance, mean, 1 / days.length) / days.length);
  const [p50, p80, p95] = QUANTILES.map(
    (quantile): Interval => [Math.max(0, mean - quantile * deviation), mean + quantile * deviation],
  ) as [Interval, Interval, Interval];
  return { value: mean, p50, p80, p95 };
}
