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
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { toChunks } from './copy-line.ts';
import type { Database, Queries, Result } from './database.ts';
import { quoteName } from './database.ts';
import { rehearsalOf } from './savepoints.ts';
import { translated, translateError } from './translate.ts';

/** Characters in one COPY: its text is copied into WebAssembly memory as a whole. */
const COPY_CHARACTERS = 4 << 20;

type Connection = Pick<Transaction, 'query' | 'exec'>;

export async function openPglite(folder: string, schema: string): Promise<Database> {
  const pglite = await translated(() => PGlite.create(folder));
  await pglite.exec(`set search_path to ${quoteName(schema)}`);

  const inTransaction = <T>(end: 'commit' | 'rollback', work: (tx: Queries) => Promise<T>): Promise<T> => {
    let failed: { readonly error: unknown } | undefined;
    let answer: { readonly value: T } | undefined;
    return pglite
      .transaction(async (tx) => {
        try {
          answer = { value: await work(queriesOf(tx)) };
          if (end === 'rollback') await tx.rollback();
        } catch (error) {
          failed = { error };
          throw error;
        }
      })
      .then(() => {
        if (answer === undefined) throw failed?.error;
        return answer.value;
      })
      .catch((error: unknown) => {
        // What the work threw is the caller's own; only what BEGIN and COMMIT threw is ours to translate.
        throw failed === undefined ? translateError(error) : failed.error;
      });
  };

  const database: Database = {
    kind: 'pglite',
    schema,
    access: 'own',
    ...queriesOf(pglite),
    copy: (table, columns, lines) => inTransaction('commit', (tx) => tx.copy(table, columns, lines)),
    transaction: (work) => inTransaction('commit', work),
    rehearse: (work) => inTransaction('rollback', (tx) => work(rehearsalOf(tx, database))),
    jobs: () => ({ db: fromPglite(pglite), schema: `${schema}_jobs`, backend: 'pglite' }),
    close: () => pglite.close(),
  };
  return database;
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
