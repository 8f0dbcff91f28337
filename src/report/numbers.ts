/**
 * How numbers, shares and days read in a report. English, as the reports are.
 *
 * @module
 */

/** Between a number and its unit: the two stay on one line. */
const NARROW = '\u00a0';

/** `1,204,331` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 customer`, `12,345 customers` */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)}${NARROW}${Math.round(value) === 1 ? noun : plural}`;
}

/**
 * `61 %`. Never rounds somebody away: a few of many are `< 1 %`, and all but a few are `> 99 %`. Nobody of nobody
 * is `–`.
 */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const share = (part / whole) * 100;
  if (share > 0 && share < 1) return `<${NARROW}1${NARROW}%`;
  if (share < 100 && share > 99) return `>${NARROW}99${NARROW}%`;
  return `${Math.round(share)}${NARROW}%`;
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `12 November 2026`; what is no time stays as it is. */
export function day(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : DAY.format(at).replaceAll(' ', NARROW);
}

/** `12 November 2026, 14:05 UTC` */
export function moment(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : `${day(time)}, ${new Date(at).toISOString().slice(11, 16)}${NARROW}UTC`;
}

/** One decimal is a tenth of a pixel: enough, and half the bytes. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** `one, two and three` */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `1,200 (800 to 2,400)`: what is stated, and its ends. */
export function ranged({ value, low, high }: { value: number; low: number; high: number }): string {
  return low === high ? count(value) : `${count(value)} (${count(low)} to ${count(high)})`;
}

/** `20 minutes`, `3.5 hours`, `12 days`; from seconds. */
export function duration(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, name] = units.find(([unit]) => seconds >= unit * 1.5) ?? [1, 'second'];
  const value = seconds / size;
  const text = value < 10 ? String(Math.round(value * 10) / 10) : count(value);
  return `${text}${NARROW}${text === '1' ? name : `${name}s`}`;
}

/** `43 % to 72 %`, of shares from 0 to 1; once where both read the same. */
export function shareBetween([low, high]: readonly [number, number]): string {
  const [from, to] = [percent(low, 1), percent(high, 1)];
  return from === to ? from : `${from} to ${to}`;
}
