/**
 * How much slower a target answers than it can: an estimate of the calls that only queue inside it.
 *
 * @module
 */
import type { Clock } from './clock.ts';

/** Milliseconds. The best of two such periods is what "can" means, so that a target that became slower is believed. */
const PERIOD = 30_000;

/** Below this, in milliseconds, the timer and our own event loop are what is measured. */
const FLOOR = 1;

interface Best {
  now: number;
  before: number;
  since: number;
}

export interface Latencies {
  add(kind: string, milliseconds: number): void;
  /** Of `level` calls in flight, those that queue; undefined until there are so many samples since the last answer. */
  queued(samples: number, level: number): number | undefined;
  forgetWindow(): void;
}

export function createLatencies(clock: Clock): Latencies {
  const best = new Map<string, Best>();
  let ratios: number[] = [];

  return {
    add(kind, milliseconds) {
      const latency = Math.max(FLOOR, milliseconds);
      const known = best.get(kind) ?? { now: latency, before: latency, since: clock.now() };
      best.set(kind, known);
      if (clock.now() - known.since > PERIOD) {
        known.before = known.now;
        known.now = latency;
        known.since = clock.now();
      }
      known.now = Math.min(known.now, latency);
      ratios.push(latency / Math.min(known.now, known.before));
    },
    queued(samples, level) {
      if (ratios.length < samples) return undefined;
      const slowdown = median(ratios);
      ratios = [];
      return level * (1 - 1 / slowdown);
    },
    forgetWindow() {
      ratios = [];
    },
  };
}

/** The middle, not the mean: one garbage collection in the target should not decide. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
}
