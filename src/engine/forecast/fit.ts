/**
 * Fits the model of `likelihood.ts`: the most plausible parameters, and draws of all that are plausible.
 *
 * Maximum likelihood with weak priors, so that a direction the data say nothing about ends somewhere reasonable; then
 * importance sampling from a Student-t around it, corrected once (Cappé and others, "Population Monte Carlo", 2004). The
 * draws follow the likelihood itself, not only its curvature at the top, which matters where it is lopsided: a rate of
 * leaving that may as well be nought.
 *
 * @module
 */
import { cholesky, invert, type Matrix, multiply, solveLower } from './cholesky.ts';
import type { Likelihood, Parameters } from './likelihood.ts';
import { findLowest } from './nelder-mead.ts';
import type { Random } from './random.ts';

/** Where the parameters are expected before anybody has looked, on the scale they are searched on. */
const PRIORS = [
  /** Logarithm of the shape: between 0.03 and 11 in 95 of 100 cases. */
  { mean: -0.5, deviation: 1.5 },
  /** Logarithm of the scale in days: between an hour and eight years. */
  { mean: Math.log(20), deviation: 2.5 },
  /** Logarithm of leaving a day: between once in 50 years and once in two months, once in three years the middle. */
  { mean: Math.log(1 / 1_000), deviation: 1.5 },
  /** Log odds of never coming after joining: between 0.3 and 87 per cent. */
  { mean: -2, deviation: 2 },
] as const;

/** Heavier tails than a Gaussian, so that no plausible place is reached too rarely. */
const DEGREES = 5;
/** For each draw that is wanted, in either round: more repeat each other less. */
const PROPOSALS_PER_DRAW = 1.25;

export interface FitOptions {
  /** Nobody knows when customers joined: leaving cannot be told from slowness, and is left out. */
  readonly withoutLeaving: boolean;
  /** More than 1 where logins come in clumps: the data then say less than their number. */
  readonly dispersion: number;
  /** Index of the edge before which nothing is known. */
  readonly hidden?: number;
  /** Where to begin: the parameters of a neighbouring fit. */
  readonly start?: Parameters;
}

/** The most plausible parameters. */
export function findBest(likelihood: Likelihood, options: FitOptions): Parameters {
  const { axes, height } = landscapeOf(likelihood, options);
  if (options.start !== undefined)
    return toParameters(findLowest(height, fromParameters(options.start, axes), { step: 0.2 }).at, axes);
  const rough = findLowest(height, priorMeans(axes), { step: 0.7 });
  // Begun anew: a simplex that has collapsed on the way stops short of the bottom.
  return toParameters(findLowest(height, rough.at, { step: 0.15, tries: 200 }).at, axes);
}

/** Parameters that fit about as well as the best, equally likely each. */
export function drawPlausible(
  likelihood: Likelihood,
  best: Parameters,
  draws: number,
  random: Random,
  options: FitOptions,
): readonly Parameters[] {
  const { axes, height } = landscapeOf(likelihood, options);
  const top = fromParameters(best, axes);
  const proposals = Math.ceil(draws * PROPOSALS_PER_DRAW);
  const near = { centre: top, covariance: curvatureAt(height, top), proposals };
  const first = propose(height, near, random);
  const second = propose(height, { ...momentsOf(first), proposals }, random);
  return resample(second, draws, random).map((one) => toParameters(one, axes));
}

/** What is searched: the height is minus the logarithm of the posterior, over the free parameters. */
function landscapeOf(likelihood: Likelihood, { withoutLeaving, dispersion, hidden }: FitOptions) {
  const axes = withoutLeaving ? [0, 1, 3] : [0, 1, 2, 3];
  const height = (at: readonly number[]): number =>
    -likelihood.of(toParameters(at, axes), hidden) / dispersion - logPrior(at, axes);
  return { axes, height };
}

function priorMeans(axes: readonly number[]): readonly number[] {
  return axes.map((axis) => PRIORS[axis]?.mean ?? 0);
}

function logPrior(at: readonly number[], axes: readonly number[]): number {
  return axes.reduce((sum, axis, index) => {
    const { mean, deviation } = PRIORS[axis] ?? PRIORS[0];
    return sum - 0.5 * (((at[index] ?? 0) - mean) / deviation) ** 2;
  }, 0);
}

function toParameters(at: readonly number[], axes: readonly number[]): Parameters {
  const on = (axis: number): number | undefined => at[axes.indexOf(axis)];
  return {
    shape: Math.exp(on(0) ?? 0),
    scaleDays: Math.exp(on(1) ?? 0),
    leaving: axes.includes(2) ? Math.exp(on(2) ?? 0) : 0,
    never: 1 / (1 + Math.exp(-(on(3) ?? 0))),
  };
}

