/**
 * From what a field held to what a canonical path takes. Each either understands a value or says why not; none
 * cleans anything that a transform was not asked to clean.
 *
 * @module
 */
import { describeKind, Fault } from './fault.ts';

/** Nothing to say: what a source writes where a field is not filled in. */
export function isEmpty(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

/** Empty in itself or holding nothing but empty things: `{}`, `[]`, `{"a":null}` lose nobody anything. */
export function holdsNothing(value: unknown): boolean {
  if (isEmpty(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  // What a parser made is neither, and asking costs four times what the look inside does.
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain && (value instanceof Date || ArrayBuffer.isView(value))) return false;
  for (const key in value) if (!isEmpty((value as Record<string, unknown>)[key])) return false;
  return true;
}

/** Text as it is; numbers and flags as they are written. */
export function toText(value: unknown): string | Fault {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      // 2^53: above it the parser has rounded, and two customers' ids may have become one.
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return new Fault('FIELD_INVALID', 'a number too large to be exact; export it as text');
      }
      return Number.isFinite(value) ? String(value) : new Fault('FIELD_INVALID', 'not a finite number');
    default:
      return new Fault('FIELD_INVALID', describeKind(value), 'A text or a number.');
  }
}

const YES = new Set(['true', 't', 'yes', 'y', '1']);
const NO = new Set(['false', 'f', 'no', 'n', '0']);

/** The words for yes and no that databases and exports use. A time is not one of them: `present` is for that. */
export function toBoolean(value: unknown): boolean | Fault {
  if (typeof value === 'boolean') return value;
  const text = String(value).trim().toLowerCase();
  if (YES.has(text)) return true;
  if (NO.has(text)) return false;
  return new Fault(
    'FIELD_INVALID',
    describeKind(value),
    'Yes or no: true, false, t, f, yes, no, y, n, 1, 0. Use the transform `present` where being filled in means yes.',
  );
}

export function toNumber(value: unknown): number | Fault {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (!/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) {
    return new Fault('FIELD_INVALID', describeKind(value), 'A number, with a point before its decimals.');
  }
  const number = Number(text);
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    return new Fault('FIELD_INVALID', 'a number too large to be exact');
  }
  return number;
}

/** One of a closed set of words, whatever their case. */
export function toWord<Word extends string>(value: unknown, words: readonly Word[]): Word | Fault {
  const text = String(value).trim().toLowerCase();
  const word = words.find((one) => one === text);
  const expected = `One of ${words.join(', ')}; say with \`values\` which word of the legacy means which.`;
  return word ?? new Fault('FIELD_INVALID', describeKind(value), expected);
}

/** One text or several. */
export function toTextList(value: unknown): readonly string[] | Fault {
  const texts: string[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    if (isEmpty(item)) continue;
    const text = toText(item);
    if (text instanceof Fault) return text;
    texts.push(text);
  }
  return texts;
}
