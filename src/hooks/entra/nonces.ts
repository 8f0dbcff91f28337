/**
 * Remembers the nonces that were seen, so that a recorded request is worth nothing.
 *
 * Entra may repeat a request that got no answer; so often the same nonce may come again. The memory is this
 * process's own: behind several of them a replay meets one that has not seen it, for the minutes the token lives.
 *
 * @module
 */

/** With ten minutes of life and this many, 160 logins a second fit; beyond it the oldest are forgotten first. */
const MOST = 100_000;

interface Seen {
  readonly until: number;
  readonly times: number;
}

export class Nonces {
  readonly #seen = new Map<string, Seen>();
  readonly #most: number;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Takes note of a nonce; false when it came more often than a repeated request explains. */
  admit(nonce: string, until: number, repeats: number, now: number): boolean {
    this.#forgetOld(now);
    const times = (this.#seen.get(nonce)?.times ?? 0) + 1;
    if (times > repeats + 1) return false;
    this.#seen.delete(nonce);
    this.#seen.set(nonce, { until, times });
    return true;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** All live about equally long, so the oldest stand in front. */
  #forgetOld(now: number): void {
    for (const [nonce, { until }] of this.#seen) {
      if (until >= now && this.#seen.size < this.#most) return;
      this.#seen.delete(nonce);
    }
  }
}
