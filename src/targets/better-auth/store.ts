/**
 * Transactions on the database of a Better Auth, and inserts of many rows at once.
 *
 * Everything is read, updated and deleted through Better Auth's own adapter, so whatever it runs on works. Only
 * inserts go past it where they can: one statement for many rows takes a quarter of the time (SQLite, 2026-11-20:
 * 8,700 users a second of processor time, 1,900 through the adapter; `bench/better-auth.ts`). Where Better Auth has
 * no Kysely underneath (Drizzle, Prisma, MongoDB), or makes ids in the database, rows go through the adapter one by
 * one.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { createKyselyAdapter, kyselyAdapter } from '@better-auth/kysely-adapter';
import type { AuthContext, BetterAuthOptions } from 'better-auth';
import { openDatabase } from './embedded.ts';
import { type Dialect, toPhysicalRows } from './physical.ts';

export type Adapter = Pick<
  AuthContext['adapter'],
  'create' | 'findOne' | 'findMany' | 'update' | 'updateMany' | 'deleteMany'
>;

export type Row = Readonly<Record<string, unknown>>;

export interface Store {
  readonly adapter: Adapter;
  /** Rows with their ids, in the field names of Better Auth. */
  insert(model: string, rows: readonly Row[]): Promise<void>;
}

export interface Database extends Store {
  /** False: what `transaction` did before it failed stays done. */
  readonly atomic: boolean;
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** Undefined: the database makes the ids of this model itself, and users are created one by one. */
  newId(model: string): string | undefined;
  close(): Promise<void>;
}

/** The part of Kysely that we use, on a connection or in a transaction. */
interface Sql {
  insertInto(table: string): { values(rows: readonly Row[]): { execute(): Promise<unknown> } };
}

export async function openStore(options: BetterAuthOptions, context: AuthContext): Promise<Database> {
  const newId = (model: string) => context.generateId({ model }) || undefined;
  const fast = newId('user') === undefined ? undefined : await openKysely(options);
  if (fast === undefined) return adapterStore(context, newId);
  const storeOn = (sql: Sql, adapter: Adapter): Store => ({
    adapter,
    insert: (model, rows) => insertMany(sql, options, fast.dialect, model, rows),
  });
  return {
    ...storeOn(fast.kysely, context.adapter),
    atomic: true,
    transaction: (work) =>
      fast.kysely
        .transaction()
        .execute((sql) => work(storeOn(sql, kyselyAdapter(sql, { type: fast.dialect })(context.options)))),
    newId,
    close: fast.close,
  };
}

async function insertMany(
  sql: Sql,
  options: BetterAuthOptions,
  dialect: Dialect,
  model: string,
  rows: readonly Row[],
): Promise<void> {
  for await (const { table, values } of toPhysicalRows(options, dialect, model, rows)) {
    await sql.insertInto(table).values(values).execute();
  }
}

/**
 * A Kysely whose transactions are not shared with the sign-ins of this process: connections of a pool, or a second
 * connection to the SQLite file. Two that share one connection would run inside each other's transactions.
 */
async function openKysely(options: BetterAuthOptions) {
  const given = options.database;
  if (given === undefined || typeof given === 'function') return undefined;
  let own: DatabaseSync | undefined;
  if (given instanceof DatabaseSync) {
    const path = given.location();
    if (path === null) return undefined;
    own = beginImmediately(openDatabase(path));
  }
  outliveBrokenConnections(given);
  const { kysely, databaseType } = await createKyselyAdapter(own === undefined ? options : { database: own });
  const close = async () => own?.close();
  if (kysely === null || databaseType === null) return undefined;
  if (databaseType === 'mssql' || (databaseType === 'sqlite' && own === undefined)) return undefined;
  return { kysely, dialect: databaseType, close };
}

/**
 * Kysely's plain BEGIN takes the write lock only at the first write, and then fails at once, without waiting, when
 * the application wrote anything since our first read.
 *
 * @see https://www.sqlite.org/lang_transaction.html#deferred_immediate_and_exclusive_transactions
 */
function beginImmediately(database: DatabaseSync): DatabaseSync {
  const prepare = database.prepare.bind(database);
  database.prepare = (sql, ...options) => prepare(sql === 'begin' ? 'begin immediate' : sql, ...options);
  return database;
}

/**
 * pg tells of a connection that broke by an event, on the pool while it is idle and on the connection itself while
 * it is in use, and an event nobody listens to ends the process. The query fails as well, and is answered for.
 */
function outliveBrokenConnections(pool: unknown): void {
  if (!(pool instanceof EventEmitter)) return;
  const heard = new WeakSet<EventEmitter>();
  pool.on('error', () => {});
  pool.on('acquire', (connection: unknown) => {
    if (!(connection instanceof EventEmitter) || heard.has(connection)) return;
    heard.add(connection);
    connection.on('error', () => {});
  });
}

function adapterStore(context: AuthContext, newId: Database['newId']): Database {
  const storeOn = (adapter: AuthContext['adapter']): Store => ({
    adapter,
    async insert(model, rows) {
      for (const data of rows) await adapter.create({ model, data: { ...data }, forceAllowId: 'id' in data });
    },
  });
  return {
    ...storeOn(context.adapter),
    atomic: Boolean(context.adapter.options?.adapterConfig?.transaction),
    transaction: (work) =>
      context.adapter.transaction((adapter) => work(storeOn(adapter as AuthContext['adapter']))),
    newId,
    close: async () => {},
  };
}
