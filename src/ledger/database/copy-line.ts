/**
 * Lines of PostgreSQL's COPY text format.
 *
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS (text format) and
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO (array literals).
 *
 * PostgreSQL text cannot hold U+0000 nor half a surrogate pair: both become U+FFFD, so that one odd row does not
 * refuse a whole batch. Sealed bodies are bytes and keep everything.
 *
 * @module
 */

/** What a column can be given. An object is stored as JSON. */
export type CopyValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | undefined
  | readonly CopyValue[]
  | { readonly [key: string]: unknown };

/** Characters handed to the server at once: enough to make a round trip vanish, little enough to forget. */
const CHUNK_CHARACTERS = 1 << 18;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters COPY gives a meaning
const SPECIAL = /[\\\n\r\t\u0000]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0000': '\uFFFD',
};

/** One row: values in the order of the columns, tab between them, newline behind. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let at = 0; at < values.length; at += 1) {
    line += (at === 0 ? '' : '\t') + copyField(values[at]);
  }
  return `${line}\n`;
}

/** Joins lines to chunks of about 256 Ki characters. */
export async function* toChunks(
  lines: Iterable<string> | AsyncIterable<string>,
  characters: number = CHUNK_CHARACTERS,
): AsyncGenerator<string> {
  // Waiting for every line of an array would cost half a microsecond each: as much as making it.
  if (Symbol.iterator in lines) return yield* joinLines(lines, characters);
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length >= characters) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

function* joinLines(lines: Iterable<string>, characters: number): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length >= characters) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

function copyField(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  // The backslash of \x… stands for itself, so it is doubled for COPY.
  if (value instanceof Uint8Array) return `\\\\x${toHex(value)}`;
  return escapeText(toText(value));
}

function escapeText(text: string): string {
  return text.replace(SPECIAL, (found) => ESCAPES[found] ?? found);
}

function toText(value: Exclude<CopyValue, null | undefined>): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Date) return toTimestamp(value);
  if (value instanceof Uint8Array) return `\\x${toHex(value)}`;
  if (Array.isArray(value)) return `{${value.map(toElement).join(',')}}`;
  return JSON.stringify(value);
}

function toElement(value: CopyValue): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return toText(value);
  return `"${toText(value).replace(/["\\]/g, '\\$&')}"`;
}

/** PostgreSQL writes years before 1 as BC and reads no sign; five-digit years need no plus. */
function toTimestamp(value: Date): string {
  const iso = value.toISOString();
  if (iso.startsWith('-')) {
    const year = String(1 - value.getUTCFullYear()).padStart(4, '0');
    return `${year}${iso.slice(7)} BC`;
  }
  if (iso.startsWith('0000')) return `0001${iso.slice(4)} BC`;
  return iso.startsWith('+') ? iso.slice(1).replace(/^0+/, '') : iso;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
