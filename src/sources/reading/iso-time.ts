/**
 * Milliseconds as ISO 8601, for the thousands of times in every page.
 *
 * `Date.prototype.toISOString` was the largest single cost of understanding users of Keycloak and Firebase; most
 * times of an export fall on few days, whose date is worked out once.
 *
 * @module
 */

const DAY = 86_400_000;

/** Twenty years of days; then it starts afresh. */
const MOST_DAYS = 8_000;

const dates = new Map<number, string>();

/** The same text as `new Date(ms).toISOString()`, for whole milliseconds from 1970 to 9999. */
export function toIsoTime(ms: number): string {
  const day = Math.floor(ms / DAY);
  const rest = ms - day * DAY;
  const seconds = Math.floor(rest / 1_000);
  const minutes = Math.floor(seconds / 60);
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  const fraction = rest % 1_000;
  return `${dateOf(day)}T${clock}.${fraction < 100 ? '0' : ''}${two(fraction)}Z`;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MOST_DAYS) dates.clear();
  const date = new Date(day * DAY).toISOString().slice(0, 10);
  dates.set(day, date);
  return date;
}
