/**
 * Who works on this ledger now: rows in `worker`, and for each an advisory lock that lives as long as its process.
 *
 * A worker that is killed is seen as dead at once, without heartbeats and without clocks that must agree. One whose
 * machine vanishes from the network is dead when the server notices (`tcp_keepalives_idle` and its like).
 *
 * On an embedded ledger all workers are in the one process that holds it, so a row that is not stopped lives;
 * `buryWorkers` puts the rows of the process before right.
 *
 * @module
 */
import { hostname } from 'node:os';
import type { Database, DedicatedConnection, Queries } from './database/database.ts';

export interface Presence {
  readonly id: number;
  /** Aborts when this worker counts as dead although it lives: stop, others will take its batches. */
  readonly lost: AbortSignal;
  /** Ids of the workers that live now, this one included. */
  living(): Promise<readonly number[]>;
  leave(): Promise<void>;
}

export async function joinWorkers(database: Database): Promise<Presence> {
  if (database.dedicate === undefined) {
    const id = await database.transaction(insertWorker);
    return presenceOf(database, id, new AbortController().signal, async () => undefined);
  }
  await buryWorkers(database);
  const connection = await database.dedicate();
  try {
    const id = await insertLocked(connection, database.schema);
    return presenceOf(database, id, connection.lost, () => connection.close());
  } catch (error) {
    await connection.close();
    throw error;
  }
}

export async function livingWorkers(database: Database): Promise<readonly number[]> {
  const embedded = database.kind === 'pglite';
  const { rows } = await database.query<{ id: number }>(
    `select id from worker where stopped_at is null ${embedded ? '' : `and ${HOLDS_ITS_LOCK}`} order by id`,
    embedded ? [] : [lockName(database.schema)],
  );
  return rows.map(({ id }) => id);
}

/**
 * Notes that dead workers are dead, and answers how many there were. On an embedded ledger it is for the process
 * that has just taken hold of it: whoever stands in the table is gone.
 */
export async function buryWorkers(database: Database): Promise<number> {
  const embedded = database.kind === 'pglite';
  const { count } = await database.query(
    `update worker set stopped_at = now()
     where stopped_at is null ${embedded ? '' : `and not ${HOLDS_ITS_LOCK}`}`,
    embedded ? [] : [lockName(database.schema)],
  );
  return count;
}

/** pg_locks shows a bigint key in two halves: https://www.postgresql.org/docs/current/view-pg-locks.html */
const HOLDS_ITS_LOCK = `exists (
  select from pg_locks
  where locktype = 'advisory' and granted and objsubid = 1
    and pg_locks.database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) | objid::bigint = hashtextextended($1 || worker.id, 0))`;

function presenceOf(
  database: Database,
  id: number,
  lost: AbortSignal,
  unlock: () => Promise<void>,
): Presence {
  return {
    id,
    lost,
    living: () => livingWorkers(database),
    async leave() {
      await database.query('update worker set stopped_at = now() where id = $1', [id]);
      await unlock();
    },
  };
}

/** The row appears together with its lock: nobody ever sees it without. */
async function insertLocked(connection: DedicatedConnection, schema: string): Promise<number> {
  await connection.query('begin');
  const id = await insertWorker(connection);
  await connection.query('select pg_advisory_lock(hashtextextended($1 || $2::int, 0))', [
    lockName(schema),
    id,
  ]);
  await connection.query('commit');
  return id;
}

async function insertWorker(queries: Pick<Queries, 'query'>): Promise<number> {
  const { rows } = await queries.query<{ id: number }>(
    'insert into worker (host, pid) values ($1, $2) returning id',
    [hostname(), process.pid],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('insert … returning gave no row');
  return id;
}

function lockName(schema: string): string {
  return `footbridge:worker:${schema}:`;
}
