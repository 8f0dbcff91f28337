/**
 * One more machine for the same migration: joins the workers and takes batches until it is told to stop.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { joinWorkers } from '../ledger/presence.ts';
import { findUnfinishedRun } from '../ledger/runs.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { createAbsence } from './batches/absence.ts';
import { realSleep } from './batches/backoff.ts';
import { openJobs } from './batches/jobs.ts';
import { work } from './batches/work.ts';
import type { CrossingTarget } from './crossing.ts';
import { isKnownTarget } from './recognise-target.ts';

export interface WorkAlongOptions {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  readonly onBatch?: (counts: Readonly<Record<string, number>>) => void;
}

/** @throws USAGE_WRONG on an embedded ledger: it has room for one process; TARGET_SWITCHED */
export async function workAlong(
  ledger: Ledger,
  target: CrossingTarget,
  { stop, kill, onBatch }: WorkAlongOptions,
): Promise<void> {
  if (ledger.db.kind !== 'postgres') {
    throw new FootbridgeError(
      'USAGE_WRONG',
      'Workers need a ledger on PostgreSQL: set `ledger` to its address',
    );
  }
  const worker = await joinWorkers(ledger.db);
  const jobs = await openJobs(ledger.db);
  let paused = false;
  const over = AbortSignal.any([stop, kill, worker.lost]);
  const absence = createAbsence({
    patience: target.patience,
    sleep: realSleep,
    over,
    paused: () => paused,
  });
  try {
    await untilTargetKnown(ledger, target, over);
    await work({
      ledger,
      target,
      jobs,
      worker,
      absence,
      onControl: ({ wanted }) => {
        paused = wanted === 'pause';
      },
      runId: async () => (await findUnfinishedRun(ledger.db))?.id,
      stop: AbortSignal.any([stop, worker.lost]),
      kill: AbortSignal.any([kill, worker.lost]),
      ...(onBatch === undefined ? {} : { onBatch }),
    });
  } finally {
    await jobs.close();
    await worker.leave().catch(() => undefined);
  }
}

/** Milliseconds between looks at a ledger that no import has reached yet. */
const LOOK_EVERY = 500;

/** There is nothing to write before an import has said whom this ledger belongs to. @throws TARGET_SWITCHED */
async function untilTargetKnown(ledger: Ledger, target: CrossingTarget, over: AbortSignal): Promise<void> {
  while (!over.aborted && !(await isKnownTarget(ledger, target))) await realSleep(LOOK_EVERY, over);
}
