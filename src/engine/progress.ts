/** What a long verb says while it works: enough for a bar, a plain line or a JSON line. */

/** The phases of an import in their order, of a rollback, and of a proof. */
export type Phase =
  | 'recover'
  | 'check'
  | 'stage'
  | 'link'
  | 'dedupe'
  | 'waves'
  | 'write'
  | 'undo'
  | 'hash'
  | 'login';

export interface Progress {
  readonly phase: Phase;
  /** Identities or rows behind us in this phase. */
  readonly done: number;
  /** In this phase, where that is known. */
  readonly total?: number;
  /** 0 to 1, where only the share is known (a file by bytes). */
  readonly share?: number;
  /** Per second, over the last seconds. */
  readonly rate: number;
  /** Milliseconds left at this rate, where that can be said. */
  readonly eta?: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Said once: "paused", "the target asked for quiet for 4 s", the name of the wave. */
  readonly note?: string;
}

export type OnProgress = (progress: Progress) => void;

/** Rate over a sliding window, so that a pause or a slow start does not spoil the estimate for ever. */
const WINDOW_MS = 15_000;

export interface Meter {
  add(count: number): void;
  /** Progress fields for the moment. */
  reading(): { readonly done: number; readonly rate: number; readonly eta?: number };
}

/** @param now milliseconds; comes in from outside so that tests own time. */
export function createMeter(total: number | undefined, now: () => number = Date.now): Meter {
  let done = 0;
  const marks: { at: number; done: number }[] = [{ at: now(), done: 0 }];
  return {
    add(count) {
      done += count;
      marks.push({ at: now(), done });
      while (marks.length > 2 && (marks[1]?.at ?? 0) < now() - WINDOW_MS) marks.shift();
    },
    reading() {
      const first = marks[0] ?? { at: now(), done };
      const seconds = Math.max((now() - first.at) / 1000, 0.001);
      const rate = (done - first.done) / seconds;
      const left = total === undefined ? undefined : total - done;
      const eta = left === undefined || rate === 0 ? undefined : (left / rate) * 1000;
      return { done, rate, ...(eta === undefined ? {} : { eta }) };
    },
  };
}
