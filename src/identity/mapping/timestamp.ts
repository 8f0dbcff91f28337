/**
 * Times of the legacy, as ISO 8601 with a zone.
 *
 * A time that carries its zone is taken as it is: its offset and its digits stay. Everything else needs to be told:
 * a number its unit, a local time its zone. What the old systems write for "never" is no value: 0, the 0000-00-00 of
 * MySQL, the years 1, 1601 and 9999, midnight of 1970-01-01, the largest 64-bit integer, PostgreSQL's infinity.
 *
 * The hour that a zone has twice in autumn is read as the earlier of the two; one that it skips in spring is refused,
 * since no clock there ever showed it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 * @see https://learn.microsoft.com/en-us/windows/win32/api/minwinbase/ns-minwinbase-filetime
 * @module
 */
import { Fault } from './fault.ts';
import { offsetOfLocalTime } from './zone.ts';

/** `ticks`: 100 nanoseconds since 1601, as Active Directory counts. */
export type TimeUnit = 's' | 'ms' | 'us' | 'ticks';

export interface TimeReading {
  /** Of numbers. */
  readonly unit?: TimeUnit | undefined;
  /** Of times without one: `UTC`, `+02:00` or an IANA name. */
  readonly zone?: string | undefined;
}

/** How many decimal digits stand between the unit and a nanosecond. */
const DIGITS = { s: 9, ms: 6, us: 3, ticks: 2 } as const satisfies Record<TimeUnit, number>;

const SECOND = 1_000_000_000n;
const FILETIME_EPOCH = 11_644_473_600n * SECOND;
const LARGEST_INT64 = '9223372036854775807';

/** Year 2200. A millisecond read as a second lies 50,000 years ahead: a wrong unit, not a date. */
const LATEST = 7_258_118_400n * SECOND;
/** Year 1850: no customer was born before. Our time in too large a unit falls near 1601. */
const EARLIEST = -3_786_912_000n * SECOND;
/** 1 February 1970. A second of our time read as a millisecond or less falls before it; whole days are birthdays. */
const SUSPICIOUS = 31n * 86_400n * SECOND;

const EXTENDED =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/;
/** LDAP's GeneralizedTime, MediaWiki: `20240131123456Z`, `20240131123456.0Z`, `20240131T123456+0100`. */
const BASIC = /^(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?:\d\d)?)?$/;
const NUMBER = /^-?\d{1,20}(?:\.\d{1,9})?$/;
const NEVER = new Set(['0', '', LARGEST_INT64, 'infinity', '-infinity']);

/** Undefined: the legacy's way to say that there is no time. */
export function readTimestamp(value: unknown, reading: TimeReading = {}): string | undefined | Fault {
  if (value instanceof Date) return readDate(value);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return notATime();
  const text = String(value).trim();
  if (NEVER.has(text)) return undefined;
  if (reading.unit !== undefined && NUMBER.test(text)) {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      return new Fault('TIMESTAMP_INVALID', 'a number too large to be exact; export it as text');
    }
    return fromNumber(text, reading.unit);
  }
  const parts = EXTENDED.exec(text) ?? BASIC.exec(text);
  if (parts !== null) return fromParts(parts, reading.zone);
  return NUMBER.test(text) ? new Fault('TIMESTAMP_INVALID', 'a number without a unit') : notATime();
}

function readDate(date: Date): string | Fault {
  return Number.isNaN(date.getTime()) ? notATime() : date.toISOString();
}

function fromParts(parts: RegExpExecArray, zone: string | undefined): string | undefined | Fault {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction, offset] =
    parts;
  if (isNever(Number(year), `${month}-${day}T${hour}:${minute}:${second}`)) return undefined;
  if (!exists(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))) {
    return new Fault('TIMESTAMP_INVALID', 'a day or an hour that does not exist');
  }
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const written = fraction === undefined ? local : `${local}.${fraction}`;
  if (offset !== undefined) return withOffset(written, offset);
  if (zone === undefined) {
    return new Fault(
      'TIMESTAMP_INVALID',
      parts[4] === undefined ? 'a day without a time' : 'a time without a zone',
    );
  }
  const found = offsetOfLocalTime(zone, Date.parse(`${local}Z`));
  if (found === undefined) return new Fault('TIMESTAMP_INVALID', `a time that was skipped in ${zone}`);
  return written + found;
}

function isNever(year: number, rest: string): boolean {
  if (year <= 1 || year >= 9999) return true;
  return (year === 1601 || year === 1970) && rest === '01-01T00:00:00';
}

function exists(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): boolean {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return false;
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function withOffset(written: string, offset: string): string | Fault {
  if (offset === 'Z' || offset === 'z' || offset === 'UTC') return `${written}Z`;
  const hours = offset.slice(0, 3);
  const minutes = offset.length === 3 ? '00' : offset.slice(-2);
  if (Number(hours.slice(1)) > 14 || Number(minutes) > 59) {
    return new Fault('TIMESTAMP_INVALID', 'an offset that does not exist');
  }
  return `${written}${hours}:${minutes}`;
}

function fromNumber(text: string, unit: TimeUnit): string | undefined | Fault {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = DIGITS[unit];
  const scaled = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const nanoseconds = unit === 'ticks' ? scaled - FILETIME_EPOCH : scaled;
  if (nanoseconds === 0n || scaled === 0n) return undefined;
  const nearEpoch = nanoseconds > 0n && nanoseconds < SUSPICIOUS && nanoseconds % (86_400n * SECOND) !== 0n;
  if (nearEpoch || nanoseconds > LATEST || nanoseconds < EARLIEST) {
    return new Fault('TIMESTAMP_INVALID', `a number that is no time in "${unit}"`);
  }
  return toIso(nanoseconds);
}

function toIso(nanoseconds: bigint): string {
  const rest = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const seconds = Number((nanoseconds - rest) / SECOND);
  const fraction = rest.toString().padStart(9, '0').replace(/0+$/, '');
  const written = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === '' ? `${written}Z` : `${written}.${fraction}Z`;
}

function notATime(): Fault {
  return new Fault('TIMESTAMP_INVALID', 'not a time');
}
