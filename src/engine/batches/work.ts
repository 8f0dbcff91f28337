/**
 * A worker: takes announced batches and carries them out, a few at a time, until it is told to stop.
 *
 * The importer runs one in its own process; `footbridge worker` runs more on other machines. What the operator
 * wants (pause, another speed) is read from the run once a second; Retry-After that one worker met is shared with
 * the others the same way.
 *
 * @module
 */

import type { Ledger } from '../../ledger/ledger.ts';
import { changeControl, type RunControl, readControl } from '../../ledger/runs.ts';
import type { CrossingTarget } from '../crossing.ts';
import type { WorkerPresence } from '../step.ts';
import { RunStopped } from '../stopped.ts';
import type { Absence } from './absence.ts';
import { realSleep, type Sleep } from './backoff.ts';
import type { Jobs } from './jobs.ts';
import { writeBatch } from './write-batch.ts';

/** Enough that the target always has one batch to chew on while another is being settled. */
const SLOTS = 3;

/** Milliseconds between looks at an empty queue. */
const IDLE = 150;

const CONTROL_EVERY = 1000;

export interface WorkOptions {
  readonly ledger: Ledger;
  readonly target: CrossingTarget;
  readonly jobs: Jobs;
  readonly worker: WorkerPresence;
  /** How it waits for a target that is away. */
  readonly absence: Absence;
  /** The run whose control is obeyed; absent (a joining worker): the one going on now. */
  readonly runId: () => Promise<number | undefined>;
  /** Finish what is in flight, then return. */
  readonly stop: AbortSignal;
  /** Leave what is in flight as it is. */
  readonly kill: AbortSignal;
  readonly onBatch?: (counts: Readonly<Record<string, number>>) => void;
  readonly onControl?: (control: RunControl) => void;
  /** Between tries of a batch; waiting for work is always real. */
  readonly pause?: Sleep;
}

/** @throws what a batch threw: the target is gone, the ledger is gone. Other batches are finished first. */
export async function work(options: WorkOptions): Promise<void> {
  const { ledger, target, jobs, worker, absence, stop, kill, pause = realSleep } = options;
  const flying = new Set<Promise<void>>();
  /** A batch that was announced twice is carried out once: the claim of a worker holds against others alone. */
  const mine = new Set<number>();
  let failure: { readonly error: unknown } | undefined;
  let paused = false;
  let lookedAt = 0;

  while (!stop.aborted && failure === undefined) {
    if (Date.now() - lookedAt >= CONTROL_EVERY) {
      lookedAt = Date.now();
      paused = await obey(options);
    }
    const free = paused ? 0 : SLOTS - flying.size;
    const taken = free > 0 ? await jobs.take(free) : [];
    for (const { jobId, batchId } of taken) {
      if (mine.has(batchId)) {
        await jobs.finish(jobId);
        continue;
      }
      mine.add(batchId);
      const flight = writeBatch(batchId, { ledger, target, worker, sleep: pause, absence, signal: kill })
        .then(async (counts) => {
          await jobs.finish(jobId);
          if (counts !== undefined) options.onBatch?.(counts);
        })
        .catch((error: unknown) => {
          // A batch that a stop ended in the middle of a wait is gone on with by whoever comes next.
          if (!(error instanceof RunStopped)) failure ??= { error };
        })
        .finally(() => {
          flying.delete(flight);
          mine.delete(batchId);
        });
      flying.add(flight);
    }
    // Never longer than until the next look at the control: a target that hangs must not deafen us.
    if (taken.length === 0) await Promise.race([realSleep(IDLE, stop), ...flying]);
    else if (flying.size >= SLOTS) await Promise.race([realSleep(CONTROL_EVERY, stop), ...flying]);
  }
  await Promise.all(flying);
  if (failure !== undefined) throw failure.error;
}

/** @returns whether the operator wants a pause. */
async function obey({ ledger, target, worker, runId, onControl }: WorkOptions): Promise<boolean> {
  const id = await runId();
  if (id === undefined) return false;
  const control = await readControl(ledger.db, id);
  const { concurrency, perSecond, quietUntil } = control;
  const among = Math.max((await worker.living()).length, 1);
  if (concurrency !== undefined || perSecond !== undefined) {
    target.pace.tune({
      concurrency: Math.max(1, Math.floor((concurrency ?? UNTUNED) / among)),
      ...(perSecond === undefined ? {} : { perSecond: perSecond / among }),
    });
  }
  const quietFor = target.pace.state.quietFor;
  if (quietUntil !== undefined && quietUntil > Date.now() + quietFor)
    target.pace.quiet(quietUntil - Date.now());
  else if (quietFor > 0) await changeControl(ledger.db, id, { quietUntil: Date.now() + Math.ceil(quietFor) });
  onControl?.(control);
  return control.wanted !== 'run';
}

/** The bound where only a rate was tuned. */
const UNTUNED = 64;
