/**
 * Worker threads for the schemes that only exist in JavaScript, so that no login waits behind another's loop.
 *
 * Threads start when first needed, one for each core but one, and do not keep the process alive. Work waits in
 * a bounded queue; beyond it the caller is told to slow down.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { VerifierBusy } from './errors.ts';
import type { HashParts, Prepare } from './parts.ts';

/** A minute of work at 50 ms each on one thread: whoever waits longer has given up. */
export const MAX_WAITING = 1200;

/** To verify, or only to do what stands in front of a native primitive. */
export type Job =
  | { readonly parts: HashParts; readonly password: Uint8Array }
  | { readonly prehash: Prepare; readonly password: Uint8Array };

export type JobResult =
  | { readonly matches: boolean }
  | { readonly prepared: Uint8Array }
  | { readonly error: string };

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  current: Waiting | undefined;
}

const threads: Thread[] = [];
const queue: Waiting[] = [];

/** Verifies on a worker thread. @throws VerifierBusy */
export async function verifyOnThread(job: Extract<Job, { parts: HashParts }>): Promise<boolean> {
  const result = await ask(job);
  return 'matches' in result && result.matches;
}

/** Computes what the primitive behind gets to see. @throws VerifierBusy */
export async function prepareOnThread(job: Extract<Job, { prehash: Prepare }>): Promise<Uint8Array> {
  const result = await ask(job);
  if ('prepared' in result) return result.prepared;
  throw new Error('the thread prepared nothing');
}

function ask(job: Job): Promise<JobResult> {
  if (queue.length >= MAX_WAITING) return Promise.reject(new VerifierBusy(queue.length));
  return new Promise((resolve, reject) => {
    queue.push({ job, resolve, reject });
    assign();
  });
}

function assign(): void {
  const idle = threads.find((thread) => thread.current === undefined) ?? startThread();
  const next = idle === undefined ? undefined : queue.shift();
  if (idle === undefined || next === undefined) return;
  idle.current = next;
  // Referenced only while it computes, so that a finished process may end.
  idle.worker.ref();
  idle.worker.postMessage(next.job);
}

function startThread(): Thread | undefined {
  if (threads.length >= Math.max(1, availableParallelism() - 1)) return undefined;
  // From source it is TypeScript, as published it is JavaScript.
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  const thread: Thread = { worker: new Worker(new URL(file, import.meta.url)), current: undefined };
  thread.worker.unref();
  thread.worker.on('message', (result: JobResult) => finish(thread, result));
  thread.worker.on('error', (error) => bury(thread, error));
  threads.push(thread);
  return thread;
}

function finish(thread: Thread, result: JobResult): void {
  const done = thread.current;
  thread.current = undefined;
  thread.worker.unref();
  if ('error' in result) done?.reject(new Error(result.error));
  else done?.resolve(result);
  assign();
}

/** A thread that died fails its job; the next job starts a fresh one. */
function bury(thread: Thread, error: Error): void {
  const at = threads.indexOf(thread);
  if (at >= 0) threads.splice(at, 1);
  thread.current?.reject(error);
  assign();
}

/** Ends all threads; for tests and orderly shutdown. What was under way is given up; the next job starts new ones. */
export async function closePool(): Promise<void> {
  const ending = threads.splice(0);
  const abandoned = [...queue.splice(0), ...ending.flatMap(({ current }) => current ?? [])];
  for (const { reject } of abandoned) reject(new Error('the verifier was closed'));
  await Promise.all(ending.map((thread) => thread.worker.terminate()));
}
