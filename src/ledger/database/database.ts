/**
 * The one door to the database of a ledger, for PostgreSQL (`postgres.ts`) and the embedded PGlite (`pglite.ts`).
 *
 * Both give the same JavaScript values: int8 is a number while it is safe and a bigint beyond, bytea is a
 * Uint8Array, timestamptz is a Date (milliseconds), numeric stays text, arrays are arrays, json is parsed. Values go
 * in the same way, but JSON goes in as text (`JSON.stringify`): the two drivers guess differently about arrays.
 *
 * Left out on purpose: a query builder and a pool that callers can see. SQL is written out, and runs on
 * PostgreSQL 15 and newer.
 *
 * @module
 */
import type { ConstructorOptions } from 'pg-boss';

export interface Result<Row> {
  readonly rows: Row[];
  /** Rows returned or changed, as the server counts them. */
  readonly count: number;
}

/** What can be asked inside and outside a transaction. Statements of one transaction run one after another. */
export interface Queries {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Result<Row>>;
  /** Several statements without values, for migrations. */
  script(text: string): Promise<void>;
  /** COPY of lines made by `copyLine`; all or nothing. Answers how many rows went in. */
  copy(
    table: string,
    columns: readonly string[],
    lines: Iterable<string> | AsyncIterable<string>,
  ): Promise<number>;
}

/** A connection of one's own, for session-level locks. Everything it holds is gone when it breaks. */
export interface DedicatedConnection {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Result<Row>>;
  /** Aborts when the connection breaks: whatever it locked may now be taken by somebody else. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

export interface Database extends Queries {
  readonly kind: 'postgres' | 'pglite';
  /** The PostgreSQL schema of this ledger: several ledgers share a server. */
  readonly schema: string;
  /** `visit`: another process holds the embedded ledger and runs our single statements for us. */
  readonly access: 'own' | 'visit';
  /** @throws LEDGER_BUSY on a visit. */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>;
  /**
   * Runs everything inside one transaction that is rolled back at the end: how a dry run keeps nothing.
   * Transactions inside become savepoints, and so does every statement on its own.
   */
  rehearse<T>(work: (database: Database) => Promise<T>): Promise<T>;
  /** What `new PgBoss(…)` needs to keep its jobs beside this ledger, in a schema of its own. */
  jobs(): ConstructorOptions;
  /** Absent where one process has the whole database to itself. */
  readonly dedicate?: () => Promise<DedicatedConnection>;
  close(): Promise<void>;
}

/** Quotes a table, column or schema name. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
