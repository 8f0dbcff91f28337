/**
 * What a visitor and the holder of an embedded ledger say to each other: one JSON text a line.
 *
 * `{id, text, values}` is answered by `{id, rows, count}` or `{id, error}`. Values that JSON does not have travel as
 * objects with one key; a value that is itself an object (jsonb) travels as its own text, so nothing is ambiguous.
 *
 * @module
 */
import { z } from 'zod';
import { CATALOGUE, type ProblemCode } from '../../problems/catalogue.ts';
import { FootbridgeError } from '../../problems/problem.ts';

export const VisitRequest = z.object({ id: z.number(), text: z.string(), values: z.array(z.unknown()) });
export type VisitRequest = z.output<typeof VisitRequest>;

export const VisitAnswer = z.union([
  z.object({ id: z.number(), rows: z.array(z.record(z.string(), z.unknown())), count: z.number() }),
  z.object({ id: z.number(), error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type VisitAnswer = z.output<typeof VisitAnswer>;

const Special = z.union([
  z.strictObject({ date: z.string() }).transform(({ date }) => new Date(date)),
  z.strictObject({ bytes: z.string() }).transform(({ bytes }) => Buffer.from(bytes, 'base64')),
  z.strictObject({ integer: z.string() }).transform(({ integer }) => BigInt(integer)),
  z.strictObject({ json: z.string() }).transform(({ json }): unknown => JSON.parse(json)),
]);

export function encodeValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return { integer: String(value) };
  if (typeof value !== 'object') return value;
  if (value instanceof Date) return { date: value.toISOString() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(encodeValue);
  return { json: JSON.stringify(value) };
}

export function decodeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decodeValue);
  return Special.parse(value);
}

export function encodeRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, encodeValue(value)]));
}

export function decodeRow(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, decodeValue(value)]));
}

export function encodeError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'INTERNAL', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
  return { code, message: error.message };
}

/** A code of ours becomes our error again; an SQLSTATE stays in `code`, as a driver would give it. */
export function decodeError(error: { readonly code: string; readonly message: string }): Error {
  if (isOurs(error.code)) {
    return new FootbridgeError(error.code, undefined, { cause: new Error(error.message) });
  }
  return Object.assign(new Error(error.message), { code: error.code });
}

function isOurs(code: string): code is ProblemCode {
  return Object.hasOwn(CATALOGUE, code);
}
