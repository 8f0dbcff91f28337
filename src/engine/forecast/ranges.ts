/**
 * Ranges: the same calculation with every assumption drawn between its ends, many times.
 *
 * @module
 */
import { type Assumed, statedValues, toAssumed } from './assumptions.ts';
import { quantileOf } from './estimate.ts';
import type { Assumption, Range } from './forecast.ts';
import { createRandom } from './random.ts';

/** Enough that the ends of the middle 80 per cent stand still to a few per cent. */
const DRAWS = 300;

export interface Scenario {
  readonly assumed: Assumed;
  /** Of the curve of return times, in deviations. */
  readonly shift: number;
  /** 0 to 1: where the speed of an import lies in its range, slowest first. */
  readonly speed: number;
}

/** The stated one first, then drawn ones: the same for the same seed. */
export function drawScenarios(assumptions: readonly Assumption[], seed: number): readonly Scenario[] {
  const random = createRandom(seed);
  const drawn = Array.from({ length: DRAWS }, () => ({
    assumed: toAssumed(assumptions, (one) => between(one, random.uniform())),
    shift: random.normal(),
    speed: random.uniform(),
  }));
  return [{ assumed: statedValues(assumptions), shift: 0, speed: 0.5 }, ...drawn];
}

/** Two triangles back to back: as likely below the stated value as above, and the less likely the nearer to an end. */
function between({ low, value, high }: Assumption, place: number): number {
  if (place < 0.5) return low + Math.sqrt(2 * place) * (value - low);
  return high - Math.sqrt(2 * (1 - place)) * (high - value);
}

/**
 * Of one number in every scenario, the stated one first.
 *
 * @param most where there are only so many: rounding must not make more of them.
 */
export function rangeOf(values: readonly number[], most = Number.POSITIVE_INFINITY): Range {
  const [value = 0, ...drawn] = values;
  const sorted = Float64Array.from(drawn).sort();
  const tidied = (one: number) => Math.min(most, tidy(one));
  return {
    value: tidied(value),
    low: tidied(Math.min(value, quantileOf(sorted, 0.1))),
    high: tidied(Math.max(value, quantileOf(sorted, 0.9))),
  };
}

/** Four digits are more than such a number deserves. */
function tidy(value: number): number {
  return Number(value.toPrecision(4));
}
