/**
 * A Database inside one transaction that will be rolled back: what a dry run works on.
 *
 * Every transaction becomes a savepoint, and so does every single statement: a statement that fails on its own must
 * not take the rehearsal down with it, as it would not take a real run down.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import type { Database, Queries } from './database.ts';
import { takeTurns } from './turns.ts';

export function rehearsalOf(tx: Queries, real: Pick<Database, 'kind' | 'schema'>): Database {
  const inTurn = takeTurns();
  const transaction: Database['transaction'] = (work) => inTurn(() => inSavepoint(tx, work));
  const database: Database = {
    kind: real.kind,
    schema: real.schema,
    access: 'own',
    query: (text, values) => transaction((inner) => inner.query(text, values)),
    script: (text) => transaction((inner) => inner.script(text)),
    copy: (table, columns, lines) => transaction((inner) => inner.copy(table, columns, lines)),
    transaction,
    rehearse: (work) => inTurn(() => inSavepoint(tx, (inner) => work(rehearsalOf(inner, real)), 'rollback')),
    jobs: () => {
      throw new FootbridgeError('INTERNAL', 'Jobs were asked for in a rehearsal: they commit by themselves');
    },
    close: async () => undefined,
  };
  return database;
}

async function inSavepoint<T>(
  tx: Queries,
  work: (tx: Queries) => Promise<T>,
  end: 'release' | 'rollback' = 'release',
): Promise<T> {
  await tx.query('savepoint inside');
  try {
    const answer = await work(tx);
    if (end === 'rollback') await tx.query('rollback to savepoint inside');
    await tx.query('release savepoint inside');
    return answer;
  } catch (error) {
    await tx.query('rollback to savepoint inside');
    await tx.query('release savepoint inside');
    throw error;
  }
}
