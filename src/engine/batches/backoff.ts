/** Waiting between tries: doubling with jitter, so that many workers do not come back as one. */

/** Waits so many milliseconds, or less when the signal is aborted. Comes in from outside, so that tests own time. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Milliseconds. The eighth try comes after about 25 seconds, and whoever is back is found within 15. */
const FIRST = 250;
const LONGEST = 15_000;

export function backoff(attempt: number, random: () => number = Math.random): number {
  return Math.min(FIRST * 2 ** (attempt - 1), LONGEST) * (0.5 + random() / 2);
}

export const realSleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
