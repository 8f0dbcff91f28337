/**
 * Times as days: what ages, bands and the return-time model are counted in.
 *
 * Days are counted from 1970-01-01 in UTC. What ages are counted back from is known only at the end of the source, so
 * everything is kept by absolute day and folded then.
 *
 * @module
 */
import { binOf } from './age-bins.ts';
import type { ActivityBand, Counts, RecencyCell } from './assessment.ts';

/** Milliseconds. */
const DAY = 86_400_000;

/** Of an ISO 8601 time. By its digits where it is in UTC, which is five times as fast as parsing it whole. */
export function dayOf(time: string): number {
  return time.endsWith('Z') && time.charCodeAt(4) === 45
    ? dayOfDigits(time)
    : Math.floor(Date.parse(time) / DAY);
}

export function isoOfDay(day: number): string {
  return new Date(day * DAY).toISOString();
}

/** Days from the civil date, http://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function dayOfDigits(time: string): number {
  const month = digits(time, 5, 2);
  const year = digits(time, 0, 4) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const ofEra = year - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + digits(time, 8, 2) - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function digits(text: string, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) number = number * 10 + text.charCodeAt(i) - 48;
  return number;
}

/** `'7 days'` holds up to and with seven. */
const BANDS: readonly (readonly [ActivityBand, number])[] = [
  ['7 days', 7],
  ['30 days', 30],
  ['90 days', 90],
  ['1 year', 365],
  ['2 years', 730],
  ['older', Number.POSITIVE_INFINITY],
];

export function activityBand(days: number): ActivityBand {
  return BANDS.find(([, most]) => days <= most)?.[0] ?? 'older';
}

const PASSWORD_AGES: readonly (readonly [string, number])[] = [
  ['1 year', 365],
  ['2 years', 730],
  ['5 years', 1_826],
  ['10 years', 3_652],
  ['older', Number.POSITIVE_INFINITY],
];

/** How many of `days` are so old, in bands; `unknown` have none. */
export function passwordAges(days: ReadonlyMap<number, number>, unknown: number, asOf: number): Counts {
  const counts: Record<string, number> = {};
  for (const [name] of PASSWORD_AGES) counts[name] = 0;
  for (const [day, count] of days) {
    const name = PASSWORD_AGES.find(([, most]) => asOf - day <= most)?.[0] ?? 'older';
    counts[name] = (counts[name] ?? 0) + count;
  }
  if (unknown > 0) counts.unknown = unknown;
  return counts;
}

/** Distances from the newest day beyond which neighbours are put together, and by how much: an error of 2 %. */
const FINE_DAYS = 100;
const FINE_STEP = 1.02;

/** Days fit in 16 bits until 2149. */
const BASE = 65_536;
const NONE = 0;

/**
 * Last login × sign-up by absolute day, coarser the longer ago: at most some 45,000 cells, whatever the source holds.
 */
export class RecencyGrid {
  readonly #cells = new Map<number, number>();
  #newest = 0;

  /** `undefined`: never, and not known. */
  add(login: number | undefined, signUp: number | undefined, count: number): void {
    if (login !== undefined && login > this.#newest) this.#newest = login;
    if (signUp !== undefined && signUp > this.#newest) this.#newest = signUp;
    this.#increase(this.#coarse(login) * BASE + this.#coarse(signUp), count);
  }

  merge(other: RecencyGrid): void {
    this.#newest = Math.max(this.#newest, other.#newest);
    for (const [cell, count] of other.#cells) this.#increase(cell, count);
  }

  fold(asOf: number): readonly RecencyCell[] {
    const folded = new Map<string, RecencyCell>();
    for (const [cell, count] of this.#cells) {
      const ageDays = ageOf(Math.floor(cell / BASE), asOf);
      const tenureDays = ageOf(cell % BASE, asOf);
      const key = `${ageDays} ${tenureDays}`;
      folded.set(key, { ageDays, tenureDays, count: count + (folded.get(key)?.count ?? 0) });
    }
    return [...folded.values()].sort(
      (a, b) => order(a.ageDays, b.ageDays) || order(a.tenureDays, b.tenureDays),
    );
  }

  #increase(cell: number, by: number): void {
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + by);
  }

  #coarse(day: number | undefined): number {
    if (day === undefined || day < 0) return NONE;
    const distance = this.#newest - day;
    if (distance <= FINE_DAYS) return day + 1;
    return Math.max(this.#newest - (COARSE[distance] ?? distance), 0) + 1;
  }
}

/** Distance → the lower edge of its step. A logarithm for each of millions of rows takes longer than all the rest. */
const COARSE: readonly number[] = Array.from({ length: BASE }, (_, distance) => {
  if (distance <= FINE_DAYS) return distance;
  const steps = Math.floor(Math.log(distance / FINE_DAYS) / Math.log(FINE_STEP));
  return Math.round(FINE_DAYS * FINE_STEP ** steps);
});

function ageOf(cell: number, asOf: number): number | null {
  return cell === NONE ? null : binOf(asOf - (cell - 1));
}

/** `null` last. */
function order(a: number | null, b: number | null): number {
  return (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER);
}
