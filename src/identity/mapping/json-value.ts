/**
 * Attributes are JSON: what a driver or parser gave, as a value of its own that JSON can hold.
 *
 * @module
 */

import type { Json } from '../identity.ts';
import { Fault } from './fault.ts';

/**
 * 100 levels. Real attributes have under ten; writing an identity recurses, and 8 MiB of opening brackets, which is
 * what a source lets through, would overflow the stack.
 */
const DEEPEST = 100;

/** A copy that shares nothing. Undefined members are left out, integers beyond 2^53 become text, dates ISO 8601. */
export function toJson(value: unknown, depth = 0): Json | Fault {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : new Fault('FIELD_INVALID', 'not a finite number');
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : ofObject(value, depth);
    default:
      return new Fault('FIELD_INVALID', `a ${typeof value}, which JSON cannot hold`);
  }
}

/** Why JSON cannot hold it; undefined: it can. Copies nothing. */
export function jsonFault(value: unknown): Fault | undefined {
  return isPlainJson(value, 0) ? undefined : faultOf(toJson(value));
}

function faultOf(json: Json | Fault): Fault | undefined {
  return json instanceof Fault ? json : undefined;
}

/** What parsers of JSON give; anything else is looked at closely. */
function isPlainJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth >= DEEPEST) return false;
  if (Array.isArray(value)) return value.every((item) => isPlainJson(item, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in value) {
    if (!isPlainJson((value as Readonly<Record<string, unknown>>)[name], depth + 1)) return false;
  }
  return true;
}

function ofObject(value: object, depth: number): Json | Fault {
  if (depth >= DEEPEST) return new Fault('FIELD_INVALID', `nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) return ofList(value, depth);
  if (value instanceof Date) return toJson(Number.isNaN(value.getTime()) ? Number.NaN : value.toISOString());
  if (ArrayBuffer.isView(value)) return new Fault('FIELD_INVALID', 'bytes, which JSON cannot hold');
  const copy: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const json = toJson(member, depth + 1);
    if (json instanceof Fault) return json;
    copy.push([key, json]);
  }
  // Not by assignment: a member called `__proto__` must stay a member.
  return Object.fromEntries(copy);
}

function ofList(list: readonly unknown[], depth: number): Json | Fault {
  const copy: Json[] = [];
  for (const item of list) {
    const json = toJson(item ?? null, depth + 1);
    if (json instanceof Fault) return json;
    copy.push(json);
  }
  return copy;
}
