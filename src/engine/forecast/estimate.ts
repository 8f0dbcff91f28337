/**
 * From many drawn values to one estimate with its intervals.
 *
 * @module
 */
import type { Estimate, Interval } from './forecast.ts';

/** The median, and the middle 50, 80 and 95 per cent. `draws` may hold Infinity; it must not be empty. */
export function estimateFrom(draws: readonly number[] | Float64Array): Estimate {
  const sorted = Float64Array.from(draws).sort();
  const interval = (share: number): Interval => [
    quantileOf(sorted, (1 - share) / 2),
    quantileOf(sorted, (1 + share) / 2),
  ];
  return {
    value: quantileOf(sorted, 0.5),
    p50: interval(0.5),
    p80: interval(0.8),
    p95: interval(0.95),
  };
}

/** Between the two nearest values, as Hyndman and Fan's type 7. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  if (below === above) return below;
  return below + (place - Math.floor(place)) * (above - below);
}

/** The same estimate counted in other units. */
export function scaleEstimate({ value, p50, p80, p95 }: Estimate, factor: number): Estimate {
  const scale = ([low, high]: Interval): Interval => [low * factor, high * factor];
  return { value: value * factor, p50: scale(p50), p80: scale(p80), p95: scale(p95) };
}