function fromParameters({ shape, scaleDays, leaving, never }: Parameters, axes: readonly number[]) {
  const all = [Math.log(shape), Math.log(scaleDays), Math.log(leaving), Math.log(never / (1 - never))];
  return axes.map((axis) => all[axis] ?? 0);
}

interface Weighted {
  readonly at: readonly number[];
  readonly weight: number;
}

interface Proposal {
  readonly centre: readonly number[];
  readonly covariance: Matrix;
  readonly proposals: number;
}

function propose(
  height: (at: readonly number[]) => number,
  { centre, covariance, proposals }: Proposal,
  random: Random,
): readonly Weighted[] {
  const lower = cholesky(covariance) ?? covariance.map((row, i) => row.map((_, j) => (i === j ? 0.1 : 0)));
  const dimension = centre.length;
  const logs = Array.from({ length: proposals }, () => {
    let squares = 0;
    for (let one = 0; one < DEGREES; one += 1) squares += random.normal() ** 2;
    const stretch = Math.sqrt(DEGREES / squares);
    const step = multiply(
      lower,
      centre.map(() => random.normal() * stretch),
    );
    const at = centre.map((value, axis) => value + (step[axis] ?? 0));
    const distance = solveLower(lower, step).reduce((sum, one) => sum + one * one, 0);
    const logProposed = -0.5 * (DEGREES + dimension) * Math.log1p(distance / DEGREES);
    return { at, log: -height(at) - logProposed };
  });
  // Relative to the largest: heights themselves are beyond what an exponential can hold.
  const most = Math.max(...logs.map(({ log }) => log).filter(Number.isFinite));
  if (!Number.isFinite(most)) return [{ at: centre, weight: 1 }];
  return logs.map(({ at, log }) => ({ at, weight: Number.isFinite(log) ? Math.exp(log - most) : 0 }));
}

/** Mean and covariance of the weighted, a little wider than found: what lies outside is never proposed otherwise. */
function momentsOf(weighted: readonly Weighted[]): Pick<Proposal, 'centre' | 'covariance'> {
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const size = weighted[0]?.at.length ?? 0;
  const axes = Array.from({ length: size }, (_, axis) => axis);
  const mean = (of: (at: readonly number[]) => number): number =>
    weighted.reduce((sum, { at, weight }) => sum + weight * of(at), 0) / total;
  const centre = axes.map((axis) => mean((at) => at[axis] ?? 0));
  const covariance = axes.map((i) =>
    axes.map(
      (j) =>
        1.2 * mean((at) => ((at[i] ?? 0) - (centre[i] ?? 0)) * ((at[j] ?? 0) - (centre[j] ?? 0))) +
        (i === j ? 1e-10 : 0),
    ),
  );
  return { centre, covariance };
}

/** Systematic resampling (Kitagawa, 1996): the least noise that equally likely draws can have. */
function resample(weighted: readonly Weighted[], draws: number, random: Random) {
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const chosen: (readonly number[])[] = [];
  let place = (random.uniform() * total) / draws;
  let passed = 0;
  for (const { at, weight } of weighted) {
    passed += weight;
    for (; chosen.length < draws && place < passed; place += total / draws) chosen.push(at);
  }
  return chosen;
}

/** The inverse of the second derivatives: how far each parameter may go before the data object. */
function curvatureAt(height: (at: readonly number[]) => number, top: readonly number[]): Matrix {
  const here = height(top);
  const steps = top.map((_, axis) => stepAlong(height, top, axis, here));
  const moved = (...axes: readonly (readonly [axis: number, factor: number])[]): number => {
    const at = [...top];
    for (const [axis, factor] of axes) at[axis] = (at[axis] ?? 0) + factor * (steps[axis] ?? 0);
    return height(at);
  };
  const second = top.map((_, i) =>
    top.map((_, j) => {
      const area = (steps[i] ?? 1) * (steps[j] ?? 1);
      if (i === j) return (moved([i, 1]) - 2 * here + moved([i, -1])) / area;
      const cross = moved([i, 1], [j, 1]) - moved([i, 1], [j, -1]) - moved([i, -1], [j, 1]);
      return (cross + moved([i, -1], [j, -1])) / (4 * area);
    }),
  );
  for (let ridge = 0; ridge < 1e6; ridge = ridge === 0 ? 0.01 : ridge * 4) {
    const inverse = invert(second.map((row, i) => row.map((value, j) => value + (i === j ? ridge : 0))));
    if (inverse !== undefined) return inverse;
  }
  return top.map((_, i) => top.map((_, j) => Number(i === j)));
}

/** A step that changes the height by about a half: far enough to be seen, near enough to be a parabola. */
function stepAlong(
  height: (at: readonly number[]) => number,
  top: readonly number[],
  axis: number,
  here: number,
): number {
  let step = 0.5;
  for (; step > 1e-4; step /= 2) {
    const rise = height(top.map((value, index) => (index === axis ? value + step : value))) - here;
    if (rise < 1) break;
  }
  return step;
}
