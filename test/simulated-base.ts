/**
 * Simulated customers whose future is known: who logged in last when, and when they come again.
 *
 * Exact, without stepping through days: last and next login of a Poisson process are exponential on either side of
 * today, and whoever left for good has no next one.
 *
 * @module
 */
import { BIN_STARTS, binOf } from '../src/engine/assess/age-bins.ts';
import type { RecencyCell } from '../src/engine/assess/assessment.ts';
import { createRandom, type Random } from '../src/engine/forecast/random.ts';

export interface BaseOptions {
  readonly customers: number;
  /** Gamma: mean 1 where lognormal; `rate` is logins a day of the middle customer. */
  readonly rates: 'gamma' | 'lognormal';
  readonly shape: number;
  readonly scaleDays: number;
  /** A day; 0: nobody leaves. */
  readonly leaving: number;
  /** Everybody leaves at a rate of their own, Gamma with shape 1 around `leaving`. */
  readonly leavingVaries?: boolean;
  readonly never: number;
  /** Days since the first customer. */
  readonly history: number;
  /** The base grew so much a year: 1 is twice as many sign-ups a year later. */
  readonly growth: number;
  /** Logins on Saturday and Sunday as a share of those on a working day. */
  readonly weekend?: number;
}

export interface SimulatedBase {
  readonly cells: readonly RecencyCell[];
  readonly customers: number;
  /** Share that logs in within so many days from today. */
  crossedWithin(day: number): number;
  /** The same of those whose last login was less than `active` days ago. */
  activeCrossedWithin(day: number, active: number): number;
}

export function simulateBase(seed: number, options: BaseOptions): SimulatedBase {
  const random = createRandom(seed);
  const clock = options.weekend === undefined ? plainClock() : weekClock(options.weekend);
  const counts = new Map<string, { ageDays: number | null; tenureDays: number; count: number }>();
  const ages: number[] = [];
  const next: number[] = [];
  for (let customer = 0; customer < options.customers; customer += 1) {
    const tenure = drawTenure(random, options);
    const { age, ahead } = drawLogins(random, tenure, options, clock);
    ages.push(age);
    next.push(ahead);
    const ageDays = age > tenure ? null : binOf(age);
    const key = `${ageDays} ${binOf(tenure)}`;
    const cell = counts.get(key) ?? { ageDays, tenureDays: binOf(tenure), count: 0 };
    cell.count += 1;
    counts.set(key, cell);
  }
  const share = (of: (index: number) => boolean, day: number): number => {
    const those = next.filter((_, index) => of(index));
    return those.filter((ahead) => ahead <= day).length / those.length;
  };
  return {
    cells: [...counts.values()],
    customers: options.customers,
    crossedWithin: (day) => share(() => true, day),
    activeCrossedWithin: (day, active) => share((index) => (ages[index] ?? 0) < active, day),
  };
}

/** Sign-ups at a rate that grows: the younger the tenure, the more of them. */
function drawTenure(random: Random, { history, growth }: BaseOptions): number {
  const speed = Math.log1p(growth) / 365;
  const place = random.uniform();
  if (speed === 0) return place * history;
  return -Math.log(1 - place * -Math.expm1(-speed * history)) / speed;
}

interface Clock {
  /** Days of ordinary activity from today until that day, and back. */
  readonly busy: (days: number) => number;
  readonly days: (busy: number) => number;
}

function drawLogins(random: Random, tenure: number, options: BaseOptions, clock: Clock) {
  const nobody = { age: Number.POSITIVE_INFINITY, ahead: Number.POSITIVE_INFINITY };
  if (random.uniform() < options.never) return nobody;
  const rate = drawRate(random, options);
  const leaving = options.leaving * (options.leavingVaries === true ? drawGamma(random, 1) : 1);
  const left = leaving === 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - random.uniform()) / leaving;
  const wait = () => -Math.log(1 - random.uniform()) / rate;
  if (left < tenure) return { age: tenure - left + wait(), ahead: Number.POSITIVE_INFINITY };
  const ahead = clock.days(wait());
  return { age: -clock.days(-wait()), ahead: ahead < left - tenure ? ahead : Number.POSITIVE_INFINITY };
}

function drawRate(random: Random, { rates, shape, scaleDays }: BaseOptions): number {
  if (rates === 'gamma') return drawGamma(random, shape) / scaleDays;
  return Math.exp(random.normal() * shape) / scaleDays;
}

/** Marsaglia and Tsang, "A simple method for generating gamma variables", 2000. */
function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * random.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function plainClock(): Clock {
  return { busy: (days) => days, days: (busy) => busy };
}

/** Today is a Monday, midnight. */
function weekClock(weekend: number): Clock {
  const week = 5 + 2 * weekend;
  const busy = (days: number): number => {
    const weeks = Math.floor(days / 7);
    const rest = days - weeks * 7;
    return weeks * week + Math.min(rest, 5) + Math.max(0, rest - 5) * weekend;
  };
  return {
    busy,
    days: (wanted) => {
      const weeks = Math.floor(wanted / week);
      const rest = wanted - weeks * week;
      return weeks * 7 + (rest <= 5 ? rest : 5 + (rest - 5) / weekend);
    },
  };
}

/** What an export shows whose last login says the month only. */
export function roundedToMonths(cells: readonly RecencyCell[]): readonly RecencyCell[] {
  const last = BIN_STARTS.at(-1) ?? 0;
  return cells.map((cell) => ({
    ...cell,
    ageDays: cell.ageDays === null ? null : Math.min(last, binOf(Math.floor(cell.ageDays / 30) * 30 + 12)),
  }));
}
