/**
 * The ledger on PostgreSQL 15 or newer, through node-postgres.
 *
 * Session-level locks (`dedicate`) and `search_path` need a server connection of one's own: behind PgBouncer use
 * session pooling. Left out: replicas; everything is read where it was written.
 *
 * What is sent again when the connection breaks: only what cannot have done anything, which is a statement that was
 * never sent and a bare `select` outside a transaction. All else is LEDGER_UNREACHABLE, and the caller looks first.
 *
 * @module
 */
import { hostname } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { FootbridgeError } from '../../problems/problem.ts';
import { toChunks } from './copy-line.ts';
import type { Database, DedicatedConnection, Queries, Result } from './database.ts';
import { quoteName } from './database.ts';
import { postgresTypes } from './postgres-types.ts';
import { rehearsalOf } from './savepoints.ts';
import { isUnreachableError, translated, translateError } from './translate.ts';
import { takeTurns } from './turns.ts';

export interface PostgresOptions {
  readonly url: string;
  readonly schema: string;
  /** Connections at most; the server's default is 100 for all its clients. */
  readonly connections?: number;
  /** Milliseconds between attempts after the connection broke. */
  readonly retryAfter?: readonly number[];
}

/** A restart of a small server takes one to three seconds. */
const RETRY_AFTER = [100, 400, 1_000, 2_000, 4_000] as const;

/** Long enough for a server under load, short enough that a wrong address is noticed. */
const CONNECT_TIMEOUT = 10_000;

export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const settings = settingsOf(options);
  const pool = new pg.Pool({
    ...settings,
    max: options.connections ?? 10,
    onConnect: useSchema(options.schema),
  });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    const first = await translated(() => pool.connect());
    first.release();
  } catch (error) {
    await pool.end();
    throw error;
  }
  return databaseOf(pool, settings, options);
}

function settingsOf(options: PostgresOptions): pg.ClientConfig {
  return {
    connectionString: options.url,
    // Shown to whoever is told LEDGER_BUSY (lock.ts reads it back); PostgreSQL cuts it at 63 bytes.
    application_name: `footbridge ${process.pid}@${hostname()}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
    types: postgresTypes,
  };
}

function useSchema(schema: string): (client: pg.ClientBase) => Promise<void> {
  return async (client) => {
    await client.query(`set search_path to ${quoteName(schema)}`);
  };
}

function databaseOf(pool: pg.Pool, settings: pg.ClientConfig, options: PostgresOptions): Database {
  const waits = options.retryAfter ?? RETRY_AFTER;

  const onConnection = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await retried(() => translated(() => pool.connect()), waits);
    // While it is out of the pool, its errors reach us through the statement that fails.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isUnreachableError(error);
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  };

  const inTransaction = <T>(end: 'commit' | 'rollback', work: (tx: Queries) => Promise<T>): Promise<T> =>
    onConnection(async (client) => {
      const tx = queriesOf(client);
      await tx.query('begin');
      try {
        const answer = await work(tx);
        await (end === 'commit' ? commit(tx) : tx.query('rollback'));
        return answer;
      } catch (error) {
        // Where the connection is gone the server has rolled back already; the first error is the one to tell.
        await tx.query('rollback').catch(() => undefined);
        throw error;
      }
    });

  const database: Database = {
    kind: 'postgres',
    schema: options.schema,
    access: 'own',
    query<Row>(text: string, values?: readonly unknown[]) {
      const once = () => onConnection((client) => queriesOf(client).query<Row>(text, values));
      return /^\s*select\b/i.test(text) ? retried(once, waits) : once();
    },
    script: (text) => onConnection((client) => queriesOf(client).script(text)),
    copy: (table, columns, lines) => onConnection((client) => queriesOf(client).copy(table, columns, lines)),
    transaction: (work) => inTransaction('commit', work),
    rehearse: (work) => inTransaction('rollback', (tx) => work(rehearsalOf(tx, database))),
    jobs: () => ({ connectionString: options.url, schema: `${options.schema}_jobs`, backend: 'postgres' }),
    dedicate: () => dedicate(settings, options.schema),
    close: () => pool.end(),
  };
  return database;
}

async function commit(tx: Queries): Promise<void> {
  try {
    await tx.query('commit');
  } catch (error) {
    if (!isUnreachableError(error)) throw error;
    const happened = 'The connection to the ledger broke during a commit: it may or may not have happened';
    throw new FootbridgeError('LEDGER_UNREACHABLE', happened, { cause: error, facts: { unsure: true } });
  }
}

function queriesOf(client: pg.ClientBase): Queries {
  const inTurn = takeTurns();
  return {
    query<Row>(text: string, values?: readonly unknown[]) {
      return inTurn(() => translated(() => ask<Row>(client, text, values)));
    },
    script: (text) =>
      inTurn(() =>
        translated(async () => {
          await client.query(text);
        }),
      ),
    copy: (table, columns, lines) => inTurn(() => copyInto(client, table, columns, lines)),
  };
}

async function ask<Row>(
  client: pg.ClientBase,
  text: string,
  values?: readonly unknown[],
): Promise<Result<Row>> {
  // The row's shape comes from the SQL text beside the call; nobody else can know it.
  const answer = await client.query<Row & pg.QueryResultRow>(
    text,
    values === undefined ? undefined : [...values],
  );
  return { rows: answer.rows, count: answer.rowCount ?? 0 };
}

async function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<number> {
  const stream = client.query(
    copyFrom(`copy ${quoteName(table)} (${columns.map(quoteName).join(', ')}) from stdin`),
  );
  let fromCaller: unknown;
  const source = async function* (): AsyncGenerator<string> {
    try {
      yield* toChunks(lines);
    } catch (error) {
      fromCaller = error;
      throw error;
    }
  };
  try {
    await pipeline(Readable.from(source()), stream);
    return stream.rowCount;
  } catch (error) {
    throw fromCaller ?? translateError(error);
  }
}

async function dedicate(settings: pg.ClientConfig, schema: string): Promise<DedicatedConnection> {
  const client = new pg.Client(settings);
  const lost = new AbortController();
  client.on('error', (error) => lost.abort(translateError(error)));
  client.on('end', () => lost.abort());
  await translated(() => client.connect());
  await translated(() => useSchema(schema)(client));
  const { query } = queriesOf(client);
  return { query, lost: lost.signal, close: () => client.end() };
}

async function retried<T>(work: () => Promise<T>, waits: readonly number[]): Promise<T> {
  for (const wait of waits) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachableError(error) || error.facts.passing !== true) throw error;
      await sleep(wait);
    }
  }
  return work();
}
