/**
 * The budget of one target: how many calls are in flight, and when the next may start.
 *
 * The level is found, not set. It doubles from a low start while latency stays near the best seen for the same kind
 * of call, then climbs slowly (additive increase); it halves on 429, 503 and timeouts (multiplicative decrease), once
 * for all the calls that were already under way. In between stands an estimate of the calls that only queue inside
 * the target (TCP Vegas): a few keep it full, more than that only add latency.
 *
 * Latency is compared within one `kind`, because a batch takes longer than a look-up and says nothing about pressure.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5681 for additive increase and multiplicative decrease
 * @see https://doi.org/10.1109/49.464716 for Vegas
 * @module
 */
import { type Clock, systemClock } from './clock.ts';
import { createLatencies } from './latency.ts';
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

/** Low enough for a target that is already busy; four doublings reach 64 within some 150 calls. */
const START = 4;

/** Calls to look at before the level is changed: fewer and one slow answer decides. */
const FEWEST_SAMPLES = 8;

/** Milliseconds of a per-second budget that may be made up for after a late timer. */
const CATCH_UP = 50;

/** How many calls may queue inside the target before the level stops growing; twice that shrinks it. */
function allowedQueue(level: number): number {
  return 4 + level / 4;
}

export function createPace(limits: PaceLimits, clock: Clock = systemClock): Pace {
  const waiting = new Set<() => void>();
  const latencies = createLatencies(clock);
  let bounds = limits;
  let level = Math.min(START, limits.concurrency);
  let inFlight = 0;
  let quietUntil = 0;
  let nextStart = 0;
  let callOff: (() => void) | undefined;
  let starting = true;
  let lastDecrease = Number.NEGATIVE_INFINITY;
  let wasFull = false;

  function room(): number {
    return Math.max(1, Math.floor(Math.min(level, bounds.concurrency)));
  }

  /** Starts whoever may start now, and arranges to be called for the rest. */
  function start(): void {
    callOff?.();
    callOff = undefined;
    for (const begin of waiting) {
      if (inFlight >= room()) {
        wasFull = true;
        return;
      }
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

  function observe(): void {
    const queued = latencies.queued(Math.max(FEWEST_SAMPLES, room()), level);
    if (queued === undefined) return;
    const allowed = allowedQueue(level);
    if (queued > 2 * allowed) {
      starting = false;
      level = Math.max(1, level * 0.85);
    } else if (queued <= allowed && wasFull) {
      level = Math.min(bounds.concurrency, starting ? level * 2 : level + 1);
    }
    wasFull = false;
  }

  /** Only for calls that began after the last decrease: the others tell of the pressure that was before it. */
  function decrease(began: number): void {
    if (began < lastDecrease) return;
    lastDecrease = clock.now();
    starting = false;
    level = Math.max(1, Math.min(level, bounds.concurrency) / 2);
    latencies.forgetWindow();
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
        latencies.add(kind, clock.now() - began);
        observe();
        return result;
      } catch (error) {
        if (error instanceof RemoteError && (error.answer === 'wait' || error.timedOut)) decrease(began);
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
      level = Math.min(level, next.concurrency);
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
