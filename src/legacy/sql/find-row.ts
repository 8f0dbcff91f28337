/**
 * Finds the one row of a customer, by the operator's query or by a column of a table.
 *
 * Databases compare more loosely than people: MySQL's usual collations take `ana`, `ANA`, `aná` and `ana ` for one
 * text. So a row counts only when its own identifier, normalised, is the one that was asked for; and where two count,
 * nobody is let in.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/charset-collation-effect.html
 * @module
 */
import {
  type Database,
  type Dialect,
  type Parameter,
  quoteName,
  quoteTable,
  type Statement,
  toTableName,
} from '../../database/database.ts';
import { normaliseIdentifier } from '../../identity/identifier.ts';
import type { IdentifierType } from '../../identity/identity.ts';
import { NoAnswer } from '../asking/outcome.ts';
import type { LegacyIdentifier } from '../legacy.ts';
import type { Config } from './config.ts';
import type { Connections } from './connections.ts';
import { withHashAsText } from './hash-text.ts';
import { fillQuery } from './named-parameters.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Rows that may look like one customer before their identifiers are compared; more is a query that names nobody. */
const MOST_ROWS = 20;

/**
 * undefined: there is no such customer.
 *
 * @throws NoAnswer where there are two
 */
export async function findRow(
  connections: Connections,
  config: Config,
  identifier: LegacyIdentifier,
  signal: AbortSignal,
): Promise<Row | undefined> {
  const rows = await connections.use(signal, (database) => readRows(database, config, identifier));
  if (rows.length >= MOST_ROWS) throw new NoAnswer(`${MOST_ROWS} rows or more`, { retryable: false });
  const column = config.identifiers[identifier.type];
  const own = column === undefined ? rows : rows.filter((row) => isTheirs(row, column, config, identifier));
  if (own.length > 1) throw new NoAnswer(`${own.length} rows`, { retryable: false });
  return own[0];
}

async function readRows(database: Database, config: Config, identifier: LegacyIdentifier): Promise<Row[]> {
  const statement = statementFor(database.dialect, config, identifier);
  if (statement === undefined) return [];
  const rows = await database.query(statement, [config.hash]);
  return rows.map(({ values, key: [hash] }) => withHashAsText(values, config.hash, hash));
}

/** undefined: nobody logs in here with such an identifier. */
function statementFor(dialect: Dialect, config: Config, identifier: LegacyIdentifier): Statement | undefined {
  if (config.query !== undefined) return fillQuery(config.query.replace(/;\s*$/, ''), identifier);
  const column = config.identifiers[identifier.type];
  if (config.table === undefined || column === undefined) return undefined;
  const table = quoteTable(dialect, toTableName(config.table));
  // As typed and as normalised: an index on the column serves both, which it would not for lower(column).
  const texts = config.ignoreCase
    ? [identifier.value.toLowerCase(), identifier.key]
    : [identifier.value, identifier.key];
  const parameters = texts.map((value): Parameter => ({ kind: 'text', value }));
  const name = quoteName(dialect, column);
  const from = `SELECT * FROM ${table} WHERE ${config.ignoreCase ? `lower(${name})` : name} IN (`;
  return { parts: [from, ', ', `) LIMIT ${MOST_ROWS}`], parameters };
}

function isTheirs(row: Row, column: string, config: Config, { type, key }: LegacyIdentifier): boolean {
  const stored = columnOf(row, column);
  if (typeof stored !== 'string' && typeof stored !== 'number') return false;
  return keyOf(type, String(stored), config.defaultCountry) === key;
}

function keyOf(type: IdentifierType, text: string, country: string | undefined): string {
  const normalised = normaliseIdentifier(type, text, country);
  return 'key' in normalised ? normalised.key : text;
}

/** @throws NoAnswer where there is no such column: a typing mistake must not read as "not locked" */
export function columnOf(row: Row, name: string): unknown {
  if (!Object.hasOwn(row, name)) throw new NoAnswer(`no column "${name}"`, { retryable: false });
  return row[name];
}
