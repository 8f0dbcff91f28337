/**
 * Source: a table or a query of a PostgreSQL, MySQL, MariaDB or SQLite database.
 *
 * Gives `fields` by column name; the mapping says what they mean. The session is read-only. What lives in other
 * tables is joined by the query: one row is one customer.
 *
 * @module
 */
import { z } from 'zod';
import {
  ADDRESS,
  type Database,
  isOneAddress,
  quoteTable,
  type ResultRow,
  toTableName,
} from '../database/database.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { databaseReader, type Plan } from './reading/database/reader.ts';
import { defineSource, type Sample, type SourceRecord } from './source.ts';

const Config = z
  .strictObject({
    ...ADDRESS,
    table: z
      .string()
      .min(1)
      .optional()
      .describe('Table or view, with its schema where needed: crm.customers'),
    query: z.string().min(1).optional().describe('A SELECT that gives one row for each customer'),
    key: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('Column or columns that are unique and never NULL; absent: the primary key of the table'),
  })
  .refine(({ table, query }) => (table === undefined) !== (query === undefined), {
    message: 'Give either "table" or "query".',
  })
  .refine(isOneAddress, { message: 'Give either "url" or "file".' });

export type SqlConfig = z.output<typeof Config>;

const SQLITE_HEADER = 'SQLite format 3\0';

export const sql = defineSource<SqlConfig>({
  id: 'sql',
  title: 'SQL database (PostgreSQL, MySQL, MariaDB, SQLite)',
  config: Config,
  gives: {
    passwords: 'sometimes',
    factors: ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'],
    links: true,
    consents: true,
    memberships: true,
    timestamps: ['createdAt', 'updatedAt', 'lastLoginAt'],
    withholds: [],
  },
  yields: 'fields',
  recognise: (sample: Sample) =>
    Buffer.from(sample.bytes.subarray(0, 16)).toString('latin1') === SQLITE_HEADER ? 0.6 : 0,
  open: (config, context) => databaseReader(config, context, (database) => planReading(database, config)),
});

async function planReading(database: Database, config: SqlConfig): Promise<Plan> {
  const key = await chooseKey(database, config);
  const from =
    config.table === undefined
      ? `(${(config.query ?? '').replace(/;\s*$/, '')}\n)`
      : quoteTable(database.dialect, toTableName(config.table));
  return {
    keyset: { from, key },
    shape: config.table === undefined ? [] : await database.columns(toTableName(config.table)),
    toRecords: (rows, first) => rows.map((row, index) => toRecord(row, first + index, key)),
  };
}

/** @throws FootbridgeError CONFIG_INVALID when there is no table, or nothing to page by. */
async function chooseKey(database: Database, config: SqlConfig): Promise<readonly string[]> {
  const table = config.table === undefined ? undefined : toTableName(config.table);
  if (table !== undefined && (await database.columns(table)).length === 0)
    throw new FootbridgeError('CONFIG_INVALID', 'The table in "source.table" is not in the database');
  if (config.key !== undefined) return typeof config.key === 'string' ? [config.key] : config.key;
  const key = table === undefined ? [] : await database.primaryKey(table);
  if (key.length > 0) return key;
  throw new FootbridgeError(
    'CONFIG_INVALID',
    'There is no primary key to read by: name a unique column in "source.key"',
  );
}

function toRecord({ values, key }: ResultRow, row: number, names: readonly string[]): SourceRecord {
  const position = names.map((name, index) => `${name} ${String(key[index]?.value)}`).join(', ');
  return { row, position, operation: 'upsert', fields: values, problems: [] };
}
