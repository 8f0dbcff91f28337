/**
 * Does a chore from time to time, one at a time; one that fails is reported, and the next comes all the same.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Repeating {
  /** Waits for the chore under way. */
  stop(): Promise<void>;
}

/** @param every milliseconds before the first, and between the end of one and the beginning of the next */
export function repeat(
  chore: () => Promise<unknown>,
  every: number,
  failed: (error: unknown) => void,
): Repeating {
  const stopped = new AbortController();
  const going = goOn(chore, every, failed, stopped.signal);
  return {
    stop() {
      stopped.abort();
      return going;
    },
  };
}

async function goOn(
  chore: () => Promise<unknown>,
  every: number,
  failed: (error: unknown) => void,
  stopped: AbortSignal,
): Promise<void> {
  while (await waits(every, stopped)) {
    try {
      await chore();
    } catch (error) {
      failed(error);
    }
  }
}

/** false: it was stopped meanwhile. */
async function waits(milliseconds: number, stopped: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal: stopped, ref: false });
    return true;
  } catch {
    return false;
  }
}
