/**
 * One row of an export of hashes, whatever it was written in.
 *
 * @module
 */
import type { StoredHash } from '../../../passwords/index.ts';
import type { Beside } from './options.ts';

export interface HashRow {
  /** Counted from 1, a header not among them. */
  readonly row: number;
  /** Absent where the row cannot be read. */
  readonly stored?: StoredHash;
  readonly problem?: string;
  /** The row with another hash in it; without one, as it was. */
  write(hash?: string): string;
}

/** Which columns to look at. */
export interface Columns {
  readonly hash: string;
  /** Name beside the hash → column. */
  readonly beside: readonly (readonly [string, string])[];
}

/** The columns beside the hash, where they hold something. */
export function withBeside(
  given: Beside,
  hash: string,
  columns: Columns,
  read: (column: string) => string | undefined,
): StoredHash {
  const beside = columns.beside.flatMap(([name, column]) => {
    const value = read(column);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...given, hash, beside: { ...given.beside, ...Object.fromEntries(beside) } };
}
