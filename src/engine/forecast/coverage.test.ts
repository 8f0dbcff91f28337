import { describe, expect, it } from 'vitest';
import { type BaseOptions, type SimulatedBase, simulateBase } from '../../../test/simulated-base.ts';
import type { Estimate, Interval } from './forecast.ts';
import { forecastReturns } from './return-time.ts';

/** Small, so that two hundred of them are forecast in seconds; `bench/forecast.ts` has larger ones and more kinds. */
const BASE: BaseOptions = {
  customers: 400,
  rates: 'gamma',
  shape: 0.7,
  scaleDays: 15,
  leaving: 1 / 700,
  never: 0.1,
  history: 500,
  growth: 0.3,
};
const DAYS = [7, 28, 91, 365];
const ACTIVE_DAYS = 90;

interface Coverage {
  readonly half: number;
  readonly eighty: number;
  readonly ninetyFive: number;
}

/** Share of futures that lie in each interval, over the given days. */
function coverageOf(populations: readonly (readonly [seed: number, options: BaseOptions])[]): Coverage {
  const inside = { half: 0, eighty: 0, ninetyFive: 0 };
  let all = 0;
  for (const [seed, options] of populations) {
    const base = simulateBase(seed, options);
    const { curve } = forecastReturns(base.cells, { seed, activeDays: ACTIVE_DAYS, draws: 120 });
    for (const { day, everybody, active } of curve.filter(({ day }) => DAYS.includes(day)))
      for (const [estimate, truth] of truths(base, day, everybody, active)) {
        all += 1;
        inside.half += Number(isIn(estimate.p50, truth));
        inside.eighty += Number(isIn(estimate.p80, truth));
        inside.ninetyFive += Number(isIn(estimate.p95, truth));
      }
  }
  return { half: inside.half / all, eighty: inside.eighty / all, ninetyFive: inside.ninetyFive / all };
}

function truths(base: SimulatedBase, day: number, everybody: Estimate, active: Estimate) {
  return [
    [everybody, base.crossedWithin(day)],
    [active, base.activeCrossedWithin(day, ACTIVE_DAYS)],
  ] as const;
}

function isIn([low, high]: Interval, value: number): boolean {
  return value >= low && value <= high;
}

function seeds(from: number, count: number, options: BaseOptions) {
  return Array.from({ length: count }, (_, index) => [from + index, options] as const);
}

/** Twelve seconds of one core; a machine that is busy with seven others takes longer, and fails nothing by it. */
describe('the intervals of a forecast hold as often as they say', { timeout: 300_000 }, () => {
  it('in two hundred bases, with and without customers who leave for good', () => {
    const { half, eighty, ninetyFive } = coverageOf([
      ...seeds(1, 100, BASE),
      ...seeds(101, 100, { ...BASE, leaving: 0, never: 0 }),
    ]);
    expect(half).toBeGreaterThan(0.43);
    expect(half).toBeLessThan(0.6);
    expect(eighty).toBeGreaterThan(0.74);
    expect(eighty).toBeLessThan(0.86);
    expect(ninetyFive).toBeGreaterThan(0.91);
  });

  it('nearly, where rates are not as the model assumes and weekends are quiet', () => {
    const lognormal = { ...BASE, rates: 'lognormal', shape: 1.5, scaleDays: 30 } as const;
    const { eighty, ninetyFive } = coverageOf([
      ...seeds(301, 15, lognormal),
      ...seeds(321, 15, { ...BASE, weekend: 0.5 }),
    ]);
    expect(eighty).toBeGreaterThan(0.68);
    expect(ninetyFive).toBeGreaterThan(0.85);
  });
});
