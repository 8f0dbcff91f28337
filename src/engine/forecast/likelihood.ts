/**
 * How likely the last logins are under a model of return times.
 *
 * Customers log in by chance at a rate of their own (Poisson), the rates are spread over the customers (Gamma:
 * Ehrenberg, "The Pattern of Consumer Purchases", Applied Statistics 8, 1959), and everybody may leave for good at any
 * moment (Schmittlein, Morrison and Colombo, "Counting Your Customers", Management Science 33, 1987, with one rate of
 * leaving for all). A share never comes back after joining. Seen from today, the last login of somebody who still comes
 * lies an exponential time back, as the next one lies ahead.
 *
 * For a customer of `tenure` T days, rate λ, leaving at rate μ, the last login lies between a and b days back with
 *
 *   λ/(λ+μ) · e^(-μT) · ((e^(μb) - e^(-λb)) - (e^(μa) - e^(-λa)))
 *
 * which holds those who left after it and those who did not. What the data can tell apart is said in docs/forecast.md.
 *
 * @module
 */
import { RATES, rateWeights } from './rates.ts';
import type { RecencyTable } from './recency-table.ts';

export interface Parameters {
  /** Of the Gamma. */
  readonly shape: number;
  /** Of the Gamma, in days. */
  readonly scaleDays: number;
  /** A day. */
  readonly leaving: number;
  /** Share that never comes after joining. */
  readonly never: number;
}

/** A model with its parameters, at the edges and tenures of one table. */
export interface Evaluated {
  readonly parameters: Parameters;
  readonly weights: Float64Array;
  /** Probability that a customer of this tenure logged in within so many days before today: by index of both. */
  within(edge: number, tenure: number): number;
}

export interface Likelihood {
  /** Probability of no login for as long as an edge says, at each rate: edge by edge. */
  readonly silences: Float64Array;
  /** Natural logarithm. `hidden`: the last so many days are not known; index of an edge. */
  of(parameters: Parameters, hidden?: number): number;
  /** Valid until the next call: the numbers are computed in place. */
  evaluate(parameters: Parameters): Evaluated;
}

/** Below every probability that occurs: keeps the logarithm finite where a model rules out what happened. */
const IMPOSSIBLE = 1e-300;

/** Of customers this fast nobody has been silent for so long, nor anybody faster: half of the work is behind it. */
const NEGLIGIBLE = 1e-13;

export function prepareLikelihood({ edges, tenures, cells }: RecencyTable): Likelihood {
  const silences = silencesAt(edges);
  const rates = RATES;
  const size = rates.length;
  const weights = new Float64Array(size);
  const reaching = new Float64Array(size);
  const waiting = new Float64Array(edges.length);
  const left = new Float64Array(edges.length);
  const staying = new Float64Array(tenures.length);
  const unseen = new Float64Array(tenures.length);
  const froms = Int32Array.from(cells, ({ from }) => from);
  const tos = Int32Array.from(cells, ({ to }) => to);
  const since = Int32Array.from(cells, ({ tenure }) => tenure);
  const counts = Float64Array.from(cells, ({ count }) => count);
  let comes = 1;

  /** The terms of the formula above, summed over all rates: at each edge, and at each tenure. */
  const set = ({ shape, scaleDays, leaving, never }: Parameters): void => {
    rateWeights(shape, scaleDays, weights);
    comes = 1 - never;
    for (let rate = 0; rate < size; rate += 1) {
      const speed = rates[rate] ?? 0;
      reaching[rate] = ((weights[rate] ?? 0) * speed) / (speed + leaving);
    }
    for (let edge = 0; edge < edges.length; edge += 1) {
      let sum = 0;
      const row = edge * size;
      for (let rate = 0; rate < size; rate += 1) {
        const silence = silences[row + rate] ?? 0;
        if (silence < NEGLIGIBLE) break;
        sum += (reaching[rate] ?? 0) * silence;
      }
      waiting[edge] = sum;
      left[edge] = Math.exp(leaving * (edges[edge] ?? 0));
    }
    for (let tenure = 0; tenure < tenures.length; tenure += 1)
      staying[tenure] = Math.exp(-leaving * (tenures[tenure] ?? 0));
  };
  const between = (from: number, to: number, tenure: number): number =>
    comes *
    (staying[tenure] ?? 0) *
    ((waiting[0] ?? 0) * ((left[to] ?? 0) - (left[from] ?? 0)) + (waiting[from] ?? 0) - (waiting[to] ?? 0));
  const within = (edge: number, tenure: number): number => between(0, edge, tenure);
  const seenOf = (cell: number): number => {
    const from = froms[cell] ?? 0;
    const to = tos[cell] ?? 0;
    const tenure = since[cell] ?? 0;
    return Math.log(Math.max(to < 0 ? 1 - within(from, tenure) : between(from, to, tenure), IMPOSSIBLE));
  };

  return {
    silences,
    of(parameters, hidden) {
      set(parameters);
      let sum = 0;
      if (hidden === undefined) {
        for (let cell = 0; cell < counts.length; cell += 1) sum += (counts[cell] ?? 0) * seenOf(cell);
        return sum;
      }
      const end = edges[hidden] ?? 0;
      for (let tenure = 0; tenure < unseen.length; tenure += 1)
        unseen[tenure] = Math.log(Math.max(1 - within(hidden, tenure), IMPOSSIBLE));
      for (let cell = 0; cell < counts.length; cell += 1)
        if ((edges[froms[cell] ?? 0] ?? 0) >= end)
          sum += (counts[cell] ?? 0) * (seenOf(cell) - (unseen[since[cell] ?? 0] ?? 0));
      return sum;
    },
    evaluate(parameters) {
      set(parameters);
      return { parameters, weights, within };
    },
  };
}

/** Probability of no login for as long as each edge says, at each rate: the same whatever the parameters. */
function silencesAt(edges: Float64Array): Float64Array {
  const silences = new Float64Array(edges.length * RATES.length);
  for (let edge = 0; edge < edges.length; edge += 1)
    for (let rate = 0; rate < RATES.length; rate += 1)
      silences[edge * RATES.length + rate] = Math.exp(-(RATES[rate] ?? 0) * (edges[edge] ?? 0));
  return silences;
}
