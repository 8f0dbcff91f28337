/**
 * One batch: intent, call, settle.
 *
 * The intents were committed when the batch was opened. Before the target is called every write is marked `called`;
 * afterwards the answer, per record, is settled together with the states and the events. What a crash, a timeout or
 * a broken connection left `called` is looked up in the target, by our external id and else by identifier, and never
 * blindly sent again. A target that is away is waited for with everything as it is. What was found is read back and compared: finished already, or finished now by an update.
 *
 * @module
 */

import { externalId } from '../../ledger/blind-index.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { claimBatch, loadBatch, markCalled } from '../../ledger/sql/load-batch.ts';
import { type Settlement, settleBatch } from '../../ledger/sql/settle-batch.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Outcome, Write } from '../../targets/target.ts';
import type { CrossingTarget } from '../crossing.ts';
import { note } from '../note.ts';
import type { WorkerPresence } from '../step.ts';
import { type Absence, ATTEMPTS } from './absence.ts';
import { backoff, type Sleep } from './backoff.ts';
import { type BatchItem, toItem } from './batch-item.ts';
import { compareSnapshot } from './compare.ts';
import { answersAtOnce, lookUp, readBack, readBefore } from './look-up.ts';

export interface BatchWork {
  readonly ledger: Ledger;
  readonly target: CrossingTarget;
  readonly worker: WorkerPresence;
  readonly sleep: Sleep;
  readonly absence: Absence;
  readonly signal: AbortSignal;
}

/** @returns counts by outcome; undefined when another worker has the batch or it is done. */
export async function writeBatch(
  batchId: number,
  work: BatchWork,
): Promise<Readonly<Record<string, number>> | undefined> {
  const { ledger, worker } = work;
  const runId = await claimBatch(ledger.db, batchId, worker.id, await worker.living());
  if (runId === undefined) return undefined;
  const items = (await loadBatch(ledger.db, batchId)).map((write) => toItem(write, ledger));

  await lookUp(
    items.filter(({ write }) => write.state === 'called'),
    work,
  );
  await readBefore(
    items.filter((item) => item.answer === undefined && item.operation !== 'create'),
    work,
  );
  await callAll(items, work);
  await readBack(items, work);
  return settle(runId, batchId, items, ledger);
}

/** Sends until every record has its answer, or the operator's patience with the target is at its end. */
async function callAll(items: readonly BatchItem[], work: BatchWork): Promise<void> {
  const { absence, signal } = work;
  const known = absence.answers;
  const wait = absence.begin();
  try {
    for (let round = 1; ; round += 1) {
      const open = items.filter((item) => item.answer === undefined);
      const [first] = open;
      if (first === undefined) return;
      // Whatever was called stays so in the ledger, and is looked up by whoever goes on.
      signal.throwIfAborted();
      const { outcomes, answered, pause } = await callOnce(open, round, work);
      absence.answers += answered;
      const othersAnswered = absence.answers > known;
      if (othersAnswered) {
        wait.end();
        if (pause > 0) await work.sleep(pause, signal);
      } else await wait.again(foundIn(outcomes[0]), pause);
      if (answered === 0 && !(await answersAtOnce(first, work))) for (const item of open) item.tries = 0;
      await decide(open, outcomes, othersAnswered, work);
    }
  } finally {
    wait.end();
  }
}

interface Called {
  readonly outcomes: readonly Outcome[];
  /** Records that the target took or refused. */
  readonly answered: number;
  /** Milliseconds before anything is sent again. */
  readonly pause: number;
}

/** Sends what is open, once, and notes what is certain. */
async function callOnce(open: readonly BatchItem[], round: number, work: BatchWork): Promise<Called> {
  const { ledger, target } = work;
  await markCalled(
    ledger.db,
    open.map(({ write, before }) => ({ id: write.id, before })),
  );
  const given = await callTarget(open, target);
  const outcomes = open.map((_, index) => given[index] ?? NO_ANSWER);
  let answered = 0;
  let pause = 0;
  for (const [index, item] of open.entries()) {
    const outcome = outcomes[index] ?? NO_ANSWER;
    item.tries += 1;
    if (outcome.status === 'done') {
      item.targetId = outcome.targetId;
      item.answer = { kind: 'done', snapshot: undefined };
    } else if (outcome.status === 'refused' && outcome.problem.code !== 'TARGET_CONFLICT') {
      item.answer = { kind: 'problem', problem: outcome.problem, gaveUp: false };
    }
    if (outcome.status === 'done' || outcome.status === 'refused') answered += 1;
    else if (outcome.status === 'retry') pause = Math.max(pause, outcome.after ?? backoff(round));
    else pause = Math.max(pause, backoff(round));
  }
  return { outcomes, answered, pause };
}

