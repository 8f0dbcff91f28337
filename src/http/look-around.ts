/**
 * Lets the door look around from time to time: what was answered with a match and never reported as stored is looked
 * up in the target. One round at a time; a round that fails is logged, and the next one comes all the same.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from '../engine/login.ts';

export interface LookingAround {
  /** Waits for the round under way. */
  stop(): Promise<void>;
}

/** @param every milliseconds between the end of one round and the next */
export function lookAround(
  door: Pick<Door, 'lookAround'>,
  every: number,
  failed: (error: unknown) => void,
): LookingAround {
  const stopped = new AbortController();
  const rounds = goRound(door, every, failed, stopped.signal);
  return {
    stop() {
      stopped.abort();
      return rounds;
    },
  };
}

async function goRound(
  door: Pick<Door, 'lookAround'>,
  every: number,
  failed: (error: unknown) => void,
  stopped: AbortSignal,
): Promise<void> {
  while (await waits(every, stopped)) {
    try {
      await door.lookAround();
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
