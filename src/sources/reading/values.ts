/**
 * Takes values out of a vendor's record: each is of the kind it should be, absent, or a problem of the record.
 *
 * Empty text and null are absent. Nothing is repaired but the spaces around a text.
 *
 * @module
 */
import { describeKind, Fault } from '../../identity/mapping/fault.ts';
import { readTimestamp, type TimeUnit } from '../../identity/mapping/timestamp.ts';
import type { ProblemCode } from '../../problems/catalogue.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import { toIsoTime } from './iso-time.ts';
import type { JsonObject } from './json-value.ts';

/** What nearly every export writes, and no 29 February, which most years lack: it can be taken without a second look. */
const PLAIN_TIME =
  /^(?:19[89]|20\d)\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** Milliseconds of 1980 and 2100: between them a number can be nothing else. */
const EARLIEST = 315_532_800_000;
const LATEST = 4_102_444_800_000;

interface Place {
  readonly outer: Place | undefined;
  readonly field: string;
  readonly item: number;
}

export class Values {
  readonly problems: RecordProblem[] = [];
  /** The field that is being read, for problems. */
  field = '';
  /** The list item that field stands in: written out only for a problem. */
  #place: Place | undefined;

  text(value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') {
      const text = isTrim(value) ? value : value.trim();
      return text === '' ? undefined : text;
    }
    return this.refuse(describeKind(value), 'A text.');
  }

  /** An id is a text or a whole number that is exact. */
  id(value: unknown): string | undefined {
    return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : this.text(value);
  }

  flag(value: unknown): boolean | undefined {
    if (typeof value === 'boolean') return value;
    if (value === 'true') return true;
    if (value === 'false') return false;
    if (value === undefined || value === null || value === '') return undefined;
    return this.refuse(describeKind(value), 'true or false.');
  }

  /** A time in ISO 8601, or a number of this unit; `zone` is that of times without one. */
  time(value: unknown, unit?: TimeUnit, zone?: string): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string' && PLAIN_TIME.test(value)) return value;
    if (unit === 'ms') {
      const number = Number(value);
      if (Number.isInteger(number) && number > EARLIEST && number < LATEST) return toIsoTime(number);
    }
    const time = readTimestamp(value, { unit, zone });
    if (!(time instanceof Fault)) return time;
    this.report(time.code, time.found);
    return undefined;
  }

  record(value: unknown): JsonObject | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    return isRecord(value) ? value : this.refuse(describeKind(value), 'An object.');
  }

  list(value: unknown): readonly unknown[] {
    if (value === undefined || value === null || value === '') return [];
    return Array.isArray(value) ? value : (this.refuse(describeKind(value), 'A list.') ?? []);
  }

  /** A list of objects; what is none is a problem of its own. */
  records(value: unknown): readonly JsonObject[] {
    const list = this.list(value);
    if (list.every(isRecord)) return list;
    for (const [i, item] of list.entries()) {
      if (isRecord(item)) continue;
      this.problems.push({
        code: 'FIELD_INVALID',
        field: `${this.#path()}[${i}]`,
        found: describeKind(item),
      });
    }
    return list.filter(isRecord);
  }

  texts(value: unknown): readonly string[] {
    return this.list(value).flatMap((item) => this.text(item) ?? []);
  }

  /** Reads one item of the list in the present field, and comes back to that field. */
  within<Result>(item: number, read: () => Result): Result {
    this.enter(item);
    const result = read();
    this.leave();
    return result;
  }

  /** The same in two steps, for lists that every record has. */
  enter(item: number): void {
    this.#place = { outer: this.#place, field: this.field, item };
  }

  leave(): void {
    if (this.#place === undefined) return;
    this.field = this.#place.field;
    this.#place = this.#place.outer;
  }

  report(code: ProblemCode, found: string, expected?: string): void {
    this.problems.push({
      code,
      field: this.#path(),
      found,
      ...(expected !== undefined && { expected }),
    });
  }

  refuse(found: string, expected: string): undefined {
    this.report('FIELD_INVALID', found, expected);
  }

  /** "identities[1].provider" */
  #path(): string {
    let path = this.field;
    for (let place = this.#place; place !== undefined; place = place.outer)
      path = `${place.field}[${place.item}].${path}`;
    return path;
  }
}

/** Begins and ends with visible ASCII: nothing to trim, as in nearly every value. */
function isTrim(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 0x20 && first < 0x7f && last > 0x20 && last < 0x7f;
}

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets a member under a name from outside: `__proto__` is a name like any other. */
export function setOwn<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
  } else record[name] = value;
}
