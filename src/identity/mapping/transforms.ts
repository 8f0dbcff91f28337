/**
 * What a mapping can do to a value on its way: small, pure, named steps.
 *
 * A step gets one value (each element, where it is a list) and answers with a value, with undefined for "nothing
 * there", or with a fault. docs/mapping.md has the table; a test keeps the two alike.
 *
 * @module
 */

import { normalisePhone } from '../phone.ts';
import { toBoolean, toNumber, toText, toTextList } from './coerce.ts';
import { Fault } from './fault.ts';
import { toPattern } from './glob.ts';
import { compileReader, type Fields } from './source-path.ts';
import { readTimestamp } from './timestamp.ts';
import { readTotpSecret } from './totp-secret.ts';
import type { Encoding, PlainTransform, Transform } from './transform-config.ts';

export interface Step {
  /** `each`: once per element of a list. `whole`: the list as it is. `present`: even where there is nothing. */
  readonly takes: 'each' | 'whole' | 'present';
  run(value: unknown, fields: Fields): unknown;
}

/** @param defaultCountry of the mapping, for phone numbers */
export function compileTransform(transform: Transform, defaultCountry: string | undefined): Step {
  if (typeof transform === 'string') return PLAIN[transform](defaultCountry);
  const { timestamp, phone, totpSecret, split, join, recode, stripPrefix, addPrefix, keepFirst, absentIf } =
    transform;
  if (timestamp !== undefined) return each((value) => readTimestamp(value, timestamp));
  if (phone !== undefined) return toE164(phone.country ?? defaultCountry, phone.countryFrom);
  if (totpSecret !== undefined) return each((value) => readTotpSecret(value, totpSecret.encoding));
  if (split !== undefined) return splitAt(split);
  if (join !== undefined) return joinWith(join);
  if (recode !== undefined) return ofText((text) => recodeText(text, recode.from, recode.to));
  if (stripPrefix !== undefined) return ofText(withoutPrefix([stripPrefix].flat()));
  if (addPrefix !== undefined) return ofText((text) => addPrefix + text);
  // By code point: half a character is none.
  if (keepFirst !== undefined) return ofText((text) => [...text].slice(0, keepFirst).join(''));
  return absentWhere(absentIf ?? []);
}

const PLAIN = {
  trim: () => ofText((text) => text.trim()),
  lower: () => ofText((text) => text.toLowerCase()),
  upper: () => ofText((text) => text.toUpperCase()),
  number: () => each(toNumber),
  boolean: () => each(toBoolean),
  present: () => ({ takes: 'present', run: isPresent }),
  timestamp: () => each((value) => readTimestamp(value)),
  phone: (country) => toE164(country, undefined),
  json: () => ofText(parseJson),
  totpSecret: () => each((value) => readTotpSecret(value)),
  unescapeHtml: () => ofText(unescapeHtml),
} as const satisfies Record<PlainTransform, (defaultCountry: string | undefined) => Step>;

/** One cut: a step that wants several values where the field holds one text. */
export function splitAt(separator: string): Step {
  return ofText((text) =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

function each(run: (value: unknown) => unknown): Step {
  return { takes: 'each', run };
}

function ofText(run: (text: string) => unknown): Step {
  return each((value) => {
    // A JSON column that the driver has parsed, a flag that came as one: nothing to do to it as text.
    if (typeof value === 'object' || typeof value === 'boolean') return value;
    const text = toText(value);
    return text instanceof Fault ? text : run(text);
  });
}

/** A field that is not in the record says nothing; one that is there and empty says no. */
function isPresent(value: unknown): boolean | undefined {
  return value === undefined ? undefined : value !== null && value !== '';
}

function toE164(country: string | undefined, countryFrom: string | undefined): Step {
  const readCountry = countryFrom === undefined ? undefined : compileReader(countryFrom);
  return {
    takes: 'each',
    run(value, fields) {
      const text = toText(value);
      if (text instanceof Fault) return text;
      const own = String(readCountry?.(fields) ?? '')
        .trim()
        .toUpperCase();
      const phone = normalisePhone(text, own === '' ? country : own);
      return 'value' in phone
        ? phone.value
        : new Fault('PHONE_INVALID', describePhone(phone.problem.found, own));
    },
  };
}

/** The country column is the customer's data: it may be anything, so it is not quoted. */
function describePhone(found: string | undefined, own: string): string {
  return own === '' ? (found ?? 'not a number') : 'not a number of the country in the record';
}

function joinWith(separator: string): Step {
  const run = (value: unknown) => {
    const texts = toTextList(value);
    return texts instanceof Fault ? texts : texts.join(separator);
  };
  return { takes: 'whole', run };
}

const SHAPES: Readonly<Record<Exclude<Encoding, 'text'>, RegExp>> = {
  hex: /^(?:[0-9a-f]{2})+$/i,
  base64: /^[a-z0-9+/]+={0,2}$/i,
  base64url: /^[\w-]+={0,2}$/,
};

function recodeText(text: string, from: Encoding, to: Encoding): string | Fault {
  if (from !== 'text' && !SHAPES[from].test(text)) return new Fault('FIELD_INVALID', `not ${from}`);
  const bytes = Buffer.from(text, from === 'text' ? 'utf8' : from);
  if (to !== 'text') return bytes.toString(to);
  const decoded = bytes.toString();
  return decoded.includes('\ufffd') ? new Fault('FIELD_INVALID', 'bytes that are not text') : decoded;
}

function withoutPrefix(prefixes: readonly string[]): (text: string) => string {
  return (text) => {
    const prefix = prefixes.find((one) => text.startsWith(one));
    return prefix === undefined ? text : text.slice(prefix.length);
  };
}

function absentWhere(globs: readonly string[]): Step {
  const patterns = globs.map((glob) => toPattern(glob, 'i'));
  return each((value) => {
    const text = typeof value === 'object' ? '' : String(value);
    return patterns.some((pattern) => pattern.test(text)) ? undefined : value;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new Fault('FIELD_INVALID', 'not JSON');
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Once, not until nothing is left: `&amp;lt;` was a customer's `&lt;`. Names beyond XML's and nbsp stay. */
function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return isCharacter ? String.fromCodePoint(point) : whole;
  });
}
