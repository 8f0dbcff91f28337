/** Runs: one execution of a verb each, what the operator wants of it, and how far it got. */
import { FootbridgeError } from '../problems/problem.ts';
import type { Queries } from './database/database.ts';

export type Verb = 'import' | 'stage' | 'rollback' | 'login';
export type RunState = 'running' | 'done' | 'failed' | 'cancelled';

/** What an operator may change from another terminal while a run goes on. */
export interface RunControl {
  readonly wanted: 'run' | 'pause' | 'cancel';
  readonly concurrency?: number;
  readonly perSecond?: number;
  readonly batchSize?: number;
  /** The target asked for quiet until then (ms since 1970); shared by all workers. */
  readonly quietUntil?: number;
}

export interface Run {
  readonly id: number;
  readonly verb: Verb;
  readonly state: RunState;
  readonly control: RunControl;
  readonly scope: Readonly<Record<string, unknown>>;
  readonly step: string;
  readonly cursor: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly by_whom: string;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

const COLUMNS = 'id, verb, state, control, scope, step, cursor, error, by_whom, started_at, ended_at';

export async function beginRun(
  db: Queries,
  verb: Verb,
  scope: Record<string, unknown>,
  operator: string,
): Promise<Run> {
  const { rows } = await db.query<Run>(
    `insert into run (verb, state, scope, by_whom, step) values ($1, 'running', $2, $3, $4) returning ${COLUMNS}`,
    [verb, JSON.stringify(scope), operator, verb === 'rollback' ? 'undo' : 'stage'],
  );
  return only(rows);
}

/** The run that a crash, a kill or a broken target left unfinished. There is at most one; logins never finish. */
export async function findUnfinishedRun(db: Queries): Promise<Run | undefined> {
  const { rows } = await db.query<Run>(
    `select ${COLUMNS} from run where state in ('running', 'failed') and ended_at is null and verb not in ('login', 'reset') order by id desc limit 1`,
  );
  return rows[0];
}

export async function findRun(db: Queries, id: number): Promise<Run> {
  const { rows } = await db.query<Run>(`select ${COLUMNS} from run where id = $1`, [id]);
  const run = rows[0];
  if (run === undefined) throw new FootbridgeError('RUN_UNKNOWN', `There is no run ${id}`);
  return run;
}

/**
 * The run that a person means: its number, or the label it was given; of several with one label the newest.
 *
 * @throws RUN_UNKNOWN
 */
export async function findRunNamed(db: Queries, name: string): Promise<Run> {
  if (/^\d{1,9}$/.test(name)) return findRun(db, Number(name));
  const { rows } = await db.query<Run>(
    `select ${COLUMNS} from run where scope->>'label' = $1 order by id desc limit 1`,
    [name],
  );
  const run = rows[0];
  if (run === undefined) throw new FootbridgeError('RUN_UNKNOWN', `There is no run "${name}"`);
  return run;
}

export async function listRuns(db: Queries, limit = 50): Promise<readonly Run[]> {
  const { rows } = await db.query<Run>(`select ${COLUMNS} from run order by id desc limit $1`, [limit]);
  return rows;
}

/** The step a run has reached: a resumed run begins there. */
export async function reachStep(db: Queries, runId: number, step: string): Promise<void> {
  await db.query(`update run set step = $2, state = 'running', error = null where id = $1`, [runId, step]);
}

/** `failed` with `resumable` keeps the run open: the next import goes on with it. */
export async function endRun(
  db: Queries,
  runId: number,
  state: Exclude<RunState, 'running'>,
  error?: { code: string; message: string },
): Promise<void> {
  await db.query(
    `update run set state = $2, error = $3, ended_at = case when $4 then null else now() end where id = $1`,
    [runId, state, error === undefined ? null : JSON.stringify(error), state === 'failed'],
  );
}

export async function readControl(db: Queries, runId: number): Promise<RunControl> {
  const { rows } = await db.query<{ control: RunControl }>(`select control from run where id = $1`, [runId]);
  return rows[0]?.control ?? { wanted: 'cancel' };
}

/** Merges into what is wanted, so that a re-tune does not end a pause. */
export async function changeControl(db: Queries, runId: number, change: Partial<RunControl>): Promise<void> {
  await db.query(`update run set control = control || $2 where id = $1`, [runId, JSON.stringify(change)]);
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined)
    throw new FootbridgeError('INTERNAL', 'A statement that returns one row returned none');
  return row;
}
