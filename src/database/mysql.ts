/**
 * MySQL 5.7 or newer and MariaDB.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html
 * @module
 */
import { createConnection } from 'mysql2';
import type mysql from 'mysql2/promise';
import type { Column, Database, Parameter, ResultRow, Statement, TableName } from './database.ts';

/** Column types of the protocol. */
const TYPE = { tiny: 1, short: 2, long: 3, timestamp: 7, longlong: 8, int24: 9, bit: 16 };
const INTEGERS: ReadonlySet<number> = new Set([TYPE.tiny, TYPE.short, TYPE.long, TYPE.longlong, TYPE.int24]);

export async function openMysql(url: string, signal?: AbortSignal): Promise<Database> {
  const raw = createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    // TIMESTAMP is shown in the session's zone; DATETIME has none and is left as it is.
    timezone: 'Z',
    charset: 'utf8mb4',
  });
  // A connection that breaks while idle is noticed by the next query.
  raw.on('error', () => {});
  const hangUp = () => raw.destroy();
  signal?.addEventListener('abort', hangUp, { once: true });
  const connection = raw.promise();
  await connection.connect();
  await connection
    .query("SET SESSION TRANSACTION READ ONLY, SESSION time_zone = '+00:00'")
    .catch(async () => {
      await connection.query('SET SESSION TRANSACTION READ ONLY');
      await connection.query("SET SESSION time_zone = '+00:00'");
    });
  signal?.removeEventListener('abort', hangUp);
  return {
    dialect: 'mysql',
    query: (statement, key = []) => query(connection, statement, key),
    columns: (table) => columns(connection, table),
    primaryKey: (table) => primaryKey(connection, table),
    close: () => connection.end(),
    destroy: hangUp,
  };
}

async function query(
  connection: mysql.Connection,
  statement: Statement,
  key: readonly string[],
): Promise<ResultRow[]> {
  const { text, values } = bind(statement);
  // Without parameters the text goes as it is; with some it is prepared, so that only the server looks for marks.
  const [rows, fields] =
    values.length === 0
      ? await connection.query<mysql.RowDataPacket[]>(text)
      : await connection.execute<mysql.RowDataPacket[]>(text, values);
  return rows.map((row) => ({
    values: Object.fromEntries(
      fields.map(({ name, columnType }) => [name, toPlain(row[name], columnType ?? 0)]),
    ),
    key: key.map((name) =>
      toParameter(row[name], fields.find((field) => field.name === name)?.columnType ?? 0),
    ),
  }));
}

/**
 * Integers are written into the statement as digits: MySQL compares a BIGINT with a text as floating-point numbers,
 * which are the same for neighbours above 2^53.
 */
function bind({ parts, parameters }: Statement) {
  const values: (string | number | Buffer)[] = [];
  const text = parts.map((part, index) => {
    const parameter = parameters[index - 1];
    if (parameter === undefined) return part;
    if (parameter.kind === 'integer' && /^-?\d+$/.test(parameter.value)) return parameter.value + part;
    values.push(parameter.kind === 'bytes' ? Buffer.from(parameter.value, 'base64') : parameter.value);
    return `?${part}`;
  });
  return { text: text.join(''), values };
}

function toPlain(value: unknown, type: number): unknown {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) {
    return type === TYPE.bit && value.length === 1 ? value[0] === 1 : value.toString('base64');
  }
  if (type === TYPE.timestamp && typeof value === 'string') return `${value.replace(' ', 'T')}Z`;
  return value;
}

function toParameter(value: unknown, type: number): Parameter {
  if (Buffer.isBuffer(value)) return { kind: 'bytes', value: value.toString('base64') };
  if (INTEGERS.has(type)) return { kind: 'integer', value: String(value) };
  if (typeof value === 'number') return { kind: 'number', value };
  return { kind: 'text', value: String(value ?? '') };
}

async function columns(connection: mysql.Connection, table: TableName): Promise<Column[]> {
  const [rows] = await connection.query<(mysql.RowDataPacket & Column)[]>(
    `SELECT column_name AS name, column_type AS type FROM information_schema.columns
     WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? ORDER BY ordinal_position`,
    [table.schema ?? null, table.name],
  );
  return rows.map(({ name, type }) => ({ name, type: String(type) }));
}

async function primaryKey(connection: mysql.Connection, table: TableName): Promise<string[]> {
  const [rows] = await connection.query<(mysql.RowDataPacket & { name: string })[]>(
    `SELECT column_name AS name FROM information_schema.statistics
     WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND index_name = 'PRIMARY'
     ORDER BY seq_in_index`,
    [table.schema ?? null, table.name],
  );
  return rows.map(({ name }) => name);
}
