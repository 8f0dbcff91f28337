/**
 * The embedded ledger: PGlite, PostgreSQL compiled to WebAssembly, in a folder on this machine.
 *
 * It has one connection, so a transaction makes everybody else wait. Only on disk: COPY into its in-memory file
 * system is fifteen times slower (docs/performance.md).
 *
 * What it leaves out is durability against power loss: its file system never calls fsync (seen with strace,
 * 0.5.14). A killed process loses nothing that was committed; a machine that loses power may. Production uses
 * PostgreSQL.
 *
 * @module
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { statfsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { FootbridgeError } from '../../problems/problem.ts';
import { toChunks } from './copy-line.ts';
import type { Database, Queries, Result } from './database.ts';
import { quoteName } from './database.ts';
import { rehearsalOf } from './savepoints.ts';
import { translated, translateError } from './translate.ts';
import { type Turns, takeTurns } from './turns.ts';

/** Characters in one COPY: its text is copied into WebAssembly memory as a whole. */
const COPY_CHARACTERS = 4 << 20;

/**
 * What PGlite may still have to write, whatever it was asked last: its 128 MiB of shared buffers at the next
 * checkpoint, and some segments of write-ahead log, 16 MiB each.
 */
const RESERVE = 192 << 20;

/** https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const TIMESTAMPTZ = 1184;

/** Takes no room, or gives some back. */
const HARMLESS = /^\s*(select|rollback|set|show)\b/i;

type Connection = Pick<Transaction, 'query' | 'exec'>;

export async function openPglite(folder: string, schema: string): Promise<Database> {
  const connection = guarded(await createPglite(folder), folder);
  await connection.exec(`set search_path to ${quoteName(schema)}`);
  const queries = queriesOf(connection);
  const inTurn = takeTurns();
  const within = new AsyncLocalStorage<{ open: boolean }>();

  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (within.getStore()?.open !== true) return inTurn(work);
    // It would wait for the transaction it is itself a part of.
    throw new FootbridgeError('INTERNAL', 'Inside a transaction the ledger was asked outside of it');
  };
  const inTransaction = <T>(end: 'commit' | 'rollback', work: (tx: Queries) => Promise<T>): Promise<T> =>
    alone(async () => {
      const mine = { open: true };
      await queries.query('begin');
      try {
        const answer = await within.run(mine, () => work(queries));
        await queries.query(end);
        return answer;
      } catch (error) {
        await queries.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        mine.open = false;
      }
    });

  const database: Database = {
    kind: 'pglite',
    schema,
    access: 'own',
    query<Row>(text: string, values?: readonly unknown[]) {
      return alone(() => queries.query<Row>(text, values));
    },
    script: (text) => alone(() => queries.script(text)),
    copy: (table, columns, lines) => inTransaction('commit', (tx) => tx.copy(table, columns, lines)),
    transaction: (work) => inTransaction('commit', work),
    rehearse: (work) => inTransaction('rollback', (tx) => work(rehearsalOf(tx, database))),
    jobs: () => {
      // A job sent inside a transaction belongs to it; pg-boss looks up its queue on the way.
      const turn: Turns = (work) => (within.getStore()?.open === true ? work() : inTurn(work));
      return { db: fromPglite(inTurns(connection, turn)), schema: `${schema}_jobs`, backend: 'pglite' };
    },
    close: () => connection.close(),
  };
  return database;
}

/**
 * Keeps PGlite away from a full disk. A write-ahead log that meets one is a panic, and after it WebAssembly spins
 * for ever inside COMMIT, ROLLBACK or close, deaf to everything (seen with 0.5.14 on a full tmpfs). So room is looked
 * for before every write, and after a panic nothing is asked any more: what was committed is there next time.
 */
function guarded(pglite: PGlite, folder: string): Connection & { close(): Promise<void> } {
  let panic: unknown;
  const run = async <T>(text: string, work: () => Promise<T>): Promise<T> => {
    if (panic !== undefined) throw panic;
    if (!HARMLESS.test(text)) needRoom(folder);
    try {
      return await work();
    } catch (error) {
      if (isPanic(error)) panic = translateError(error);
      throw error;
    }
  };
  return {
    query: (text, values, options) => run(text, () => pglite.query(text, values, options)),
    exec: (text, options) => run(text, () => pglite.exec(text, options)),
    async close() {
      // Left as after a crash where closing would not come back; the next opening recovers it.
      if (panic === undefined && hasRoom(folder)) await pglite.close();
    },
  };
}

/** @throws LEDGER_FULL */
function needRoom(folder: string): void {
  if (hasRoom(folder)) return;
  throw new FootbridgeError(
    'LEDGER_FULL',
    `Less than ${RESERVE >> 20} MiB are free on the disk of the ledger`,
  );
}

/** 4 µs, and not through the thread pool, where it would wait behind password hashes. */
function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= RESERVE;
}

function isPanic(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'PANIC';
}

async function createPglite(folder: string): Promise<PGlite> {
  await translated(() => mkdir(folder, { recursive: true, mode: 0o700 }));
  needRoom(folder);
  try {
    return await PGlite.create(folder, { parsers: { [TIMESTAMPTZ]: toDate } });
  } catch (cause) {
    throw new FootbridgeError('LEDGER_UNREACHABLE', 'The embedded ledger does not start', { cause });
  }
}

/** PGlite's own parser reads the year 99 as 1999. The session's zone is UTC. */
function toDate(text: string): Date {
  return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}

/** pg-boss shares the one connection, and must not speak inside somebody's transaction. */
function inTurns(connection: Connection, inTurn: Turns): Connection {
  return {
    query: (text, values) => inTurn(() => connection.query(text, values)),
    exec: (text) => inTurn(() => connection.exec(text)),
  };
}

function queriesOf(connection: Connection): Queries {
  return {
    query<Row>(text: string, values?: readonly unknown[]) {
      return translated(() => ask<Row>(connection, text, values));
    },
    async script(text) {
      await translated(() => connection.exec(text));
    },
    copy: (table, columns, lines) => copyInto(connection, table, columns, lines),
  };
}

async function ask<Row>(
  connection: Connection,
  text: string,
  values?: readonly unknown[],
): Promise<Result<Row>> {
  const answer = await connection.query<Row>(text, values === undefined ? [] : [...values]);
  return { rows: answer.rows, count: answer.rowCount ?? 0 };
}

async function copyInto(
  connection: Connection,
  table: string,
  columns: readonly string[],
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const text = `copy ${quoteName(table)} (${columns.map(quoteName).join(', ')}) from '/dev/blob'`;
  let count = 0;
  for await (const chunk of toChunks(lines, COPY_CHARACTERS)) {
    const answer = await translated(() => connection.query(text, [], { blob: new Blob([chunk]) }));
    count += answer.rowCount ?? 0;
  }
  return count;
}
