import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Fault } from './fault.ts';
import { readTimestamp, type TimeReading } from './timestamp.ts';
import { isZone } from './zone.ts';

const KNOWN: readonly (readonly [why: string, value: unknown, reading: TimeReading, expected: string])[] = [
  ['ISO 8601 in UTC', '2024-03-01T10:00:00Z', {}, '2024-03-01T10:00:00Z'],
  ['with an offset, which stays', '2024-03-01T10:00:00+01:00', {}, '2024-03-01T10:00:00+01:00'],
  ['with milliseconds, which stay', '2024-03-01T10:00:00.120Z', {}, '2024-03-01T10:00:00.120Z'],
  ['as PostgreSQL writes it', '2024-03-01 10:00:00.123456+00', {}, '2024-03-01T10:00:00.123456+00:00'],
  ['as Rails writes it', '2024-03-01 10:00:00 UTC', {}, '2024-03-01T10:00:00Z'],
  ['with an offset without a colon', '2024-03-01T10:00:00-0330', {}, '2024-03-01T10:00:00-03:30'],
  ['without seconds', '2024-03-01T10:00Z', {}, '2024-03-01T10:00:00Z'],
  ['LDAP GeneralizedTime', '20240131123456Z', {}, '2024-01-31T12:34:56Z'],
  ['Active Directory whenCreated', '20230105100000.0Z', {}, '2023-01-05T10:00:00.0Z'],
  ['a date object of a driver', new Date('2024-03-01T10:00:00Z'), {}, '2024-03-01T10:00:00.000Z'],
  ['a leap day', '2024-02-29T00:00:00Z', {}, '2024-02-29T00:00:00Z'],
  ['local, the zone being UTC', '2024-03-01 10:00:00', { zone: 'UTC' }, '2024-03-01T10:00:00Z'],
  ['local, with a fixed offset', '2024-03-01 10:00:00', { zone: '-05:00' }, '2024-03-01T10:00:00-05:00'],
  ['local in winter', '2024-01-15 10:00:00', { zone: 'Europe/Berlin' }, '2024-01-15T10:00:00+01:00'],
  ['local in summer', '2024-07-15 10:00:00', { zone: 'Europe/Berlin' }, '2024-07-15T10:00:00+02:00'],
  [
    'local where half hours count',
    '2024-01-15 10:00:00',
    { zone: 'Asia/Kolkata' },
    '2024-01-15T10:00:00+05:30',
  ],
  [
    'the hour that comes twice, as its first',
    '2024-10-27 02:30:00',
    { zone: 'Europe/Berlin' },
    '2024-10-27T02:30:00+02:00',
  ],
  ['a day in a zone, as its midnight', '2024-03-01', { zone: 'UTC' }, '2024-03-01T00:00:00Z'],
  ['MediaWiki', '20240131123456', { zone: 'UTC' }, '2024-01-31T12:34:56Z'],
  [
    'its own zone before the one of the column',
    '2024-03-01T10:00:00Z',
    { zone: 'Europe/Berlin' },
    '2024-03-01T10:00:00Z',
  ],
  ['seconds', 1_700_000_000, { unit: 's' }, '2023-11-14T22:13:20Z'],
  [
    'seconds with decimals, as Cognito writes them',
    1_619_000_000.123,
    { unit: 's' },
    '2021-04-21T10:13:20.123Z',
  ],
  [
    'milliseconds as text, as Firebase writes them',
    '1700000000123',
    { unit: 'ms' },
    '2023-11-14T22:13:20.123Z',
  ],
  ['microseconds', '1700000000123456', { unit: 'us' }, '2023-11-14T22:13:20.123456Z'],
  ['ticks of Active Directory', '133500000001234567', { unit: 'ticks' }, '2024-01-17T21:20:00.1234567Z'],
  ['a birthday before 1970', -86_400, { unit: 's' }, '1969-12-31T00:00:00Z'],
  ['a birthday in January 1970', 10 * 86_400, { unit: 's' }, '1970-01-11T00:00:00Z'],
  ['ISO 8601 in a column of numbers', '2024-03-01T10:00:00Z', { unit: 's' }, '2024-03-01T10:00:00Z'],
];

const NEVER: readonly (readonly [value: unknown, reading: TimeReading])[] = [
  [0, { unit: 's' }],
  ['0', {}],
  ['0000-00-00 00:00:00', {}],
  ['0000-00-00', { zone: 'UTC' }],
  ['0001-01-01T00:00:00', {}],
  ['1601-01-01T00:00:00Z', {}],
  ['1970-01-01T00:00:00Z', {}],
  ['9999-12-31 23:59:59', {}],
  ['9223372036854775807', { unit: 'ticks' }],
  ['116444736000000000', { unit: 'ticks' }],
  ['infinity', {}],
];

