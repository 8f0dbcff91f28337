/**
 * When a message may go out: not in a customer's night, not on a frozen day, and no more than so many in an hour and a
 * day. Pure: what went out comes in as counts by the minute, so that all workers see the same.
 *
 * @module
 */
import type { PlanCalendar } from '../../identity/planned.ts';
import type { CampaignSettings } from './campaign.ts';

export type Hours = Pick<CampaignSettings, 'quiet' | 'timeZone' | 'freezes'> & {
  /** Of the plan: its freezes hold as well. */
  readonly calendar?: PlanCalendar;
};

export type Limits = Pick<CampaignSettings, 'perHour' | 'perDay'>;

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;
/** Of waiting for the next hour, at most: a calendar that stays shut for two years is a mistake. */
const LOOK_AHEAD = 800;

/** Milliseconds since 1970 from which on somebody in this zone may be written to; undefined: never, as things stand. */
export function openingFor(now: number, zone: string, hours: Hours): number | undefined {
  let at = now;
  // A step leads to the end of a night or of a day; summer time may need one more.
  for (let step = 0; step < 3 * LOOK_AHEAD; step += 1) {
    const wait = frozenFor(at, hours) ?? quietFor(at, zone, hours.quiet);
    if (wait === undefined) return at;
    at += wait;
  }
  return undefined;
}

/** Milliseconds to the end of a frozen day; undefined: it is none. */
function frozenFor(at: number, { timeZone, freezes, calendar }: Hours): number | undefined {
  const own = localTime(at, timeZone);
  if (freezes.includes(own.day)) return untilMinute(own, DAY_MINUTES);
  if (calendar === undefined) return undefined;
  const there = localTime(at, calendar.timeZone);
  const frozen = calendar.freezes.some(({ from, to }) => there.day >= from && there.day <= to);
  return frozen ? untilMinute(there, DAY_MINUTES) : undefined;
}

/** Milliseconds to the end of the customer's night; undefined: it is day. */
function quietFor(at: number, zone: string, quiet: Hours['quiet']): number | undefined {
  if (quiet === undefined) return undefined;
  const [from, to] = quiet;
  if (from === to) return undefined;
  const local = localTime(at, zone);
  const { minutes } = local;
  if (from < to) return minutes >= from && minutes < to ? untilMinute(local, to) : undefined;
  if (minutes >= from) return untilMinute(local, DAY_MINUTES + to);
  return minutes < to ? untilMinute(local, to) : undefined;
}

interface LocalTime {
  /** `2026-12-24` */
  readonly day: string;
  /** Whole minutes of the day, and milliseconds since the last of them. */
  readonly minutes: number;
  readonly beyond: number;
}

function untilMinute({ minutes, beyond }: LocalTime, minute: number): number {
  return (minute - minutes) * MINUTE - beyond;
}

function localTime(at: number, zone: string): LocalTime {
  const local = at + offsetOf(at, zone);
  const ofDay = ((local % DAY) + DAY) % DAY;
  return { day: dayOf(local), minutes: Math.floor(ofDay / MINUTE), beyond: ofDay % MINUTE };
}

const DAY = DAY_MINUTES * MINUTE;

/** The day of a moment as ISO date. A Date for each of a million customers would cost more than all the rest. */
let lastDay: { readonly number: number; readonly text: string } | undefined;

function dayOf(local: number): string {
  const number = Math.floor(local / DAY);
  if (lastDay?.number !== number)
    lastDay = { number, text: new Date(number * DAY).toISOString().slice(0, 10) };
  return lastDay.text;
}

/** Zones change their offset on quarters of an hour and no finer: one look-up holds for a quarter. */
const QUARTER = 15 * MINUTE;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, { readonly quarter: number; readonly offset: number }>();

/** Milliseconds that a zone is ahead of UTC. */
function offsetOf(at: number, zone: string): number {
  const quarter = Math.floor(at / QUARTER);
  const known = offsets.get(zone);
  if (known?.quarter === quarter) return known.offset;
  const offset = readOffset(quarter * QUARTER, zone);
  offsets.set(zone, { quarter, offset });
  return offset;
}

function readOffset(at: number, zone: string): number {
  const format = formats.get(zone) ?? makeFormat(zone);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}

function makeFormat(zone: string): Intl.DateTimeFormat {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** Milliseconds for which counts are needed. */
export const REMEMBERED = DAY + MINUTE;

/** What went out in which minute. */
export interface MinuteCount {
  readonly minute: Date;
  readonly count: number;
}

/**
 * How many may go out now. A minute counts as long as any of it lies within the last hour, or day, so the limits hold for
 * every hour and every day, whenever they begin; and no minute gets more than its share of the hour.
 */
export function roomAt(now: number, counts: readonly MinuteCount[], { perHour, perDay }: Limits): number {
  const since = (span: number) => sumSince(counts, now - span - MINUTE);
  const perMinute = Math.ceil(perHour / 60);
  return Math.max(
    0,
    Math.min(
      perMinute - sumSince(counts, minuteOf(now) - 1),
      perHour - since(60 * MINUTE),
      (perDay ?? Number.POSITIVE_INFINITY) - since(DAY),
    ),
  );
}

function sumSince(counts: readonly MinuteCount[], after: number): number {
  let sum = 0;
  for (const { minute, count } of counts) if (minute.getTime() > after) sum += count;
  return sum;
}

/** The beginning of its minute. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE;
}

/** What support can take, and what the mail server can: whichever is less. */
export function limitsOf({ perHour, perDay, ticketsPerDay, contactRate }: CampaignSettings): Limits {
  const support =
    ticketsPerDay === undefined || contactRate <= 0
      ? undefined
      : Math.max(1, Math.floor(ticketsPerDay / contactRate));
  const day = Math.min(perDay ?? Number.POSITIVE_INFINITY, support ?? Number.POSITIVE_INFINITY);
  return { perHour, ...(Number.isFinite(day) ? { perDay: day } : {}) };
}

/** `21:00` as minutes of the day. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
