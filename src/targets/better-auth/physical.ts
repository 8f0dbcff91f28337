/**
 * Rows in Better Auth's field names as rows of its tables: renamed columns, defaults, and the types of a database.
 *
 * The same rules as Better Auth's own adapter factory (`@better-auth/core/db/adapter`, `transformInput`), which
 * only takes one row at a time.
 *
 * @module
 */
import type { BetterAuthOptions } from 'better-auth';
import { getAuthTables } from 'better-auth/db';
import type { Row } from './store.ts';

export type Dialect = 'sqlite' | 'postgres' | 'mysql' | 'mssql';

type Field = ReturnType<typeof getAuthTables>[string]['fields'][string];

/** SQLite allows 32,766 parameters in a statement, PostgreSQL and MySQL twice that. */
const MAX_PARAMETERS = 30_000;

/** In portions that fit one statement each. Every row has every column, as one INSERT demands. */
export async function* toPhysicalRows(
  options: BetterAuthOptions,
  dialect: Dialect,
  model: string,
  rows: readonly Row[],
): AsyncGenerator<{ table: string; values: Row[] }> {
  const table = getAuthTables(options)[model];
  if (table === undefined) throw new Error(`Better Auth has no table for "${model}"`);
  const fields = Object.entries(table.fields);
  const portion = Math.floor(MAX_PARAMETERS / (fields.length + 1));
  for (let start = 0; start < rows.length; start += portion) {
    const values: Row[] = [];
    for (const row of rows.slice(start, start + portion)) values.push(await toPhysical(fields, dialect, row));
    yield { table: table.modelName, values: dropEmptyColumns(values) };
  }
}

/** Most of Better Auth's columns are empty for most users: without them the same rows go in a third faster. */
function dropEmptyColumns(rows: readonly Row[]): Row[] {
  const used = new Set(rows.flatMap((row) => Object.keys(row).filter((column) => row[column] !== null)));
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => used.has(column))));
}

async function toPhysical(fields: readonly [string, Field][], dialect: Dialect, row: Row): Promise<Row> {
  const physical: Record<string, unknown> = { id: row.id };
  for (const [name, field] of fields) {
    const given = row[name] ?? defaultOf(field);
    const value = field.transform?.input === undefined ? given : await field.transform.input(given as never);
    physical[field.fieldName ?? name] = toDatabaseValue(value, field, dialect);
  }
  return physical;
}

function defaultOf(field: Field): unknown {
  return typeof field.defaultValue === 'function' ? field.defaultValue() : field.defaultValue;
}

function toDatabaseValue(value: unknown, field: Field, dialect: Dialect): unknown {
  if (value === undefined || value === null) return null;
  if (field.type === 'date') return toDatabaseDate(value, dialect);
  if (field.type === 'json' || field.type === 'string[]' || field.type === 'number[]')
    return JSON.stringify(value);
  if (typeof value === 'boolean' && dialect !== 'postgres') return value ? 1 : 0;
  return value;
}

function toDatabaseDate(value: unknown, dialect: Dialect): unknown {
  const date = value instanceof Date ? value : new Date(String(value));
  return dialect === 'sqlite' || dialect === 'mssql' ? date.toISOString() : date;
}
