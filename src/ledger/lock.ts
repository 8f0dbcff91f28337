/**
 * One importer at a time on a ledger.
 *
 * On PostgreSQL a session-level advisory lock on a connection of its own: it ends with the process, however that
 * ends, and nobody has to judge whether an old lock is stale. An embedded ledger is held by one process as a whole
 * (`database/holder-lock.ts`); within that process a note suffices.
 *
 * @module
 */
import type { Database, DedicatedConnection } from './database/database.ts';
import { busyError } from './database/visit.ts';

export interface ImporterLock {
  /** Aborts when the lock was lost with its connection: stop before somebody else begins. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Milliseconds for the server to notice that the last importer was killed: a few when its connection is on the same
 * machine. Whoever restarts a killed import at once must not be told that it is still running.
 */
const PATIENCE = 2_000;

/** Embedded ledgers that this process imports into. */
const importing = new WeakSet<Database>();

/** @throws LEDGER_BUSY, naming the process and host that import */
export async function takeImporterLock(
  database: Database,
  patience: number = PATIENCE,
): Promise<ImporterLock> {
  if (database.dedicate === undefined) return takeWithin(database);
  const connection = await database.dedicate();
  try {
    const name = `footbridge:import:${database.schema}`;
    if (!(await lockWithin(connection, name, patience))) throw busyError(await findHolder(connection, name));
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { lost: connection.lost, release: () => connection.close() };
}

async function takeWithin(database: Database): Promise<ImporterLock> {
  // A visit has no transactions: this names the process that holds the ledger.
  await database.transaction(async () => undefined);
  if (importing.has(database)) throw busyError(undefined);
  importing.add(database);
  return {
    lost: new AbortController().signal,
    release: async () => {
      importing.delete(database);
    },
  };
}

async function lockWithin(connection: DedicatedConnection, name: string, patience: number): Promise<boolean> {
  await connection.query("select set_config('lock_timeout', $1, false)", [String(patience)]);
  try {
    await connection.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_NOT_AVAILABLE = '55P03';

/** `application_name` is "footbridge PID@HOST" (`database/postgres.ts`); other roles may not see it. */
async function findHolder(
  connection: DedicatedConnection,
  name: string,
): Promise<{ pid: number; host: string; since: string } | undefined> {
  const { rows } = await connection.query<{ application: string | null; since: Date | null }>(
    `select application_name as application, backend_start as since
     from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and objsubid = 1
       and pg_locks.database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)`,
    [name],
  );
  const [, pid, host] = /^footbridge (\d+)@(.*)$/.exec(rows[0]?.application ?? '') ?? [];
  if (pid === undefined || host === undefined) return undefined;
  return { pid: Number(pid), host, since: rows[0]?.since?.toISOString() ?? 'an unknown time' };
}
