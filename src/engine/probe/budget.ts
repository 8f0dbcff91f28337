/**
 * The bounds of a probe, kept in one place: nothing is asked without a ticket from here.
 *
 * @module
 */
export interface ProbeBounds {
  /** Logins at a time at most. */
  readonly concurrency: number;
  /** Logins a second at most, over all steps. */
  readonly perSecond: number;
  /** Logins at most, the first look and wrong passwords included. */
  readonly calls: number;
  /** Milliseconds for everything. */
  readonly milliseconds: number;
  /** Milliseconds for one step. */
  readonly stepMilliseconds: number;
  /** Milliseconds after which a login counts as failed. */
  readonly callMilliseconds: number;
}

/** Time comes from outside, so that tests own it. */
export interface ProbeDependencies {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Budget {
  /** Waits for a turn. False: nothing more may be asked. */
  take(): Promise<boolean>;
  used(): number;
  /** The bound that was reached, if any. */
  exhausted(): 'calls' | 'time' | 'interrupted' | undefined;
}

export function startBudget(
  bounds: ProbeBounds,
  { now, sleep, signal }: ProbeDependencies & { readonly signal: AbortSignal },
): Budget {
  const end = now() + bounds.milliseconds;
  const apart = 1000 / bounds.perSecond;
  let used = 0;
  let next = now();
  const exhausted = () => {
    if (signal.aborted) return 'interrupted';
    if (used >= bounds.calls) return 'calls';
    return now() >= end ? 'time' : undefined;
  };
  return {
    exhausted,
    used: () => used,
    async take() {
      if (exhausted() !== undefined) return false;
      // Taken before the wait: two who wait at the same time must not both have the last ticket.
      used += 1;
      const turn = Math.max(now(), next);
      next = turn + apart;
      if (turn >= end) {
        used -= 1;
        return false;
      }
      if (turn > now()) await sleep(turn - now(), signal).catch(() => undefined);
      if (!signal.aborted) return true;
      used -= 1;
      return false;
    },
  };
}
