/**
 * The budget of one target: how many calls are in flight, and when the next may start.
 *
 * @module
 */

/** Bounds that an operator may change while a run goes on. */
export interface PaceLimits {
  /** Calls in flight at most; the pace finds its own level below it. */
  readonly concurrency: number;
  /** Calls a second at most; absent: only latency decides. */
  readonly perSecond?: number;
}

export interface Pace {
  /** Runs a call when there is room for it. Rejects with the signal's reason when aborted while waiting. */
  run<T>(call: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
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
