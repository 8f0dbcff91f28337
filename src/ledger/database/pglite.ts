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

/** A transaction in flight may still need two segments of write-ahead log (16 MiB each) and as much for its tables. */
const RESERVE = 64 << 20;

/** Takes no room, or gives some back. */
const HARMLESS = /^\s*(select|rollback|set|show)\b/i;

type Connection = Pick<Transaction, 'query' | 'exec'>;

export async function openPglite(folder: string, schema: string): Promise<Database> {
  const connection = guarded(await createPglite(folder), folder);
  await connection.exec(`set search_path to ${quoteName(schema)}`);
  const inTurn = takeTurns();
  const queries = queriesOf(connection);

  const inTransaction = <T>(end: 'commit' | 'rollback', work: (tx: Queries) => Promise<T>): Promise<T> =>
    inTurn(async () => {
      await queries.query('begin');
      try {
        const answer = await work(queries);
        await queries.query(end);
        return answer;
      } catch (error) {
        await queries.query('rollback').catch(() => undefined);
        throw error;
      }
    });

  const database: Database = {
    kind: 'pglite',
    schema,
    access: 'own',
    query<Row>(text: string, values?: readonly unknown[]) {
      return inTurn(() => queries.query<Row>(text, values));
    },
    script: (text) => inTurn(() => queries.script(text)),
    copy: (table, columns, lines) => inTransaction('commit', (tx) => tx.copy(table, columns, lines)),
    transaction: (work) => inTransaction('commit', work),
    rehearse: (work) => inTransaction('rollback', (tx) => work(rehearsalOf(tx, database))),
    jobs: () => ({
      db: fromPglite(inTurns(connection, inTurn)),
      schema: `${schema}_jobs`,
      backend: 'pglite',
    }),
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
    return await PGlite.create(folder);
  } catch (cause) {
    throw new FootbridgeError('LEDGER_UNREACHABLE', 'The embedded ledger does not start', { cause });
  }
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
