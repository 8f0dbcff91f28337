/** Asks again and again, with growing pauses, as long as the operator has patience: only for what is safe to repeat. */
import type { Absence } from './absence.ts';

/** @throws TARGET_UNREACHABLE when the patience is at its end; RunStopped when the run was stopped meanwhile */
export async function persistently<T>(ask: () => Promise<T>, absence: Absence): Promise<T> {
  const wait = absence.begin();
  try {
    for (;;) {
      try {
        return await (wait.failures === 0 ? ask() : wait.unlessOver(ask()));
      } catch (error) {
        await wait.again(error);
      }
    }
  } finally {
    wait.end();
  }
}
