/**
 * Tables that are found by looking, and the rows in them that belong to the users of one page.
 *
 * @module
 */
import {
  type Column,
  type Database,
  type Parameter,
  quoteName,
  quoteTable,
  type TableName,
} from '../../../database/database.ts';
import type { JsonObject } from '../json-value.ts';

export interface Table {
  readonly name: TableName;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
}

/** Undefined: the database has no such table, or it has none of the columns that make it what it should be. */
export async function findTable(
  database: Database,
  name: TableName,
  needed: readonly string[] = [],
): Promise<Table | undefined> {
  const columns = await database.columns(name);
  if (columns.length === 0 || !needed.every((one) => columns.some((column) => column.name === one)))
    return undefined;
  return { name, columns, primaryKey: await database.primaryKey(name) };
}

/** The rows of a table by the value of one column, for these values; in the order of the primary key. */
export async function readBelongings(
  database: Database,
  table: Table | undefined,
  column: string,
  ids: readonly Parameter[],
): Promise<ReadonlyMap<string, JsonObject[]>> {
  if (table === undefined || ids.length === 0) return new Map();
  const rows = await readRowsOf(database, table.name, column, ids, table.primaryKey);
  return Map.groupBy(rows, (row) => String(row[column]));
}

export async function readRowsOf(
  { dialect, query }: Database,
  table: TableName,
  column: string,
  ids: readonly Parameter[],
  order: readonly string[] = [],
): Promise<JsonObject[]> {
  const quote = (name: string) => quoteName(dialect, name);
  const rows = await query({
    parts: [
      `SELECT * FROM ${quoteTable(dialect, table)} WHERE ${quote(column)} IN (`,
      ...ids.slice(1).map(() => ', '),
      order.length === 0 ? ')' : `) ORDER BY ${order.map(quote).join(', ')}`,
    ],
    parameters: ids,
  });
  return rows.map(({ values }) => values);
}

/** MySQL and SQLite keep 0 and 1 where PostgreSQL has a boolean. */
export function toFlag(value: unknown): unknown {
  if (value === 1 || value === '1') return true;
  return value === 0 || value === '0' ? false : value;
}
