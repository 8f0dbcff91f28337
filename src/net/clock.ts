/**
 * Time as our parts see it, so that a test can own it.
 *
 * @module
 */

export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Calls back once after so many milliseconds; the returned function calls it off. */
  wake(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wake(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Lets so much time pass, calling back in order; promises settle in between. */
  advance(milliseconds: number): Promise<void>;
}

export function manualClock(): ManualClock {
  let now = 0;
  const due = new Map<symbol, { readonly at: number; readonly callback: () => void }>();

  return {
    now: () => now,
    wake(milliseconds, callback) {
      const key = Symbol();
      due.set(key, { at: now + Math.max(0, milliseconds), callback });
      return () => due.delete(key);
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        await settled();
        const next = [...due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (next === undefined) break;
        now = next[1].at;
        due.delete(next[0]);
        next[1].callback();
      }
      now = end;
    },
  };
}

/** Everything that promises had still to do has been done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
