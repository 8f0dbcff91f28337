/**
 * Hashes that stand as text in a column of bytes: BINARY(60) is what many a MySQL shop chose for bcrypt.
 *
 * Bytes arrive as base64, which is right for the sixteen bytes of an MD5 and hides a `$2y$10$…`. Readable bytes are
 * taken for the text they are; the zeros that fill up a BINARY(n) are no part of it.
 *
 * @module
 */
import type { Parameter } from '../../database/database.ts';

type Row = Readonly<Record<string, unknown>>;

/** Printable ASCII, as every hash that is a text is, and the filling. */
const TEXT = /^[\x20-\x7e]+\0*$/;

/** @param raw the same value as the driver gave it */
export function withHashAsText(row: Row, column: string, raw: Parameter | undefined): Row {
  const bytes = raw === undefined ? undefined : bytesOf(raw, row[column]);
  const text = bytes?.toString('latin1') ?? '';
  return TEXT.test(text) ? { ...row, [column]: text.replace(/\0+$/, '') } : row;
}

/** PostgreSQL gives bytes as `\x…`, and so might be a text: only then is the value in the row another one. */
function bytesOf(raw: Parameter, shown: unknown): Buffer | undefined {
  if (raw.kind === 'bytes') return Buffer.from(raw.value, 'base64');
  if (raw.kind !== 'text' || !raw.value.startsWith('\\x') || raw.value === shown) return undefined;
  return Buffer.from(raw.value.slice(2), 'hex');
}