/** Looks up what nobody can be sure of, and gives up a record that fails again and again while others are taken. */
async function decide(
  open: readonly BatchItem[],
  outcomes: readonly Outcome[],
  othersAnswered: boolean,
  work: BatchWork,
): Promise<void> {
  await lookUp(
    open.filter((item, index) => item.answer === undefined && outcomes[index]?.status !== 'retry'),
    work,
  );
  for (const [index, item] of open.entries()) {
    if (item.answer !== undefined) continue;
    const outcome = outcomes[index] ?? NO_ANSWER;
    if (outcome.status === 'refused' && item.operation !== 'update') {
      item.answer = { kind: 'problem', problem: outcome.problem, gaveUp: false };
    } else if (othersAnswered && item.tries >= ATTEMPTS) {
      const problem = { code: 'TARGET_UNAVAILABLE', found: foundIn(outcome) } as const;
      item.answer = { kind: 'problem', problem, gaveUp: true };
    }
  }
}

const NO_ANSWER: Outcome = { status: 'unknown', found: 'the target gave no answer for it' };

function foundIn(outcome: Outcome = NO_ANSWER): string {
  return 'found' in outcome ? outcome.found : 'a conflict that went away';
}

/** A failure of the whole target is the same doubt about every record. */
async function callTarget(open: readonly BatchItem[], target: CrossingTarget): Promise<readonly Outcome[]> {
  try {
    return await target.session.write(open.map(toWrite));
  } catch (error) {
    const found = error instanceof Error ? error.message : 'an unknown failure';
    return open.map(() => ({ status: 'unknown', found }));
  }
}

function toWrite({ write, operation, targetId, identity }: BatchItem): Write {
  return {
    id: String(write.id),
    operation,
    externalId: externalId(write.identity_id),
    ...(targetId === undefined ? {} : { targetId }),
    identity,
    credentialPlan: write.credential_plan,
    ...(write.settled ? { keepsCredentials: true } : {}),
  };
}

async function settle(
  runId: number,
  batchId: number,
  items: readonly BatchItem[],
  ledger: Ledger,
): Promise<Readonly<Record<string, number>>> {
  const settlements = items.map(toSettlement);
  const counts: Record<string, number> = {};
  for (const { outcome, state, operation } of settlements) {
    const name =
      outcome === 'done' && state !== 'held' ? PAST[operation] : state === 'held' ? 'held' : outcome;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  await ledger.db.transaction(async (tx) => {
    await settleBatch(tx, runId, batchId, settlements, counts);
    await note(
      ledger,
      tx,
      settlements.map(({ identityId, state, outcome, writeId, problems }) => ({
        kind: state,
        runId,
        identityId,
        facts: { write: writeId, outcome, ...(problems[0] === undefined ? {} : { code: problems[0].code }) },
      })),
    );
  });
  return counts;
}

const PAST = { create: 'created', update: 'updated', delete: 'deleted' } as const;

function toSettlement(item: BatchItem): Settlement {
  const { write, operation, targetId, identity, answer } = item;
  const base = { writeId: write.id, identityId: write.identity_id, row: write.row, operation };
  if (answer === undefined) throw new FootbridgeError('INTERNAL', 'A write of a batch has no answer');
  if (answer.kind === 'problem') {
    const outcome = answer.gaveUp ? 'gave-up' : 'refused';
    return {
      ...base,
      outcome,
      state: 'held',
      targetId: targetId ?? null,
      after: null,
      problems: [answer.problem],
    };
  }
  if (operation === 'delete') {
    return { ...base, outcome: 'done', state: 'excluded', targetId: null, after: null, problems: [] };
  }
  const problems = compareSnapshot(identity, write.credential_plan, write.losses, answer.snapshot);
  const state = problems.length > 0 ? 'held' : 'moved';
  const after = answer.snapshot?.fingerprint ?? null;
  return { ...base, outcome: 'done', state, targetId: targetId ?? null, after, problems };
}
