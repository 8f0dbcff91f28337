/**
 * What an error of any of Better Auth's databases means for the records that were being written.
 *
 * Only codes are read and shown: the messages of MySQL and the details of PostgreSQL quote customers' data.
 *
 * @see https://www.sqlite.org/rescode.html
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 * @module
 */
import type { Outcome } from '../target.ts';

/** Every answer but success. */
export type Undone = Exclude<Outcome, { readonly status: 'done' }>;

/** conflict: a unique value is taken. unavailable: nothing is wrong with the record. refused: it will never go in. */
export type Failure = 'conflict' | 'unavailable' | 'refused';

const CONFLICT = new Set(['23505', 'ER_DUP_ENTRY', 'P2002', '11000', 'SQLITE_CONSTRAINT_UNIQUE']);

/** node:sqlite: UNIQUE and PRIMARYKEY. */
const SQLITE_CONFLICT = new Set([2067, 1555]);

/** node:sqlite, primary codes: BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN. */
const SQLITE_UNAVAILABLE = new Set([5, 6, 7, 10, 13, 14]);

/** PostgreSQL classes: connection, resources, operator intervention, serialisation; beside those of Node and MySQL. */
const UNAVAILABLE =
  /^(08...|53...|57...|40...|55P03|ECONN.*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|PROTOCOL_.*|ER_LOCK_.*|ER_CON_COUNT_ERROR|ER_SERVER_SHUTDOWN|SQLITE_BUSY.*|SQLITE_FULL|P1001|P1002|P1017)$/;

export function failureOf(error: unknown): Failure {
  const { code, errcode } = codesOf(error);
  if (CONFLICT.has(code) || (errcode !== undefined && SQLITE_CONFLICT.has(errcode))) return 'conflict';
  if (UNAVAILABLE.test(code) || (errcode !== undefined && SQLITE_UNAVAILABLE.has(errcode & 255)))
    return 'unavailable';
  // pg says so in words only, when the server goes away in the middle of a query.
  if (error instanceof Error && /^Connection terminated|closed state|Client was closed/.test(error.message))
    return 'unavailable';
  return 'refused';
}

/** For a sentence: "code 23505". */
export function describeFailure(error: unknown): string {
  const { code, errcode } = codesOf(error);
  if (errcode !== undefined) return `the database answered SQLite code ${errcode}`;
  return code === '' ? `the database answered with ${nameOf(error)}` : `the database answered code ${code}`;
}

/** The answer for one record. `perhapsDone`: nobody can tell whether it was carried out before the failure. */
export function outcomeOf(error: unknown, perhapsDone: boolean): Undone {
  const found = describeFailure(error);
  switch (failureOf(error)) {
    case 'unavailable':
      return perhapsDone
        ? { status: 'unknown', found }
        : { status: 'retry', code: 'TARGET_UNAVAILABLE', found };
    case 'conflict':
      return { status: 'refused', problem: { code: 'TARGET_CONFLICT', found } };
    case 'refused':
      return { status: 'refused', problem: { code: 'TARGET_REFUSED', found } };
  }
}

function codesOf(error: unknown): { code: string; errcode?: number } {
  if (typeof error !== 'object' || error === null) return { code: '' };
  const code = 'code' in error ? String(error.code) : '';
  const errcode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  return errcode === undefined ? { code } : { code, errcode };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'an unknown error';
}
