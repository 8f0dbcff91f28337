/**
 * SQLite files, opened read-only through node:sqlite.
 *
 * @see https://www.sqlite.org/datatype3.html
 * @module
 */
import { isAbsolute, join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Column, Database, Parameter, ResultRow, Statement, TableName } from './database.ts';

export function openSqlite(path: string, folder: string): Database {
  const database = new DatabaseSync(isAbsolute(path) ? path : join(folder, path), { readOnly: true });
  // Fails here and not at the first page where the file is no database.
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
  return {
    dialect: 'sqlite',
    query: async (statement, key = []) => query(database, statement, key),
    columns: async (table) => columns(database, table),
    primaryKey: async (table) =>
      tableInfo(database, table)
        .filter(({ pk }) => Number(pk) > 0)
        .toSorted((one, other) => Number(one.pk) - Number(other.pk))
        .map(({ name }) => String(name)),
    close: async () => database.close(),
    destroy: () => {
      if (database.isOpen) database.close();
    },
  };
}

function query(
  database: DatabaseSync,
  { parts, parameters }: Statement,
  key: readonly string[],
): ResultRow[] {
  const statement = database.prepare(parts.join('?'));
  statement.setReadBigInts(true);
  return statement.all(...parameters.map(toSqlite)).map((row) => ({
    values: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toPlain(value)])),
    key: key.map((name) => toParameter(row[name])),
  }));
}

function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

/** SQLite sorts by type before value, so a key goes back as the type it came in. */
function toParameter(value: unknown): Parameter {
  if (typeof value === 'bigint') return { kind: 'integer', value: String(value) };
  if (typeof value === 'number') return { kind: 'number', value };
  if (value instanceof Uint8Array) return { kind: 'bytes', value: Buffer.from(value).toString('base64') };
  return { kind: 'text', value: String(value ?? '') };
}

function toSqlite(parameter: Parameter): SQLInputValue {
  switch (parameter.kind) {
    case 'integer':
      return BigInt(parameter.value);
    case 'bytes':
      return Buffer.from(parameter.value, 'base64');
    default:
      return parameter.value;
  }
}

function columns(database: DatabaseSync, table: TableName): Column[] {
  return tableInfo(database, table).map(({ name, type }) => ({ name: String(name), type: String(type) }));
}

function tableInfo(database: DatabaseSync, { name }: TableName) {
  return database.prepare('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid').all(name);
}
