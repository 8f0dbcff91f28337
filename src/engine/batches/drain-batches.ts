/**
 * Keeps workers busy until nothing is left: opens batches ahead of them, works along in this process, watches for
 * batches whose worker died, and reports how it goes.
 *
 * @module
 */
import type { RunControl } from '../../ledger/runs.ts';
import type { OpenBatch } from '../../ledger/sql/open-batch.ts';
import { sumCounts } from '../../ledger/sql/tally.ts';
import { createMeter, type Phase } from '../progress.ts';
import type { StepContext } from '../step.ts';
import { RunCancelled, RunStopped } from '../stopped.ts';
import { createAbsence, sayAway } from './absence.ts';
import { realSleep } from './backoff.ts';
import { createBatchSizer } from './batch-size.ts';
import { work } from './work.ts';

/** Open batches a worker may have before it: one in each of its slots and as many again. */
const AHEAD = 6;

const LOOK_EVERY = 200;

/** Summing 200 batches takes 0.6 ms (bench/queries.ts): often enough for a bar, seldom enough for the database. */
const TELL_EVERY = 500;

/**
 * Milliseconds. A worker that dies between taking an announcement and claiming its batch takes the announcement with
 * it; one too many does no harm.
 */
const ANNOUNCE_AGAIN_AFTER = 5_000;

export interface Draining {
  readonly phase: Phase;
  readonly total?: number;
  readonly note?: string | undefined;
  /** Opens and announces a batch of about this size; undefined: nothing is left to open. */
  openNext(size: number): Promise<OpenBatch | undefined>;
}

export async function drainBatches(context: StepContext, draining: Draining): Promise<void> {
  const { crossing, jobs, worker, run, signal, kill, report } = context;
  const { ledger, target, settings } = crossing;
  const meter = createMeter(draining.total);
  const sizer = createBatchSizer(settings.batchSize, target.batchMax);
  const stop = new AbortController();
  let control: RunControl = { wanted: 'run' };
  let left = true;
  let toldAt = 0;
  const unclaimed = new Map<number, number>();
  const before = await sumRun(context);

  const absence = createAbsence({
    patience: target.patience,
    sleep: crossing.sleep ?? realSleep,
    over: AbortSignal.any([stop.signal, kill]),
    paused: () => control.wanted === 'pause',
  });
  const working = work({
    ledger,
    target,
    jobs,
    worker,
    absence,
    runId: async () => run.id,
    stop: stop.signal,
    kill,
    ...(crossing.sleep === undefined ? {} : { pause: crossing.sleep }),
    onControl: (now) => {
      control = now;
    },
  }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    for (;;) {
      const { open, lost } = await lookAtBatches(context, unclaimed);
      for (const id of lost) await announceAgain(context, id);
      if (Date.now() - toldAt >= TELL_EVERY || (!left && open === 0)) await tell();
      if (control.wanted === 'cancel') {
        await tell();
        throw new RunCancelled();
      }
      if (signal.aborted) throw new RunStopped();
      if (!left && open === 0) break;
      const room = AHEAD * (await worker.living()).length - open;
      for (let cut = 0; left && control.wanted === 'run' && cut < room; cut += 1) {
        left = (await draining.openNext(control.batchSize ?? sizer.size())) !== undefined;
      }
      const failed = await Promise.race([working, realSleep(left ? LOOK_EVERY / 4 : LOOK_EVERY, signal)]);
      if (failed !== undefined) throw failed.error;
    }
  } finally {
    stop.abort();
    await working;
  }

  async function tell(): Promise<void> {
    toldAt = Date.now();
    const sums = await sumRun(context);
    const counts = subtract(sums.counts, before.counts);
    const done = sums.done - before.done;
    sizer.learn(sums.batches - before.batches, done);
    meter.add(done - meter.reading().done);
    const note = sayWhy(control, absence.left, target.pace.state.quietFor) ?? draining.note;
    report({
      phase: draining.phase,
      ...meter.reading(),
      ...(draining.total === undefined ? {} : { total: draining.total }),
      counts,
      ...(note === undefined ? {} : { note }),
    });
  }
}

/** Why nothing moves just now; undefined while things do. */
function sayWhy({ wanted }: RunControl, away: number | undefined, quietFor: number): string | undefined {
  if (wanted === 'pause') return 'paused';
  if (wanted === 'cancel') return 'cancelling';
  if (away !== undefined) return sayAway(away);
  return quietFor < 500 ? undefined : `the target asked for quiet, ${Math.round(quietFor / 1000)} s left`;
}

/**
 * Batches still open, and those nobody comes for: their worker is no longer alive, or they wait for one for long.
 *
 * @param unclaimed since when batches wait for a worker, by their ids; kept up to date
 */
async function lookAtBatches(
  { crossing, worker }: StepContext,
  unclaimed: Map<number, number>,
): Promise<{ open: number; lost: readonly number[] }> {
  const { rows } = await crossing.ledger.db.query<{ id: number; worker_id: number | null }>(
    `select id, worker_id from batch where state = 'open' and step = 'write'`,
  );
  const living = new Set(await worker.living());
  const waiting = new Set(rows.filter(({ worker_id }) => worker_id === null).map(({ id }) => id));
  for (const id of unclaimed.keys()) if (!waiting.has(id)) unclaimed.delete(id);
  const now = performance.now();
  const lost: number[] = [];
  for (const { id, worker_id } of rows) {
    const since = unclaimed.get(id) ?? now;
    const left = worker_id === null ? now - since > ANNOUNCE_AGAIN_AFTER : !living.has(worker_id);
    if (left) lost.push(id);
    if (worker_id === null) unclaimed.set(id, left ? now : since);
  }
  return { open: rows.length, lost };
}

interface Sums {
  readonly batches: number;
  readonly done: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** All workers write their counts into their batches, so the sum over the run is what happened anywhere. */
async function sumRun({ crossing, run }: StepContext): Promise<Sums> {
  const { db } = crossing.ledger;
  const { rows } = await db.query<{ batches: number; done: number }>(
    `select count(*) as batches, coalesce(sum(size), 0)::bigint as done from batch
      where run_id = $1 and step = 'write' and state = 'done'`,
    [run.id],
  );
  const counts = await sumCounts(db, run.id, 'write');
  return { batches: Number(rows[0]?.batches ?? 0), done: Number(rows[0]?.done ?? 0), counts };
}

/** The claim of the dead worker goes with it, so that it is announced once and not at every look. */
async function announceAgain({ crossing, jobs }: StepContext, batchId: number): Promise<void> {
  await crossing.ledger.db.transaction(async (tx) => {
    await tx.query(`update batch set worker_id = null where id = $1 and state = 'open'`, [batchId]);
    await jobs.announce(tx, batchId);
  });
}

function subtract(
  now: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)]));
}
