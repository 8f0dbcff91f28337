/**
 * Rollback: removes or restores exactly what a run made, and nothing a customer touched since.
 *
 * Goes backwards through the run's settled writes. A created user is removed, an updated one is put back to its
 * before-image, a deleted one is made again; each as intent, call, settle, so that a rollback that is killed goes on
 * where it was. A user whose fingerprint changed since we read it back is left alone and listed (TARGET_CHANGED);
 * one that is gone already is done.
 *
 * @module
 */

import { readIdentity } from '../identity/digest.ts';
import { externalId } from '../ledger/blind-index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { beginRun, endRun, findRun, findUnfinishedRun, type Run, reachStep } from '../ledger/runs.ts';
import { type Settlement, settleBatch } from '../ledger/sql/settle-batch.ts';
import { sumCounts } from '../ledger/sql/tally.ts';
import { type JudgedWrite, openUndoBatch, type UndoableWrite, undoTotal } from '../ledger/sql/undo-batch.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Outcome, Snapshot } from '../targets/target.ts';
import { type Absence, createAbsence } from './batches/absence.ts';
import { realSleep, type Sleep } from './batches/backoff.ts';
import { persistently } from './batches/persist.ts';
import type { CrossingTarget } from './crossing.ts';
import { note, noteAlone } from './note.ts';
import { asOnlyImporter } from './only-importer.ts';
import { createMeter, type OnProgress } from './progress.ts';
import { isKnownTarget } from './recognise-target.ts';
import { RunStopped } from './stopped.ts';

/** Users in one batch: a removal is one call each on most targets, and a crash repeats at most so many looks. */
const BATCH = 100;

export interface RollbackOptions {
  readonly operator: string;
  /** The ledger's id of one identity: everybody else stays where they are. */
  readonly only?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  readonly sleep?: Sleep;
}

export interface RollbackResult {
  readonly run: Run;
  readonly ended: 'done' | 'stopped';
  /** removed, restored, remade, kept (touched since), gone (not there any more), failed. */
  readonly counts: Readonly<Record<string, number>>;
}

export async function rollbackRun(
  ledger: Ledger,
  target: CrossingTarget,
  undone: number,
  options: RollbackOptions,
): Promise<RollbackResult> {
  return asOnlyImporter(ledger, () => undo(ledger, target, undone, options));
}

async function undo(
  ledger: Ledger,
  target: CrossingTarget,
  undone: number,
  options: RollbackOptions,
): Promise<RollbackResult> {
  const { only } = options;
  // Whoever is looked for in another target is not there, and would be called undone.
  await isKnownTarget(ledger, target);
  const run = await beginOrResume(ledger, undone, options.operator, only);
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  const absence = createAbsence({
    patience: target.patience,
    sleep: options.sleep ?? realSleep,
    over: signal,
  });
  const meter = createMeter(await undoTotal(ledger.db, undone, only));
  let ended: RollbackResult['ended'] = 'done';
  for (;;) {
    if (signal.aborted) {
      ended = 'stopped';
      break;
    }
    const batch = await ledger.db.transaction((tx) => openUndoBatch(tx, run.id, undone, BATCH, only));
    if (batch === undefined) break;
    try {
      await undoBatch(batch.id, batch.writes, run.id, ledger, target, absence);
    } catch (error) {
      if (!(error instanceof RunStopped)) throw error;
      ended = 'stopped';
      break;
    }
    meter.add(batch.writes.length);
    const counts = await sumCounts(ledger.db, run.id, 'write');
    const total = await undoTotal(ledger.db, undone, only);
    onProgress({ phase: 'undo', ...meter.reading(), total: meter.reading().done + total, counts });
  }
  if (ended === 'done') {
    await endRun(ledger.db, run.id, 'done');
    await noteAlone(ledger, { kind: 'run-done', runId: run.id, facts: { undid: undone } });
  }
  return {
    run: await findRun(ledger.db, run.id),
    ended,
    counts: await sumCounts(ledger.db, run.id, 'write'),
  };
}

async function beginOrResume(
  ledger: Ledger,
  undone: number,
  operator: string,
  only: string | undefined,
): Promise<Run> {
  const subject = await findRun(ledger.db, undone);
  if (subject.verb !== 'import')
    throw new FootbridgeError('RUN_CONTROL_INVALID', `Run ${undone} is no import`);
  const unfinished = await findUnfinishedRun(ledger.db);
  if (
    unfinished?.verb === 'rollback' &&
    unfinished.scope.undoes === undone &&
    unfinished.scope.only === only
  ) {
    await reachStep(ledger.db, unfinished.id, 'undo');
    return unfinished;
  }
  if (unfinished !== undefined && unfinished.id !== undone) {
    throw new FootbridgeError('RUN_CONTROL_INVALID', `Run ${unfinished.id} is unfinished`);
  }
  await refuseOpenWrites(ledger, undone);
  if (unfinished !== undefined) await endRun(ledger.db, undone, 'cancelled');
  const run = await beginRun(
    ledger.db,
    'rollback',
    { undoes: undone, ...(only === undefined ? {} : { only }) },
    operator,
  );
  await noteAlone(ledger, {
    kind: 'run-begun',
    runId: run.id,
    facts: { verb: 'rollback', undoes: undone, by: operator },
  });
  return run;
}

