/**
 * Says in our codes what a database driver throws: what cannot be reached, what is full. All other errors stay what
 * they are, with their SQLSTATE in `code`: they are ours to fix.
 *
 * SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';

/** Node's names for a network or file that does not answer. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
]);

/** node-postgres has no code for these. */
const BROKEN =
  /Connection terminated|connection error|timeout exceeded when trying to connect|server closed the connection|Client was closed|not queryable|password must be a string|does not support SSL/i;

/** The second is all that PostgreSQL says, without a code of its own, to who connects while the disk is full. */
const FULL = /No space left on device|could not write init file/i;

/** The same error, or the FootbridgeError that it means. */
export function translateError(error: unknown): unknown {
  if (error instanceof FootbridgeError || !(error instanceof Error)) return error;
  if (isFull(error)) return new FootbridgeError('LEDGER_FULL', undefined, { cause: error });
  if (!isUnreachable(error)) return error;
  return new FootbridgeError('LEDGER_UNREACHABLE', `The ledger cannot be reached: ${reasonOf(error)}`, {
    cause: error,
    facts: { passing: isPassing(error) },
  });
}

/** Runs the work and translates what it throws. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateError(error);
  }
}

export function isUnreachableError(error: unknown): error is FootbridgeError {
  return error instanceof FootbridgeError && error.code === 'LEDGER_UNREACHABLE';
}

/** Not a refusal: a restart or a network that may come back. */
function isPassing(error: Error): boolean {
  return !/^(28...|3D000|42501|58...|ENOENT|ENOTDIR|EACCES|EPERM|EROFS)$/.test(codeOf(error));
}

function isFull(error: Error): boolean {
  const code = codeOf(error);
  return code === '53100' || code === 'ENOSPC' || code === 'EDQUOT' || FULL.test(error.message);
}

function isUnreachable(error: Error): boolean {
  const code = codeOf(error);
  if (NETWORK.has(code)) return true;
  // 08 connection, 28 authorisation, 3D no such database, 57P stopped or starting, 53300 too many connections,
  // 42501 may not create or use the schema, 58 the server's own disk.
  if (/^(08...|28...|3D000|57P..|53300|42501|58...)$/.test(code)) return true;
  return code === '' && BROKEN.test(error.message);
}

/** The driver's own words hold host, user and database names, never the password. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return codeOf(error) || 'no address answered';
  return error.message;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
