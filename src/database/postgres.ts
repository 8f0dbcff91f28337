/**
 * PostgreSQL 12 or newer, and what speaks its protocol.
 *
 * Everything is received as text and converted here: the driver's own conversion would lose microseconds, give
 * naive timestamps this machine's zone, and make buffers of bytes.
 *
 * @see https://www.postgresql.org/docs/current/datatype.html
 * @module
 */
import { Socket } from 'node:net';
import pg from 'pg';
import type { Column, Database, ResultRow, Statement, TableName } from './database.ts';

/** OIDs of pg_type that are not shown as the text PostgreSQL gives. */
const OID = {
  bool: 16,
  bytea: 17,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  timestamptz: 1184,
  jsonb: 3802,
};

/** Arrays of bool, int2, int4, text, varchar, float8 and uuid become arrays; any other array stays text. */
const ARRAYS = new Set([1000, 1005, 1007, 1009, 1015, 1022, 2951]);

/** Read-only for the whole session, in UTC, with the output formats that `toPlain` knows. */
const SESSION = `SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;
  SET TIME ZONE 'UTC'; SET DateStyle TO ISO; SET bytea_output TO hex; SET IntervalStyle TO iso_8601`;

export async function openPostgres(url: string, signal?: AbortSignal): Promise<Database> {
  const socket = new Socket();
  const hangUp = () => socket.destroy();
  const client = new pg.Client({
    connectionString: url,
    application_name: 'footbridge',
    types: { getTypeParser: () => (text: string) => text },
    stream: () => socket,
  });
  // A connection that breaks while idle is noticed by the next query.
  client.on('error', () => {});
  signal?.addEventListener('abort', hangUp, { once: true });
  await client.connect();
  await client.query(SESSION);
  signal?.removeEventListener('abort', hangUp);
  return {
    dialect: 'postgresql',
    query: (statement, key = []) => query(client, statement, key),
    columns: (table) => columns(client, table),
    primaryKey: (table) => primaryKey(client, table),
    close: () => client.end(),
    destroy: hangUp,
  };
}

async function query(
  client: pg.Client,
  { parts, parameters }: Statement,
  key: readonly string[],
): Promise<ResultRow[]> {
  const result = await client.query<Record<string, string | null>>(
    parts.map((part, index) => (index === 0 ? part : `$${index}${part}`)).join(''),
    parameters.map(({ value }) => String(value)),
  );
  return result.rows.map((row) => ({
    values: Object.fromEntries(
      result.fields.map(({ name, dataTypeID }) => [name, toPlain(row[name] ?? null, dataTypeID)]),
    ),
    // As PostgreSQL wrote it, so that nothing is lost on the way back: the comparison tells it the type.
    key: key.map((name) => ({ kind: 'text', value: row[name] ?? '' })),
  }));
}

function toPlain(text: string | null, oid: number): unknown {
  if (text === null) return null;
  if (ARRAYS.has(oid)) return parseArray(text, oid);
  switch (oid) {
    case OID.bool:
      return text === 't';
    case OID.int2:
    case OID.int4:
    case OID.float4:
    case OID.float8:
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case OID.json:
    case OID.jsonb:
      return JSON.parse(text) as unknown;
    case OID.bytea:
      return Buffer.from(text.slice(2), 'hex').toString('base64');
    case OID.timestamptz:
      return toIso(text);
    default:
      return text;
  }
}

function parseArray(text: string, oid: number): unknown {
  const parse: (text: string) => unknown = pg.types.getTypeParser(oid, 'text');
  return parse(text);
}

/** `2024-03-01 10:00:00.123456+00` → `2024-03-01T10:00:00.123456Z`; `infinity` and years before Christ stay text. */
function toIso(text: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/.exec(text) ?? [];
  return day === undefined ? text : `${day}T${time}Z`;
}

async function columns(client: pg.Client, table: TableName): Promise<Column[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [regclass(table)],
  );
  return rows;
}

async function primaryKey(client: pg.Client, table: TableName): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_index, unnest(indkey) WITH ORDINALITY AS part(number, place)
     JOIN pg_attribute ON attnum = number
     WHERE indrelid = to_regclass($1) AND attrelid = indrelid AND indisprimary ORDER BY place`,
    [regclass(table)],
  );
  return rows.map(({ name }) => name);
}

function regclass({ schema, name }: TableName): string {
  const quote = (part: string) => `"${part.replaceAll('"', '""')}"`;
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
