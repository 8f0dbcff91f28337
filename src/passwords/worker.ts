/**
 * The thread behind `pool.ts`: takes parts and a password, answers whether they belong together.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { matchesInJs } from './compute.ts';
import type { Job, JobResult } from './pool.ts';

parentPort?.on('message', ({ parts, password }: Job) => {
  parentPort?.postMessage(answer({ parts, password }));
});

function answer({ parts, password }: Job): JobResult {
  try {
    return { matches: matchesInJs(parts, password) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
