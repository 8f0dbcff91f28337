/**
 * The budget of one target: how many calls are in flight, and when the next may start.
 *
 * How many is found, not set (`level.ts`): fast growth from a low start while more calls bring more work done, half of
 * it on 429, 503 and timeouts, once for all the calls that were already under way. Retry-After holds everybody back.
 *
 * @module
 */
import { type Clock, systemClock } from './clock.ts';
import { createLevel } from './level.ts';
import { RemoteError } from './remote-error.ts';

/** Bounds that an operator may change while a run goes on. */
export interface PaceLimits {
  /** Calls in flight at most; the pace finds its own level below it. */
  readonly concurrency: number;
  /** Calls a second at most; absent: only latency decides. */
  readonly perSecond?: number;
}

export interface Pace {
  /**
   * Runs a call when there is room for it. Rejects with the signal's reason when aborted while waiting.
   * Calls of one `kind` take about as long as each other; absent: all of them do.
   */
  run<T>(call: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal, kind?: string): Promise<T>;
  /** The target asked for quiet (Retry-After): nobody starts a call for that long, in milliseconds. */
  quiet(milliseconds: number): void;
  tune(limits: PaceLimits): void;
  /** What it is doing now, for progress and metrics. */
  readonly state: {
    readonly limit: number;
    readonly inFlight: number;
    readonly waiting: number;
    /** Milliseconds until calls may start again; 0 when they may. */
    readonly quietFor: number;
  };
}

/** Milliseconds of a per-second budget that may be made up for after a late timer. */
const CATCH_UP = 50;

export function createPace(limits: PaceLimits, clock: Clock = systemClock): Pace {
  const waiting = new Set<() => void>();
  const level = createLevel(clock, limits.concurrency);
  let bounds = limits;
  let inFlight = 0;
  let quietUntil = 0;
  let nextStart = 0;
  let callOff: (() => void) | undefined;

  function room(): number {
    return Math.max(1, Math.floor(Math.min(level.value, bounds.concurrency)));
  }

  /** Starts whoever may start now, and arranges to be called for the rest. */
  function start(): void {
    callOff?.();
    callOff = undefined;
    for (const begin of waiting) {
      if (inFlight >= room()) return;
      const delay = Math.max(quietUntil, nextStart) - clock.now();
      if (delay > 0) {
        callOff = clock.wake(delay, start);
        return;
      }
      if (bounds.perSecond !== undefined)
        nextStart = Math.max(nextStart, clock.now() - CATCH_UP) + 1000 / bounds.perSecond;
      waiting.delete(begin);
      begin();
    }
  }

  function whenThereIsRoom(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', abandon);
        inFlight += 1;
        resolve();
      };
      const abandon = () => {
        waiting.delete(begin);
        reject(signal?.reason);
        start();
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', abandon, { once: true });
      waiting.add(begin);
      start();
    });
  }

  function quiet(milliseconds: number): void {
    quietUntil = Math.max(quietUntil, clock.now() + milliseconds);
  }

  return {
    async run(call, signal, kind = '') {
      await whenThereIsRoom(signal);
      const began = clock.now();
      try {
        const result = await call(signal ?? new AbortController().signal);
        level.observe(kind, clock.now() - began, waiting.size > 0);
        return result;
      } catch (error) {
        if (error instanceof RemoteError && (error.answer === 'wait' || error.timedOut)) level.back(began);
        if (error instanceof RemoteError && error.after !== undefined) quiet(error.after);
        throw error;
      } finally {
        inFlight -= 1;
        start();
      }
    },
    quiet,
    tune(next) {
      bounds = next;
      level.bound(next.concurrency);
      nextStart = clock.now();
      start();
    },
    get state() {
      return {
        limit: room(),
        inFlight,
        waiting: waiting.size,
        quietFor: Math.max(0, quietUntil - clock.now()),
      };
    },
  };
}
