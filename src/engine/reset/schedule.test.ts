/** When a message may go out, for every clock and every limit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hours, limitsOf, type MinuteCount, minuteOf, openingFor, roomAt } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 20, 12);
const OPEN: Hours = { timeZone: 'UTC', freezes: [] };
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham'];

/** What the clock on the wall says: worked out anew, so that the test does not believe what it tests. */
function wallClock(at: number, timeZone: string): { readonly day: string; readonly minutes: number } {
  const format = clocks.get(timeZone) ?? makeClock(timeZone);
  const [day = '', time = ''] = format.format(at).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { day, minutes: hour * 60 + minute };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function makeClock(timeZone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(timeZone, format);
  return format;
}

function isNight(minutes: number, [from, to]: readonly [number, number]): boolean {
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
}

describe('the hours of a customer', () => {
  it('are always open where nobody said otherwise', () => {
    expect(openingFor(NOON, 'Asia/Tokyo', OPEN)).toBe(NOON);
  });

  it('end at night by the clock of the customer, and begin in the morning', () => {
    const hours: Hours = { ...OPEN, quiet: [21 * 60, 8 * 60] };
    expect(openingFor(NOON, 'Europe/Berlin', hours)).toBe(NOON);
    expect(openingFor(NOON, 'Asia/Tokyo', hours)).toBe(Date.UTC(2026, 10, 20, 23));
    expect(openingFor(NOON, 'America/Los_Angeles', hours)).toBe(Date.UTC(2026, 10, 20, 16));
  });

  it('leave out the freezes of the configuration and of the plan, each by its own clock', () => {
    const freezes = [{ from: '2026-11-21', to: '2026-11-22', reason: 'sale' }];
    const hours: Hours = {
      ...OPEN,
      freezes: ['2026-11-20'],
      calendar: { timeZone: 'Europe/Berlin', freezes },
    };
    expect(openingFor(NOON, 'UTC', hours)).toBe(Date.UTC(2026, 10, 22, 23));
  });

  it('never begin where every day is frozen', () => {
    const calendar = { timeZone: 'UTC', freezes: [{ from: '2026-01-01', to: '2099-01-01', reason: 'no' }] };
    expect(openingFor(NOON, 'UTC', { ...OPEN, calendar })).toBeUndefined();
  });

  it('are the first moment that is neither night nor frozen, whatever the zone and through summer time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }),
        fc.constantFrom(...ZONES),
        fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1439 })),
        fc.integer({ min: 0, max: 3 }),
        (now, zone, quiet, frozenDays) => {
          fc.pre(quiet[0] !== quiet[1]);
          const freezes = Array.from(
            { length: frozenDays },
            (_, index) => wallClock(now + index * DAY, 'UTC').day,
          );
          const opening = openingFor(now, zone, { timeZone: 'UTC', freezes, quiet }) ?? Number.NaN;
          const isShut = (at: number) =>
            isNight(wallClock(at, zone).minutes, quiet) || freezes.includes(wallClock(at, 'UTC').day);
          expect(isShut(opening)).toBe(false);
          expect(opening).toBeGreaterThanOrEqual(now);
          // Until then it was shut.
          for (let before = now; before < opening; before += 97 * MINUTE) expect(isShut(before)).toBe(true);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('the limits', () => {
  it('let an hour flow evenly, minute by minute', () => {
    expect(roomAt(NOON, [], { perHour: 1_000 })).toBe(17);
    expect(roomAt(NOON, [{ minute: new Date(NOON), count: 17 }], { perHour: 1_000 })).toBe(0);
  });

  it('give support no more than it can take', () => {
    const settings = { perHour: 1_000, contactRate: 0.03, ticketsPerDay: 30 };
    expect(limitsOf({ ...SETTINGS, ...settings })).toEqual({ perHour: 1_000, perDay: 1_000 });
    expect(limitsOf({ ...SETTINGS, ...settings, perDay: 200 })).toEqual({ perHour: 1_000, perDay: 200 });
  });

  it('hold in every hour and every day, whenever workers come, and everything goes out in the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 300 }),
        fc.option(fc.integer({ min: 20, max: 500 }), { nil: undefined }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 5_000, max: 40 * MINUTE }), { minLength: 1, maxLength: 20 }),
        (perHour, perDay, messages, pauses) => {
          const limits = { perHour, ...(perDay === undefined ? {} : { perDay }) };
          const sent = sendAll(messages, limits, pauses);
          expect(sent.length).toBe(messages);
          expect(mostWithin(sent, HOUR)).toBeLessThanOrEqual(perHour);
          expect(mostWithin(sent, DAY)).toBeLessThanOrEqual(perDay ?? Number.POSITIVE_INFINITY);
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** A worker that comes at odd times and takes all it may. @returns when each message went out */
function sendAll(
  messages: number,
  limits: Parameters<typeof roomAt>[2],
  pauses: readonly number[],
): number[] {
  const counts = new Map<number, number>();
  const sent: number[] = [];
  let now = NOON;
  for (let turn = 0; sent.length < messages; turn += 1) {
    const known = [...counts].map(([minute, count]): MinuteCount => ({ minute: new Date(minute), count }));
    const room = Math.min(roomAt(now, known, limits), messages - sent.length);
    for (let one = 0; one < room; one += 1) sent.push(now);
    if (room > 0) counts.set(minuteOf(now), (counts.get(minuteOf(now)) ?? 0) + room);
    now += pauses[turn % pauses.length] ?? MINUTE;
    if (now > NOON + 4_000 * DAY) throw new Error('it never ends');
  }
  return sent;
}

function mostWithin(sent: readonly number[], span: number): number {
  let most = 0;
  let from = 0;
  for (let to = 0; to < sent.length; to += 1) {
    while ((sent[to] ?? 0) - (sent[from] ?? 0) >= span) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

const SETTINGS = {
  purpose: 'reset' as const,
  cohorts: [],
  remindAfterDays: [],
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
};
