/**
 * Writes a batch with an answer for every record.
 *
 * First everything that can be known is looked up: who is ours, whose identifiers are taken. What is left goes in
 * one transaction. When that fails, the batch is halved until the record that breaks it stands alone, so one bad
 * record never sinks the others. A failure before the end of a transaction means that nothing was done; one during
 * the commit means that nobody knows.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import type { Outcome, Write } from '../target.ts';
import { type Carried, carry } from './carry.ts';
import type { Config } from './config.ts';
import { failureOf, outcomeOf } from './failures.ts';
import { findOurs } from './find.ts';
import type { Instance } from './instance.ts';
import { joinOrganisations } from './organisations.ts';
import { deleteUsers, sortOut } from './remove.ts';
import { type ChildRows, childRows, userRow } from './rows.ts';
import type { Row, Store } from './store.ts';
import { findTaken } from './taken.ts';
import { updateUser } from './update.ts';

/** A record that nothing speaks against so far. */
export interface Job {
  readonly index: number;
  readonly write: Write;
  readonly carried: Carried;
  /** The user to update or delete; undefined: to be created. */
  readonly userId?: string;
}

export async function writeBatch(
  instance: Instance,
  config: Config,
  writes: readonly Write[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const jobs = await prepare(instance, config, writes, outcomes);
  const carryingOut: CarryingOut = { instance, config, outcomes };
  if (instance.database.atomic) await carryOut(carryingOut, jobs);
  else for (const job of jobs) await carryOut(carryingOut, [job]);
  return outcomes;
}

async function prepare(
  instance: Instance,
  config: Config,
  writes: readonly Write[],
  outcomes: Outcome[],
): Promise<Job[]> {
  const ours = await findOurs(
    instance,
    writes.map(({ externalId }) => externalId),
  );
  const jobs: Job[] = [];
  for (const [index, write] of writes.entries()) {
    const carried = carry(write.identity, config);
    const userId = ours.get(write.externalId);
    const problem = write.operation === 'delete' ? undefined : objection(instance, carried);
    if (problem !== undefined) outcomes[index] = { status: 'refused', problem };
    else if (userId !== undefined) jobs.push({ index, write, carried, userId });
    else if (write.operation === 'create') jobs.push({ index, write, carried });
    else outcomes[index] = await answerForMissing(instance, write);
  }
  const taken = await findTaken(instance, jobs);
  return jobs.filter(({ index }) => {
    const problem = taken.get(index);
    if (problem !== undefined) outcomes[index] = { status: 'refused', problem };
    return problem === undefined;
  });
}

function objection(instance: Instance, carried: Carried): RecordProblem | undefined {
  if (carried.refusal !== undefined) return carried.refusal;
  for (const plugin of carried.needs) {
    if (instance.plugins.has(plugin)) continue;
    return {
      code: 'TARGET_REFUSED',
      field: 'target.plugins',
      found: `the instance has no ${plugin} plugin`,
      expected: 'Every plugin that target.plugins names.',
    };
  }
  return undefined;
}

/** An update or a delete of somebody who does not carry our external id. */
async function answerForMissing(instance: Instance, write: Write): Promise<Outcome> {
  const targetId = write.targetId;
  const { there } = targetId === undefined ? { there: NOBODY } : await sortOut(instance, [targetId]);
  const exists = targetId !== undefined && there.has(targetId);
  if (write.operation === 'delete' && !exists) return { status: 'done', targetId: targetId ?? '' };
  const problem: RecordProblem = exists
    ? { code: 'TARGET_CONFLICT', found: 'a user this migration did not make' }
    : { code: 'TARGET_CHANGED', found: 'the user is no longer in the target' };
  return { status: 'refused', problem };
}

const NOBODY: ReadonlySet<string> = new Set();

interface CarryingOut {
  readonly instance: Instance;
  readonly config: Config;
  readonly outcomes: Outcome[];
}

async function carryOut(carryingOut: CarryingOut, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  const { instance, outcomes } = carryingOut;
  let committing = false;
  try {
    const done = await instance.database.transaction(async (store) => {
      const answers = await apply(carryingOut, store, jobs);
      committing = true;
      return answers;
    });
    for (const [position, job] of jobs.entries()) outcomes[job.index] = done[position] ?? NO_ANSWER;
  } catch (error) {
    const failure = failureOf(error);
    if (failure !== 'unavailable' && jobs.length > 1) {
      const middle = Math.ceil(jobs.length / 2);
      await carryOut(carryingOut, jobs.slice(0, middle));
      await carryOut(carryingOut, jobs.slice(middle));
      return;
    }
    for (const job of jobs) outcomes[job.index] = outcomeOf(error, committing || !instance.database.atomic);
  }
}

const NO_ANSWER: Outcome = { status: 'unknown', found: 'no answer for this record' };

/** Deletes first: they may free an identifier that another record of the batch takes. */
async function apply(
  { instance, config }: CarryingOut,
  store: Store,
  jobs: readonly Job[],
): Promise<Outcome[]> {
  const answers: Outcome[] = [];
  const leaving = jobs.flatMap(({ write, userId }) =>
    write.operation === 'delete' && userId !== undefined ? [userId] : [],
  );
  await deleteUsers(instance, store, leaving);
  const arriving: { readonly position: number; readonly job: Job }[] = [];
  for (const [position, job] of jobs.entries()) {
    const { write, carried, userId } = job;
    if (userId === undefined) arriving.push({ position, job });
    else if (write.operation === 'delete') answers[position] = { status: 'done', targetId: userId };
    else answers[position] = await updateUser({ instance, config, store, write, carried, userId });
  }
  const ids = await createUsers(
    instance,
    config,
    store,
    arriving.map(({ job }) => job),
  );
  for (const [order, { position }] of arriving.entries())
    answers[position] = { status: 'done', targetId: ids[order] ?? '' };
  return answers;
}

/** The record that makes a user ours goes in last: without a transaction, half a user must not count as done. */
async function createUsers(
  instance: Instance,
  config: Config,
  store: Store,
  jobs: readonly Job[],
): Promise<string[]> {
  const users = jobs.map(({ write, carried }) => userRow(instance, config, write, carried));
  const ids = await insertUsers(instance, store, users);
  const children: ChildRows[] = [];
  for (const [order, { write, carried }] of jobs.entries())
    children.push(await childRows(instance, write, carried, ids[order] ?? ''));
  const memberships = jobs.map(({ carried }, order) => ({
    userId: ids[order] ?? '',
    memberships: carried.organisations,
  }));
  await joinOrganisations(instance, store, memberships);
  for (const model of ['account', 'twoFactor', 'passkey', 'footbridgeIdentity']) {
    const rows = children.flatMap((of) => of[model] ?? []);
    if (rows.length > 0) await store.insert(model, rows);
  }
  return ids;
}

/** All at once where the ids are made here; else one by one, since only the database knows the id it made. */
async function insertUsers(instance: Instance, store: Store, users: readonly Row[]): Promise<string[]> {
  const ids: string[] = [];
  const rows: Row[] = [];
  for (const user of users) {
    const id = instance.database.newId('user');
    if (id === undefined) {
      const made = await store.adapter.create<Record<string, unknown>>({ model: 'user', data: { ...user } });
      ids.push(String(made.id));
    } else {
      ids.push(id);
      rows.push({ id, ...user });
    }
  }
  if (rows.length > 0) await store.insert('user', rows);
  return ids;
}
