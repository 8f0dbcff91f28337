/**
 * Reads a table or a query in pages by a unique key: "the next thousand after this one".
 *
 * Never by OFFSET, which reads everything before the page again and skips or repeats rows when others come or go.
 * A key that is not unique, or that may be NULL, would lose rows between two pages, so both are looked for and
 * stop the reading.
 *
 * @see https://use-the-index-luke.com/no-offset
 * @module
 */

import {
  type Database,
  type Dialect,
  type Parameter,
  plain,
  quoteName,
  type ResultRow,
  type Statement,
} from '../../../database/database.ts';
import { FootbridgeError } from '../../../problems/problem.ts';

export interface Keyset {
  /** A quoted table name, or a query in brackets. */
  readonly from: string;
  readonly key: readonly string[];
}

/** At most so many rows after this key; from the start without one. */
export async function readAfter(
  database: Database,
  { from, key }: Keyset,
  after: readonly Parameter[] | undefined,
  limit: number,
): Promise<ResultRow[]> {
  const names = key.map((name) => `source.${quoteName(database.dialect, name)}`);
  const condition = after === undefined ? plain('') : isAfter(database.dialect, names, after);
  const parts = [...condition.parts];
  parts[0] = `SELECT * FROM ${from} AS source ${parts[0]}`;
  parts[parts.length - 1] += ` ORDER BY ${names.join(', ')} LIMIT ${limit + 1}`;
  const rows = await database.query({ parts, parameters: condition.parameters }, key);
  refuseRepeatedKeys(rows, key);
  // One row more than the page was read, to see whether it repeats the key of the last.
  return rows.slice(0, limit);
}

/** @throws FootbridgeError CONFIG_INVALID where a key column holds NULL: such rows come after no key at all. */
export async function refuseNullKeys(database: Database, { from, key }: Keyset): Promise<void> {
  const isNull = key.map((name) => `source.${quoteName(database.dialect, name)} IS NULL`).join(' OR ');
  const rows = await database.query(plain(`SELECT 1 AS one FROM ${from} AS source WHERE ${isNull} LIMIT 1`));
  if (rows.length === 0) return;
  throw new FootbridgeError(
    'CONFIG_INVALID',
    `The key (${key.join(', ')}) is NULL in some rows of the source`,
  );
}

export async function countRows(database: Database, { from }: Keyset): Promise<number> {
  const [row] = await database.query(plain(`SELECT count(*) AS count FROM ${from} AS source`));
  return Number(row?.values.count ?? 0);
}

function isAfter(dialect: Dialect, names: readonly string[], after: readonly Parameter[]): Statement {
  if (names.length === 1 || dialect !== 'mysql') {
    const between = after.slice(1).map(() => ', ');
    return { parts: [`WHERE (${names.join(', ')}) > (`, ...between, ')'], parameters: after };
  }
  // MySQL uses no index for the comparison of rows; spelt out, it uses the one on the first column at least.
  const parameters: Parameter[] = [];
  const parts = ['WHERE '];
  for (const [last] of names.entries()) {
    for (const [index, name] of names.slice(0, last + 1).entries()) {
      const opening = index === 0 ? (last === 0 ? '(' : ') OR (') : ' AND ';
      parts[parts.length - 1] += `${opening}${name} ${index === last ? '>' : '='} `;
      parts.push('');
      parameters.push(after[index] ?? NOTHING);
    }
  }
  parts[parts.length - 1] += ')';
  return { parts, parameters };
}

const NOTHING: Parameter = { kind: 'text', value: '' };

function refuseRepeatedKeys(rows: readonly ResultRow[], key: readonly string[]): void {
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    if (next === undefined || JSON.stringify(next.key) !== JSON.stringify(row.key)) continue;
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `The key (${key.join(', ')}) is not unique in the source: name further columns in "source.key"`,
    );
  }
}
