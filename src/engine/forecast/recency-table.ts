/**
 * The counts a return-time model is fitted to, in the shape the likelihood walks through.
 *
 * A customer whose last login lies on the day they joined has not logged in since: many systems write the sign-up as a
 * login. They count, like those who never logged in, as "no login for so long", which is what is known about them.
 *
 * @module
 */
import { binEnd } from '../assess/age-bins.ts';
import type { RecencyCell } from '../assess/assessment.ts';

export interface RecencyTable {
  readonly customers: number;
  /** Edges of ages, days, the first 0; cells point into it. */
  readonly edges: Float64Array;
  /** Days since joining; cells point into it. */
  readonly tenures: Float64Array;
  readonly cells: readonly TableCell[];
  /** Nobody knows when they joined and they never logged in: nothing can be said about them. */
  readonly unknown: number;
  readonly withoutTenure: number;
  /** Last login before joining. */
  readonly contradicted: number;
}

export interface TableCell {
  /** Index of the edge at which the age begins. */
  readonly from: number;
  /** Index of the edge at which it ends; -1: no login since `from`, however long ago the last one was. */
  readonly to: number;
  readonly tenure: number;
  readonly count: number;
}

/** @param days edges that are wanted whether anybody stands there or not. */
export function toRecencyTable(cells: readonly RecencyCell[], days: readonly number[] = []): RecencyTable {
  const longest = longestOf(cells);
  const edges = createIndex(days);
  const tenures = createIndex();
  const counts = new Map<string, { from: number; to: number; tenure: number; count: number }>();
  const tally = { unknown: 0, withoutTenure: 0, contradicted: 0, customers: 0 };
  for (const cell of cells) {
    const { ageDays, tenureDays, count } = cell;
    if (count <= 0) continue;
    if (ageDays === null && tenureDays === null) {
      tally.unknown += count;
      continue;
    }
    tally.customers += count;
    if (tenureDays === null) tally.withoutTenure += count;
    if (ageDays !== null && tenureDays !== null && ageDays > tenureDays) tally.contradicted += count;
    const tenure = tenureDays === null ? longest : middleOf(tenureDays);
    // Never, and not since the day they joined, are one event: seen apart, the one would be counted into the other.
    const silent = ageDays === null || (tenureDays !== null && ageDays >= tenureDays);
    const since = silent ? (tenureDays ?? longest) : ageDays;
    const end = silent ? undefined : lastDayOf(ageDays);
    const joined = Math.max(tenure, end ?? since);
    const [from, to, at] = [edges.of(since), end === undefined ? -1 : edges.of(end), tenures.of(joined)];
    const key = `${from} ${to} ${at}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { from, to, tenure: at, count });
    else known.count += count;
  }
  return { ...tally, edges: edges.values(), tenures: tenures.values(), cells: [...counts.values()] };
}

/** Days of the longest history there is: what stands in for the tenure of those who have none. */
function longestOf(cells: readonly RecencyCell[]): number {
  let longest = 1;
  for (const { ageDays, tenureDays } of cells) {
    const days = Math.max(ageDays ?? 0, tenureDays ?? 0);
    longest = Math.max(longest, middleOf(days));
  }
  return longest;
}

/** The end of the bin; an impossible age has none, and gets the width of its neighbours. */
function lastDayOf(days: number): number {
  const end = binEnd(days);
  return Number.isFinite(end) ? end : days * 1.05;
}

/** The middle of the bin; its start where it has no end. */
function middleOf(days: number): number {
  const end = binEnd(days);
  return Number.isFinite(end) ? (days + end) / 2 : days;
}

/** Gives every different number a place; 0 is always the first. */
function createIndex(first: readonly number[] = []) {
  const places = new Map<number, number>();
  const of = (value: number): number => {
    const known = places.get(value);
    if (known !== undefined) return known;
    places.set(value, places.size);
    return places.size - 1;
  };
  for (const value of [0, ...first]) of(value);
  return { of, values: () => Float64Array.from(places.keys()) };
}
