/**
 * From drawn curves to the numbers of a forecast: shares by day, windows, tails.
 *
 * @module
 */
import { CURVE_DAYS } from './curve-days.ts';
import { estimateFrom } from './estimate.ts';
import {
  type CurvePoint,
  type DaysEstimate,
  type Estimate,
  type Interval,
  LONGEST_WINDOW,
  type Tail,
  type Window,
} from './forecast.ts';

/** Shares crossed at `CURVE_DAYS`; curve `i` of both comes from the same draw. */
export interface DrawnCurves {
  readonly everybody: readonly Float64Array[];
  readonly active: readonly Float64Array[];
}

const SHARES = [0.9, 0.95, 0.99] as const;
/** Days after which it is worth asking who is left. */
const TAIL_DAYS = [30, 90, 180, 365] as const;

export function curveOf({ everybody, active }: DrawnCurves): readonly CurvePoint[] {
  return CURVE_DAYS.map((day, index) => ({
    day,
    everybody: shareAt(everybody, index),
    active: shareAt(active, index),
  }));
}

export function windowsOf(drawn: DrawnCurves): readonly Window[] {
  return (['active', 'everybody'] as const).flatMap((of) =>
    SHARES.map((share) => ({
      of,
      share,
      days: daysEstimate(drawn[of].map((curve) => dayOf(curve, share))),
      staysAway: rounded(estimateFrom(drawn[of].map((curve) => 1 - (curve.at(-1) ?? 0)))),
    })),
  );
}

export function tailsOf({ everybody }: DrawnCurves, customers: number): readonly Tail[] {
  return TAIL_DAYS.map((afterDays) => ({
    afterDays,
    customers: wholeEstimate(
      estimateFrom(everybody.map((curve) => customers * (1 - shareBy(curve, afterDays)))),
    ),
  }));
}

function shareAt(curves: readonly Float64Array[], index: number): Estimate {
  return rounded(estimateFrom(curves.map((curve) => curve[index] ?? 0)));
}

/** Share crossed by the end of a day between two points of the curve. */
function shareBy(curve: Float64Array, day: number): number {
  const next = CURVE_DAYS.findIndex((one) => one >= day);
  const [to, from] = [CURVE_DAYS[next] ?? LONGEST_WINDOW, CURVE_DAYS[next - 1] ?? 0];
  const [end, start] = [curve[next] ?? 0, next === 0 ? 0 : (curve[next - 1] ?? 0)];
  return start + ((day - from) / (to - from)) * (end - start);
}

/** The day on which so many have crossed; Infinity: not within the longest window. */
function dayOf(curve: Float64Array, share: number): number {
  const next = curve.findIndex((one) => one >= share);
  if (next < 0) return Number.POSITIVE_INFINITY;
  const [to, from] = [CURVE_DAYS[next] ?? LONGEST_WINDOW, CURVE_DAYS[next - 1] ?? 0];
  const [end, start] = [curve[next] ?? 0, next === 0 ? 0 : (curve[next - 1] ?? 0)];
  return end === start ? to : from + ((share - start) / (end - start)) * (to - from);
}

function daysEstimate(days: readonly number[]): DaysEstimate {
  const { value, p50, p80, p95 } = estimateFrom(days);
  const whole = (day: number) => (Number.isFinite(day) ? Math.ceil(day) : null);
  const pair = ([low, high]: Interval) => [whole(low), whole(high)] as const;
  return { value: whole(value), p50: pair(p50), p80: pair(p80), p95: pair(p95) };
}

/** Six decimals: beyond them machines differ in the last bit of an exponential, and nobody in what they decide. */
export function rounded(estimate: Estimate): Estimate {
  return mapEstimate(estimate, (value) => Math.round(value * 1e6) / 1e6);
}

export function wholeEstimate(estimate: Estimate): Estimate {
  return mapEstimate(estimate, Math.round);
}

function mapEstimate({ value, p50, p80, p95 }: Estimate, map: (value: number) => number): Estimate {
  const pair = ([low, high]: Interval): Interval => [map(low), map(high)];
  return { value: map(value), p50: pair(p50), p80: pair(p80), p95: pair(p95) };
}
