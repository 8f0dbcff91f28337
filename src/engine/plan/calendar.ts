/**
 * May a wave be written now? Days, hours and freezes are those of the calendar's time zone, summer time included.
 *
 * @module
 */
import { type PlanCalendar, type PlanWindow, WEEKDAYS, type Weekday } from '../../identity/planned.ts';

export type Opening =
  | { readonly open: true }
  /** `next`: when it is to be expected, in the time zone of the calendar; absent: never, as things stand. */
  | { readonly open: false; readonly why: string; readonly next?: string };

/** What a wave says itself. */
export interface Timing {
  readonly notBefore?: string | undefined;
  readonly window?: PlanWindow | undefined;
}

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;
/** Days. A calendar that stays shut for longer is a mistake. */
const LOOK_AHEAD = 800;

/** @param now milliseconds since 1970 */
export function isOpen(timing: Timing, calendar: PlanCalendar, now: number): Opening {
  const local = localTime(now, calendar.timeZone);
  const why = whyShut(timing, calendar, local);
  if (why === undefined) return { open: true };
  const next = nextOpening(timing, calendar, local);
  return { open: false, why, ...(next === undefined ? {} : { next: `${next} ${calendar.timeZone}` }) };
}

interface LocalTime {
  /** `2026-12-24` */
  readonly day: string;
  readonly minutes: number;
}

function localTime(now: number, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

function whyShut(
  { notBefore, window }: Timing,
  calendar: PlanCalendar,
  { day, minutes }: LocalTime,
): string | undefined {
  if (notBefore !== undefined && day < notBefore) return `it begins on ${notBefore}`;
  const freeze = calendar.freezes.find(({ from, to }) => day >= from && day <= to);
  if (freeze !== undefined) return `nothing is written from ${freeze.from} to ${freeze.to}: ${freeze.reason}`;
  const hours = window ?? calendar.window;
  if (hours === undefined || isWithin(hours, day, minutes)) return undefined;
  return `it is written ${describeWindow(hours)} only (${calendar.timeZone})`;
}

/** A window past midnight belongs to the day on which it began. */
function isWithin({ days, from = '00:00', to = '24:00' }: PlanWindow, day: string, minutes: number): boolean {
  const start = minutesOf(from);
  const end = minutesOf(to);
  const allowed = (which: string) => days === undefined || days.includes(weekdayOf(which));
  if (start < end) return allowed(day) && minutes >= start && minutes < end;
  if (minutes >= start) return allowed(day);
  return minutes < end && allowed(dayAfter(day, -1));
}

function describeWindow({ days, from = '00:00', to = '24:00' }: PlanWindow): string {
  const when = days === undefined ? 'every day' : `on ${days.join(', ')}`;
  return from === '00:00' && to === '24:00' ? when : `${when} from ${from} to ${to}`;
}

/** `2027-01-07 09:00`: the first moment of an open stretch. */
function nextOpening(timing: Timing, calendar: PlanCalendar, after: LocalTime): string | undefined {
  const hours = timing.window ?? calendar.window;
  const starts = [0, minutesOf(hours?.from ?? '00:00')];
  for (let ahead = 0; ahead < LOOK_AHEAD; ahead += 1) {
    const day = dayAfter(after.day, ahead);
    const minutes = starts.find(
      (start) =>
        (ahead > 0 || start > after.minutes) &&
        whyShut(timing, calendar, { day, minutes: start }) === undefined,
    );
    if (minutes !== undefined) return `${day} ${clockOf(minutes)}`;
  }
  return undefined;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function clockOf(minutes: number): string {
  const within = minutes % DAY_MINUTES;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MINUTES * MINUTE).toISOString().slice(0, 10);
}

/** getUTCDay begins with Sunday. */
function weekdayOf(day: string): Weekday {
  const index = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return WEEKDAYS[index] ?? 'mon';
}
