/**
 * The offset of a local time in a zone: `UTC`, a fixed offset, or a name of the IANA database.
 *
 * The rules come with Node (ICU). Asking them takes about 3 µs, so answers are kept per quarter of an hour: every
 * change of clocks since 1900 happened on one.
 *
 * @see https://www.iana.org/time-zones
 * @module
 */

const FIXED = /^[+-](?:0\d|1[0-4]):[0-5]\d$/;
const QUARTER = 15 * 60_000;
const DAY = 24 * 60 * 60_000;

/** A lifetime of hours; reached only by a source that makes its times up. 8 MB. */
const MOST_ANSWERS = 100_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Start of a quarter of an hour, UTC → offset, both in milliseconds. */
  readonly answers: Map<number, number>;
}

const zones = new Map<string, Zone>();

/** Is this a zone we can convert from? */
export function isZone(zone: string): boolean {
  if (zone === 'UTC' || FIXED.test(zone)) return true;
  try {
    return /^[A-Z]/i.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * `Z` or `+02:00`.
 *
 * @param local the clock on the wall, as if it were UTC, in milliseconds
 * @returns undefined when the clock never showed that time
 */
export function offsetOfLocalTime(zone: string, local: number): string | undefined {
  if (zone === 'UTC') return 'Z';
  if (FIXED.test(zone)) return zone;
  const rules = openZone(zone);
  const candidates = [offsetAt(rules, local - DAY), offsetAt(rules, local + DAY)];
  const fitting = candidates.filter((offset) => offsetAt(rules, local - offset) === offset);
  if (fitting.length === 0) return undefined;
  return formatOffset(Math.max(...fitting));
}

function openZone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
  const zone = { format, answers: new Map<number, number>() };
  zones.set(name, zone);
  return zone;
}

function offsetAt({ format, answers }: Zone, instant: number): number {
  const quarter = Math.floor(instant / QUARTER) * QUARTER;
  const known = answers.get(quarter);
  if (known !== undefined) return known;
  const name = format.formatToParts(quarter).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(quarter, offset);
  return offset;
}

function formatOffset(milliseconds: number): string {
  const minutes = Math.abs(milliseconds) / 60_000;
  const part = (number: number) => String(Math.floor(number)).padStart(2, '0');
  return `${milliseconds < 0 ? '-' : '+'}${part(minutes / 60)}:${part(minutes % 60)}`;
}
