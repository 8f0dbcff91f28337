/**
 * One way to read any of the databases we know: a statement with parameters in, rows of plain values out.
 *
 * Sessions are read-only by the database's own means, so a wrong query can cost time and nothing else. Values come
 * as JSON can hold them: integers beyond 2^53, and every integer of a 64-bit column, as text; bytes as base64;
 * points in time in ISO 8601 with their zone; times without a zone as the text they are, for the mapping to read.
 *
 * @module
 */
import { z } from 'zod';

export type Dialect = 'postgresql' | 'mysql' | 'sqlite';

/** A parameter whose type the database must not guess: 64-bit integers and bytes. */
export type Parameter =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  /** base64. */
  | { readonly kind: 'bytes'; readonly value: string };

/**
 * Text with parameters between its parts. No mark stands for them in the text, since the operator's own query may
 * hold any: `?` is an operator of PostgreSQL.
 */
export interface Statement {
  /** One more than there are parameters. */
  readonly parts: readonly string[];
  readonly parameters: readonly Parameter[];
}

/** A statement without parameters. */
export function plain(sql: string): Statement {
  return { parts: [sql], parameters: [] };
}

export interface ResultRow {
  readonly values: Readonly<Record<string, unknown>>;
  /** The columns that were asked for as key, in a form that goes back in unchanged. */
  readonly key: readonly Parameter[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Database {
  readonly dialect: Dialect;
  /** Runs one statement. `key`: columns to be given as parameters again. */
  query(statement: Statement, key?: readonly string[]): Promise<ResultRow[]>;
  /** Columns of a table in their order; empty: there is no such table. */
  columns(table: TableName): Promise<Column[]>;
  /** Columns of the primary key; empty: there is none. */
  primaryKey(table: TableName): Promise<string[]>;
  close(): Promise<void>;
  /** Breaks the connection off, whatever is under way on it; what was asked may never be answered. */
  destroy(): void;
}

export interface TableName {
  readonly schema?: string;
  readonly name: string;
}

/** `shop.customers` → schema and name. */
export function toTableName(text: string): TableName {
  const [first = '', ...rest] = text.split('.');
  return rest.length === 0 ? { name: first } : { schema: first, name: rest.join('.') };
}

export function quoteTable(dialect: Dialect, { schema, name }: TableName): string {
  return schema === undefined
    ? quoteName(dialect, name)
    : `${quoteName(dialect, schema)}.${quoteName(dialect, name)}`;
}

export function quoteName(dialect: Dialect, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}

/** Where a database is: a server by its URL, which holds a password, or an SQLite file. */
export const ADDRESS = {
  url: z
    .string()
    .regex(/^(postgres|postgresql|mysql|mariadb):\/\//)
    .meta({ secret: true })
    .optional()
    .describe('Address of the database: postgresql://, mysql:// or mariadb://'),
  file: z.string().min(1).optional().describe('The SQLite file, in place of `url`'),
};

export interface Address {
  readonly url?: string | undefined;
  readonly file?: string | undefined;
}

export function isOneAddress({ url, file }: Address): boolean {
  return (url === undefined) !== (file === undefined);
}

/**
 * Connects, unless the signal says that nobody waits any more; then it fails, or never ends, but leaves nothing open.
 *
 * @throws what the driver throws: its message may quote the address, so show `codeOf` it and nothing else
 */
export async function openDatabase(
  { url = '', file }: Address,
  folder: string,
  signal?: AbortSignal,
): Promise<Database> {
  if (file !== undefined) return (await import('./sqlite.ts')).openSqlite(file, folder);
  if (url.startsWith('postgres')) return (await import('./postgres.ts')).openPostgres(url, signal);
  return (await import('./mysql.ts')).openMysql(url, signal);
}

/** Messages of drivers quote addresses and values; their codes do not. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'errcode' in error)
    return `SQLite code ${String(error.errcode)}`;
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'no code';
}
