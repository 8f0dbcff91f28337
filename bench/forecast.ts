/**
 * Do the intervals of a forecast cover the truth as often as they say?
 *
 *     node bench/forecast.ts [populations] [customers]
 *
 * Populations are simulated, their future with them; each is forecast, and the share of populations whose future lies
 * within the 50, 80 and 95 per cent interval is counted after 7, 30, 90, 180 and 365 days. The kinds named "as assumed"
 * obey the model; the others do not, and show what happens then. One core; about four minutes.
 *
 * @module
 */
import { CURVE_DAYS } from '../src/engine/forecast/curve-days.ts';
import type { Estimate, ParallelRun } from '../src/engine/forecast/forecast.ts';
import { ACTIVE_DAYS, forecastReturns } from '../src/engine/forecast/return-time.ts';
import { type BaseOptions, type SimulatedBase, simulateBase } from '../test/simulated-base.ts';

const POPULATIONS = Number(process.argv[2] ?? 100);
const CUSTOMERS = Number(process.argv[3] ?? 5_000);
const DAYS = [7, 28, 91, 182, 365].filter((day) => CURVE_DAYS.includes(day));

const ASSUMED: BaseOptions = {
  customers: CUSTOMERS,
  rates: 'gamma',
  shape: 0.7,
  scaleDays: 15,
  leaving: 1 / 700,
  never: 0.1,
  history: 1_500,
  growth: 0.3,
};

const KINDS: Readonly<Record<string, BaseOptions>> = {
  'as assumed': ASSUMED,
  'as assumed, nobody leaves': { ...ASSUMED, leaving: 0, never: 0 },
  'as assumed, seldom visited': { ...ASSUMED, shape: 0.4, scaleDays: 60, leaving: 1 / 400 },
  'as assumed, base doubles each year': { ...ASSUMED, growth: 1 },
  'rates lognormal': { ...ASSUMED, rates: 'lognormal', shape: 1.5, scaleDays: 30 },
  'rates lognormal, very unlike': {
    ...ASSUMED,
    rates: 'lognormal',
    shape: 2.2,
    scaleDays: 60,
    leaving: 1 / 1_500,
  },
  'everybody leaves at a rate of their own': { ...ASSUMED, leavingVaries: true },
  'half as many on weekends': { ...ASSUMED, weekend: 0.5 },
};

console.log(`${POPULATIONS} populations of ${CUSTOMERS}; of 100 futures, in the 50 / 80 / 95 % interval`);
for (const [kind, options] of Object.entries(KINDS)) measure(kind, options);

function measure(kind: string, options: BaseOptions): void {
  const inside = { everybody: [0, 0, 0], active: [0, 0, 0] };
  const off = { everybody: 0, active: 0 };
  let methods = 0;
  const begun = performance.now();
  for (let seed = 1; seed <= POPULATIONS; seed += 1) {
    const base = simulateBase(seed, options);
    const forecast = forecastReturns(base.cells, { seed, activeDays: ACTIVE_DAYS });
    methods += Number(forecast.method === 'model');
    for (const day of DAYS)
      for (const whose of ['everybody', 'active'] as const) {
        const { estimate, truth } = compare(base, forecast, day, whose);
        for (const [index, { 0: low, 1: high }] of [estimate.p50, estimate.p80, estimate.p95].entries())
          inside[whose][index] = (inside[whose][index] ?? 0) + Number(truth >= low && truth <= high);
        off[whose] += Math.abs(estimate.value - truth);
      }
  }
  const all = POPULATIONS * DAYS.length;
  const cover = (of: 'everybody' | 'active') =>
    `${inside[of].map((count) => Math.round((100 * count) / all)).join(' / ')}, off by ${((100 * off[of]) / all).toFixed(2)} points`;
  const seconds = ((performance.now() - begun) / 1000 / POPULATIONS).toFixed(2);
  console.log(
    `| ${kind} | ${cover('everybody')} | ${cover('active')} | ${Math.round((100 * methods) / POPULATIONS)} % | ${seconds} s |`,
  );
}

function compare(base: SimulatedBase, { curve }: ParallelRun, day: number, of: 'everybody' | 'active') {
  const point = curve.find((one) => one.day === day);
  if (point === undefined) throw new Error(`no point on day ${day}`);
  const truth = of === 'active' ? base.activeCrossedWithin(day, ACTIVE_DAYS) : base.crossedWithin(day);
  const estimate: Estimate = point[of];
  return { estimate, truth };
}