const INVALID: readonly (readonly [value: unknown, reading: TimeReading, found: string])[] = [
  ['2024-03-01 10:00:00', {}, 'a time without a zone'],
  ['2024-03-01', {}, 'a day without a time'],
  [1_700_000_000, {}, 'a number without a unit'],
  ['1700000000', { zone: 'UTC' }, 'a number without a unit'],
  [1_700_000_000, { unit: 'ms' }, 'a number that is no time in "ms"'],
  [1_700_000_000_000, { unit: 's' }, 'a number that is no time in "s"'],
  [1_700_000_000_000, { unit: 'us' }, 'a number that is no time in "us"'],
  [133_500_000_000_000_000, { unit: 'ticks' }, 'a number too large to be exact; export it as text'],
  ['2024-02-30T00:00:00Z', {}, 'a day or an hour that does not exist'],
  ['2023-02-29T00:00:00Z', {}, 'a day or an hour that does not exist'],
  ['2024-13-01T00:00:00Z', {}, 'a day or an hour that does not exist'],
  ['2024-03-01T24:00:00Z', {}, 'a day or an hour that does not exist'],
  ['2024-03-01T10:00:00+25:00', {}, 'an offset that does not exist'],
  ['2024-03-31 02:30:00', { zone: 'Europe/Berlin' }, 'a time that was skipped in Europe/Berlin'],
  ['01.03.2024', { zone: 'UTC' }, 'not a time'],
  ['03/01/2024 10:00', { zone: 'UTC' }, 'not a time'],
  ['yesterday', {}, 'not a time'],
  [true, {}, 'not a time'],
  [{ $date: 1 }, {}, 'not a time'],
  [new Date(Number.NaN), {}, 'not a time'],
];

describe('a time of the legacy', () => {
  it.each(KNOWN)('is understood as %s', (_why, value, reading, expected) => {
    expect(readTimestamp(value, reading)).toBe(expected);
  });

  it.each(NEVER)('means "never" as %j', (value, reading) => {
    expect(readTimestamp(value, reading)).toBeUndefined();
  });

  it.each(INVALID)('is refused as %j with %j', (value, reading, found) => {
    expect(readTimestamp(value, reading)).toEqual(new Fault('TIMESTAMP_INVALID', found));
  });

  it('is one that the canonical identity takes, and reads the same again', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789-:. TZ+'), maxLength: 25 });
    const dates = fc.date({ noInvalidDate: true, min: new Date('1600-01-01'), max: new Date('9998-01-01') });
    const texts = fc.oneof(
      digits,
      dates.map((date) => date.toISOString()),
      dates.map((date) => date.toISOString().replace('T', ' ').replace('Z', '')),
      fc.nat(2 ** 31).map(String),
    );
    const readings = fc.record(
      {
        unit: fc.constantFrom('s', 'ms', 'us', 'ticks'),
        zone: fc.constantFrom('UTC', '+05:45', 'Europe/Lisbon'),
      },
      { requiredKeys: [] },
    );
    const canonical = z.iso.datetime({ offset: true });
    fc.assert(
      fc.property(texts, readings, (text, reading) => {
        const time = readTimestamp(text, reading);
        if (time === undefined || time instanceof Fault) return;
        expect(canonical.safeParse(time).success).toBe(true);
        expect(readTimestamp(time)).toBe(time);
      }),
      { numRuns: 3_000 },
    );
  });

  it('names the same instant that Date would, for every zone with a clock', () => {
    const instants = fc.integer({ min: Date.parse('1971-01-01'), max: Date.parse('2037-01-01') });
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom('America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
        (at, zone) => {
          const clock = new Intl.DateTimeFormat('sv-SE', {
            timeZone: zone,
            dateStyle: 'short',
            timeStyle: 'medium',
          });
          const local = clock.format(at);
          const time = readTimestamp(local, { zone });
          expect(time).toBeTypeOf('string');
          expect(clock.format(Date.parse(String(time)))).toBe(local);
        },
      ),
    );
  });

  it('has a zone by an offset or a name of the IANA database', () => {
    expect(['UTC', '+02:00', '-14:00', 'Europe/Berlin', 'America/Argentina/Ushuaia'].every(isZone)).toBe(
      true,
    );
    expect(['', '+2', '+25:00', 'Berlin', 'Europe/Nowhere', '02:00', 'local'].some(isZone)).toBe(false);
  });
});
