/**
 * Who will have logged in, of those we see today: for one set of parameters after the other.
 *
 * Somebody whose last login lies far back is slow, or gone; both are weighed for everybody by what is known of them:
 * age of the last login and tenure.
 *
 * @module
 */
import type { Evaluated, Likelihood, Parameters } from './likelihood.ts';
import { RATES } from './rates.ts';
import type { RecencyTable, TableCell } from './recency-table.ts';

export interface Prediction {
  /** Customers expected to have logged in by the end of that day. */
  crossed(day: number): number;
}

export interface Predictor {
  readonly customers: number;
  of(parameters: Parameters): Prediction;
  /** Variance of that number which no better knowledge of the parameters would take away. */
  variance(parameters: Parameters, days: readonly number[]): readonly number[];
}

/** Cells that differ in tenure only: who they are is the same, how likely they left is not. */
interface Row {
  readonly from: number;
  readonly to: number;
  readonly cells: readonly TableCell[];
}

/** Of the cells given: everybody, or those who are active. */
export function createPredictor(
  table: RecencyTable,
  cells: readonly TableCell[],
  likelihood: Likelihood,
): Predictor {
  const rows = [...Map.groupBy(cells, ({ from, to }) => `${from} ${to}`).values()].map((those): Row => {
    const [{ from, to } = { from: 0, to: -1 }] = those;
    return { from, to, cells: those };
  });
  return {
    customers: cells.reduce((sum, { count }) => sum + count, 0),
    of(parameters) {
      const evaluated = likelihood.evaluate(parameters);
      const coming = new Float64Array(RATES.length);
      for (const row of rows) {
        let sum = 0;
        for (const cell of row.cells) sum += cell.count * stayingBySeen(table, evaluated, cell);
        addComing(coming, sum, row, evaluated, likelihood.silences);
      }
      return { crossed: (day) => returned(coming, parameters.leaving, day) };
    },
    variance(parameters, days) {
      const variances = days.map(() => 0);
      const evaluated = likelihood.evaluate(parameters);
      for (const row of rows) {
        const coming = new Float64Array(RATES.length);
        addComing(coming, 1, row, evaluated, likelihood.silences);
        const factors = row.cells.map((cell) => stayingBySeen(table, evaluated, cell));
        for (const [index, day] of days.entries()) {
          const chance = returned(coming, parameters.leaving, day);
          for (const [at, { count }] of row.cells.entries()) {
            const share = chance * (factors[at] ?? 0);
            variances[index] = (variances[index] ?? 0) + count * share * (1 - share);
          }
        }
      }
      return variances;
    },
  };
}

/** Probability of having come and stayed, over the probability of what was seen: what `addComing` leaves open. */
function stayingBySeen(
  { tenures }: RecencyTable,
  { parameters: { never, leaving }, within }: Evaluated,
  { from, to, tenure }: TableCell,
): number {
  const seen = to < 0 ? 1 - within(from, tenure) : within(to, tenure) - within(from, tenure);
  if (seen <= 0) return 0;
  return ((1 - never) * Math.exp(-leaving * (tenures[tenure] ?? 0))) / seen;
}

/** By rate: probability of this age and of a login to come, for so many. */
function addComing(
  coming: Float64Array,
  times: number,
  { from, to }: Row,
  { parameters: { leaving }, weights }: Evaluated,
  silences: Float64Array,
): void {
  const rates = RATES;
  const size = rates.length;
  for (let index = 0; index < size; index += 1) {
    const rate = rates[index] ?? 0;
    const until = to < 0 ? 0 : (silences[to * size + index] ?? 0);
    const since = (silences[from * size + index] ?? 0) - until;
    coming[index] = (coming[index] ?? 0) + (times * (weights[index] ?? 0) * since * rate) / (rate + leaving);
  }
}

/** How many of those to come are there by that day, unless they leave before. */
function returned(coming: Float64Array, leaving: number, day: number): number {
  const rates = RATES;
  let sum = 0;
  for (let index = 0; index < coming.length; index += 1)
    sum += (coming[index] ?? 0) * -Math.expm1(-((rates[index] ?? 0) + leaving) * day);
  return sum;
}
