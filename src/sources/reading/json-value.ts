/**
 * One JSON record, read without losing what a number in JavaScript cannot hold.
 *
 * Ids of 64 bits are above what a double counts exactly; they are given as text, digit by digit as they stand in
 * the file. Everything else is what `JSON.parse` makes of it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-6
 * @module
 */
import { findJsonFault } from './json-fault.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export type Parsed =
  | { readonly fields: JsonObject; readonly code?: undefined }
  | { readonly code: 'ROW_UNREADABLE'; readonly found: string };

/** Sixteen digits behind what may stand before a number: below that, every whole number is exact. */
const LONG_NUMBER = /[:,[\s]-?\d{16}/;

/** Reads the text of one record, which has to be an object. */
export function parseRecord(text: string): Parsed {
  let value: unknown;
  try {
    value = LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return { code: 'ROW_UNREADABLE', found: describeFault(text) };
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { fields: value as JsonObject };
  return { code: 'ROW_UNREADABLE', found: `${nameOf(value)} instead of an object` };
}

/** A reviver: `context.source` holds the digits as they were written (Node 22 and newer). */
function keepDigits(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const digits = context?.source;
  return digits !== undefined && /^-?\d+$/.test(digits) ? digits : value;
}

/** V8 would quote a piece of the record; its place says as much and gives nothing away. */
function describeFault(text: string): string {
  const at = findJsonFault(text);
  if (at === undefined) return 'not JSON';
  return at > text.length ? 'not JSON: it ends too early' : `not JSON at character ${at} of the record`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `a ${typeof value}`;
}
