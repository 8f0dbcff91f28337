/** Asks again and again, with growing pauses: only for what is safe to repeat. */
import { FootbridgeError } from '../../problems/problem.ts';
import { backoff, type Sleep } from './backoff.ts';

/** Tries for one question. With the pauses between them that is about 25 seconds of a target being unwell. */
export const ATTEMPTS = 8;

/** @throws TARGET_UNREACHABLE after the last try */
export async function persistently<T>(ask: () => Promise<T>, sleep: Sleep, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt >= ATTEMPTS || signal.aborted) {
        const said = error instanceof Error ? error.message : String(error);
        throw new FootbridgeError('TARGET_UNREACHABLE', `The target stopped answering (${said})`, {
          cause: error,
        });
      }
      await sleep(backoff(attempt), signal);
    }
  }
}