/** A write without an answer cannot be undone: the import settles it first. */
async function refuseOpenWrites(ledger: Ledger, runId: number): Promise<void> {
  const { rows } = await ledger.db.query<{ open: number }>(
    `select count(*) as open from batch where run_id = $1 and step = 'write' and state = 'open'`,
    [runId],
  );
  if (Number(rows[0]?.open ?? 0) > 0) {
    throw new FootbridgeError(
      'RUN_CONTROL_INVALID',
      `Run ${runId} has unsettled batches: run the import once more`,
    );
  }
}

async function undoBatch(
  batchId: number,
  writes: readonly UndoableWrite[],
  runId: number,
  ledger: Ledger,
  target: CrossingTarget,
  absence: Absence,
): Promise<void> {
  const ask = <T>(question: () => Promise<T>) => persistently(question, absence);
  const snapshots = await ask(() => target.session.read(writes.map(({ target_id }) => target_id ?? '')));
  const undos = writes.map(
    (write, index): Undo => ({ write, ...judgeUndo(write, snapshots[index], target) }),
  );

  const removals = undos.filter(({ what }) => what === 'remove');
  const removed = await ask(() => target.session.remove(removals.map(({ write }) => write.target_id ?? '')));
  for (const [index, undo] of removals.entries()) undo.outcome = removed[index];
  for (const undo of undos) {
    if (undo.what === 'restore') undo.outcome = await ask(() => restore(undo.write, ledger, target));
    if (undo.what === 'remake') undo.outcome = await ask(() => remake(undo.write, ledger, target));
  }

  const settlements = undos.map(toSettlement);
  const counts: Record<string, number> = {};
  for (const { what, outcome } of undos) {
    const name = outcome !== undefined && outcome.status !== 'done' ? 'failed' : PAST[what];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  await ledger.db.transaction(async (tx) => {
    await settleBatch(tx, runId, batchId, settlements, counts);
    await note(
      ledger,
      tx,
      settlements.map(({ identityId, state, writeId }, index) => ({
        kind: state,
        runId,
        identityId,
        facts: { write: writeId, undo: undos[index]?.what ?? 'kept' },
      })),
    );
  });
}

type What = 'remove' | 'restore' | 'remake' | 'kept' | 'gone';

const PAST = {
  remove: 'removed',
  restore: 'restored',
  remake: 'remade',
  kept: 'kept',
  gone: 'gone',
} as const;

interface Undo {
  readonly write: UndoableWrite;
  readonly what: What;
  outcome?: Outcome | undefined;
}

/** What a write needs to be undone, by what the target shows of the user now. */
export function judgeUndo(
  write: JudgedWrite,
  snapshot: Snapshot | undefined,
  { session }: CrossingTarget,
): { readonly what: What } {
  if (write.undone_operation === 'delete') return { what: snapshot === undefined ? 'remake' : 'gone' };
  if (snapshot === undefined) return { what: 'gone' };
  if (write.undone_after === null || write.undone_after !== snapshot.fingerprint) return { what: 'kept' };
  if (write.undone_operation === 'create') return { what: 'remove' };
  return { what: session.restore === undefined || write.undone_before === null ? 'kept' : 'restore' };
}

async function restore(write: UndoableWrite, ledger: Ledger, { session }: CrossingTarget): Promise<Outcome> {
  const { identity_id, undone_before, body } = write;
  if (undone_before === null || session.restore === undefined) {
    return { status: 'unknown', found: 'there is no image of before' };
  }
  const snapshot = JSON.parse(ledger.seals.open(identity_id, undone_before).toString()) as Snapshot;
  return session.restore(snapshot.image, readIdentity(ledger.seals.open(identity_id, body)));
}

async function remake(write: UndoableWrite, ledger: Ledger, { session }: CrossingTarget): Promise<Outcome> {
  const identity = readIdentity(ledger.seals.open(write.identity_id, write.body));
  const id = String(write.id);
  const [outcome] = await session.write([
    {
      id,
      operation: 'create',
      externalId: externalId(write.identity_id),
      identity,
      credentialPlan: write.credential_plan,
    },
  ]);
  return outcome ?? { status: 'unknown', found: 'the target gave no answer for it' };
}

function toSettlement({ write, what, outcome }: Undo): Settlement {
  const base = { writeId: write.id, identityId: write.identity_id, row: write.row, after: null };
  const targetId = write.target_id;
  if (outcome !== undefined && outcome.status !== 'done') {
    const found =
      outcome.status === 'refused' ? (outcome.problem.found ?? outcome.problem.code) : outcome.found;
    const problem = { code: 'TARGET_REFUSED', found } as const;
    return { ...base, outcome: 'refused', state: 'held', operation: 'update', targetId, problems: [problem] };
  }
  if (what === 'kept') {
    const problem = { code: 'TARGET_CHANGED' } as const;
    return { ...base, outcome: 'kept', state: 'moved', operation: 'update', targetId, problems: [problem] };
  }
  if (what === 'restore' || what === 'remake') {
    const now = outcome?.status === 'done' ? outcome.targetId : targetId;
    return { ...base, outcome: 'done', state: 'moved', operation: 'update', targetId: now, problems: [] };
  }
  return { ...base, outcome: 'done', state: 'returned', operation: 'create', targetId: null, problems: [] };
}
