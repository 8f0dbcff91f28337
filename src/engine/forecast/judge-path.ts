/**
 * Which path is possible at all: refused where what it stands on is missing, with the numbers.
 *
 * @module
 */
import type { Path } from '../../identity/path.ts';
import { type CurvePoint, LONGEST_WINDOW, type ParallelRun, type Refusal } from './forecast.ts';
import { formatNumber } from './numbers.ts';
import type { Population } from './population.ts';

export interface PathFacts {
  readonly population: Population;
  readonly parallelRun: ParallelRun;
  /** Absent: there is no live legacy to ask. */
  readonly legacy?: LegacyFacts;
  /** Expected in the busiest hour, of this population, a second. */
  readonly peakLoginsPerSecond: number;
}

export interface LegacyFacts {
  /** From `footbridge legacy probe`, with its margin. Absent: nobody has measured. */
  readonly safeLoginsPerSecond?: number;
  /** A bound of the probe ended it and not the legacy: it may stand more. */
  readonly atLeast?: boolean;
  /** Days from now until it is switched off. Absent: it may stay. */
  readonly endsInDays?: number;
}

/** Of those who come back within two years, so many should have crossed before the legacy may end. */
const ENOUGH = 0.9;

/** Undefined: the path is possible. */
export function judgePath(path: Exclude<Path, 'exclude'>, facts: PathFacts): Refusal | undefined {
  if (path === 'bulk') return judgeBulk(facts);
  return path === 'jit' ? judgeJit(facts) : judgeReset(facts);
}

function judgeBulk({ population: { customers, portable } }: PathFacts): Refusal | undefined {
  if (portable > 0) return undefined;
  const reason = `None of ${formatNumber(customers)} customers has a password hash that the target or the vault can verify.`;
  return { code: 'BULK_NO_HASH', reason };
}

function judgeReset({ population: { customers, reachable } }: PathFacts): Refusal | undefined {
  if (reachable > 0) return undefined;
  const reason = `None of ${formatNumber(customers)} customers has a verified e-mail address: nobody can be asked to set a new password.`;
  return { code: 'RESET_NO_CHANNEL', reason };
}

function judgeJit({ legacy, peakLoginsPerSecond, parallelRun }: PathFacts): Refusal | undefined {
  if (legacy === undefined) {
    const reason = 'No live legacy is configured that could be asked at a login.';
    return { code: 'JIT_NO_LEGACY', reason };
  }
  const { safeLoginsPerSecond: safe, atLeast = false, endsInDays } = legacy;
  if (safe !== undefined && safe < peakLoginsPerSecond) {
    const found = atLeast
      ? `The legacy was probed up to ${formatNumber(safe)} logins a second and no further`
      : `The legacy stands ${formatNumber(safe)} logins a second`;
    const reason = `${found}, ${formatNumber(peakLoginsPerSecond)} are expected in the busiest hour.`;
    return { code: 'JIT_LEGACY_TOO_SLOW', reason };
  }
  return endsInDays === undefined ? undefined : judgeEnd(endsInDays, parallelRun);
}

function judgeEnd(endsInDays: number, { method, curve }: ParallelRun): Refusal | undefined {
  if (method === 'none') {
    const reason = `The legacy ends in ${formatNumber(endsInDays)} days, and the data cannot say how long customers take.`;
    return { code: 'JIT_CANNOT_SAY', reason };
  }
  const needed = daysNeeded(curve);
  if (endsInDays >= needed) return undefined;
  const reason = `The legacy ends in ${formatNumber(endsInDays)} days; ${formatNumber(needed)} are needed until nine of ten active customers who come back have crossed.`;
  return { code: 'JIT_LEGACY_ENDS', reason };
}

/** Days until nine of ten of the active who come back at all have done so. */
export function daysNeeded(curve: readonly CurvePoint[]): number {
  const last = curve.at(-1)?.active.value ?? 0;
  return curve.find(({ active }) => active.value >= ENOUGH * last)?.day ?? LONGEST_WINDOW;
}
