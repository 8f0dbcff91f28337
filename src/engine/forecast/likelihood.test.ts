import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecencyCell } from '../assess/assessment.ts';
import { cholesky, invert, multiply } from './cholesky.ts';
import { type Parameters, prepareLikelihood } from './likelihood.ts';
import { findLowest } from './nelder-mead.ts';
import { createRandom } from './random.ts';
import { logGamma, RATES, rateWeights } from './rates.ts';
import { toRecencyTable } from './recency-table.ts';

const plausible = fc.record({
  shape: fc.double({ min: 0.2, max: 5, noNaN: true }),
  scaleDays: fc.double({ min: 1, max: 300, noNaN: true }),
  leaving: fc.double({ min: 0, max: 0.01, noNaN: true }),
  never: fc.double({ min: 0, max: 0.9, noNaN: true }),
});

describe('the likelihood of last logins', () => {
  it('without leaving is the Lomax distribution of Ehrenberg’s model', () => {
    const days = [1, 5, 20, 59];
    const table = toRecencyTable([{ ageDays: null, tenureDays: 3_000, count: 1 }], days);
    const likelihood = prepareLikelihood(table);
    fc.assert(
      fc.property(plausible, ({ shape, scaleDays, never }) => {
        const { within } = likelihood.evaluate({ shape, scaleDays, never, leaving: 0 });
        for (const day of days) {
          const seen = within(table.edges.indexOf(day), 0);
          expect(seen).toBeCloseTo((1 - never) * (1 - (1 + day / scaleDays) ** -shape), 3);
        }
      }),
    );
  });

  it('gives every customer exactly one last login or none', () => {
    const ages = [0, 1, 2, 10, 30, 60, 63, 100];
    const cells = ages.map((ageDays): RecencyCell => ({ ageDays, tenureDays: 400, count: 1 }));
    const table = toRecencyTable([...cells, { ageDays: null, tenureDays: 400, count: 1 }]);
    const likelihood = prepareLikelihood(table);
    fc.assert(
      fc.property(plausible, (parameters) => {
        const { within } = likelihood.evaluate(parameters);
        const chances = table.cells.map(({ from, to, tenure }) =>
          to < 0 ? 1 - within(from, tenure) : within(to, tenure) - within(from, tenure),
        );
        for (const chance of chances) expect(chance).toBeGreaterThan(-1e-12);
        const sum = chances.reduce((total, chance) => total + chance, 0);
        expect(sum).toBeLessThan(1 + 1e-9);
      }),
    );
  });

  it('agrees with customers who were simulated one after the other', () => {
    const parameters: Parameters = { shape: 1, scaleDays: 30, leaving: 1 / 200, never: 0 };
    const tenure = 300;
    const random = createRandom(4);
    const exponential = (rate: number) => -Math.log(1 - random.uniform()) / rate;
    const runs = 40_000;
    let seen = 0;
    for (let run = 0; run < runs; run += 1) {
      const rate = exponential(parameters.scaleDays);
      const left = exponential(parameters.leaving);
      const age = Math.max(0, tenure - left) + exponential(rate);
      if (age < 50) seen += 1;
    }
    const table = toRecencyTable([{ ageDays: null, tenureDays: tenure, count: 1 }], [50]);
    const { within } = prepareLikelihood({ ...table, tenures: Float64Array.of(tenure) }).evaluate(parameters);
    expect(seen / runs).toBeCloseTo(within(table.edges.indexOf(50), 0), 2);
  });

  it('counts a last login on the day of joining as none since', () => {
    const { cells } = toRecencyTable([
      { ageDays: 40, tenureDays: 40, count: 3 },
      { ageDays: 40, tenureDays: 50, count: 4 },
    ]);
    expect(cells.map(({ to, count }) => [to < 0, count])).toEqual([
      [true, 3],
      [false, 4],
    ]);
  });
});

describe('the pieces', () => {
  it('weights of rates are those of a Gamma: they sum to one and have its mean', () => {
    for (const [shape, scale] of [
      [0.5, 10],
      [2, 30],
      [20, 100],
    ] as const) {
      const weights = rateWeights(shape, scale);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const mean = weights.reduce((total, weight, index) => total + weight * (RATES[index] ?? 0), 0);
      expect(sum).toBeCloseTo(1, 1);
      expect((mean * scale) / shape).toBeCloseTo(1, 2);
    }
  });

  it('the logarithm of the gamma function is that of factorials', () => {
    for (const [of, factorial] of [
      [1, 1],
      [2, 1],
      [5, 24],
      [11, 3_628_800],
    ] as const)
      expect(logGamma(of)).toBeCloseTo(Math.log(factorial), 10);
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 10);
  });

  it('the simplex finds the bottom of Rosenbrock’s valley', () => {
    const valley = ([x = 0, y = 0]: readonly number[]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    const { at } = findLowest((place) => 1e4 * valley(place), [-1.2, 1], { tries: 2_000 });
    expect(at[0]).toBeCloseTo(1, 2);
    expect(at[1]).toBeCloseTo(1, 2);
  });

  it('the inverse of a matrix undoes it, and what is not positive definite has none', () => {
    const matrix = [
      [4, 1, 0.5],
      [1, 3, 0.2],
      [0.5, 0.2, 2],
    ];
    const [x = 0, y = 0, z = 0] = multiply(invert(matrix) ?? [], multiply(matrix, [1, -2, 3]));
    expect([x, y, z].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, -2, 3]);
    expect(
      cholesky([
        [1, 2],
        [2, 1],
      ]),
    ).toBeUndefined();
  });

  it('random numbers have the moments they should have, and repeat with the seed', () => {
    const random = createRandom(7);
    const drawn = Array.from({ length: 20_000 }, () => random.normal());
    const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
    const variance = drawn.reduce((sum, one) => sum + one * one, 0) / drawn.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(createRandom(7).uniform()).toBe(createRandom(7).uniform());
    expect(createRandom(8).uniform()).not.toBe(createRandom(7).uniform());
  });
});
