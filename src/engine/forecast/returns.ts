/**
 * A curve of return times as a function of the day, at its middle or shifted within its intervals.
 *
 * @module
 */
import type { CurvePoint, Estimate } from './forecast.ts';
import type { Returns } from './paths.ts';

/** Deviations between the ends of the middle 80 per cent of a Gaussian. */
const DEVIATIONS_IN_80 = 2.563;

/** @param shift in standard deviations: 0 is the middle. */
export function returnsOf(curve: readonly CurvePoint[], shift = 0): Returns {
  const days = [0, ...curve.map(({ day }) => day)];
  const at = (of: (point: CurvePoint) => Estimate) => {
    const shares = [0, ...curve.map((point) => shifted(of(point), shift))];
    return (day: number) => interpolate(days, shares, day);
  };
  return { everybody: at(({ everybody }) => everybody), active: at(({ active }) => active) };
}

function shifted({ value, p80: [low, high] }: Estimate, shift: number): number {
  return Math.min(1, Math.max(0, value + (shift * (high - low)) / DEVIATIONS_IN_80));
}

/** Level behind the last point: nobody has looked further. */
function interpolate(days: readonly number[], shares: readonly number[], day: number): number {
  const next = days.findIndex((one) => one >= day);
  if (next < 0) return shares.at(-1) ?? 0;
  const [to = 0, from = 0] = [days[next], days[next - 1] ?? 0];
  const [end = 0, start = 0] = [shares[next], shares[next - 1] ?? 0];
  return to === from ? end : start + ((day - from) / (to - from)) * (end - start);
}
