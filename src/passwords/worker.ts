/**
 * The thread behind `pool.ts`: takes parts and a password, answers whether they belong together; or
 * prepares a password for a native primitive.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { matchesInJs, prepare } from './compute.ts';
import type { Job, JobResult } from './pool.ts';

parentPort?.on('message', (job: Job) => parentPort?.postMessage(answer(job)));

function answer(job: Job): JobResult {
  try {
    return 'parts' in job
      ? { matches: matchesInJs(job.parts, job.password) }
      : { prepared: prepare(job.prehash, job.password) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
