/**
 * Counts answers and writes them down every few seconds; reads them again as rates and percentiles.
 *
 * A crash loses the seconds that were not written yet: these are statistics, the truth about customers is in the
 * events.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { addLogins, LATENCY_BUCKETS, type LoginCount, readLogins } from '../../ledger/sql/login-history.ts';

export interface Counted {
  readonly hook: string;
  readonly op: string;
  readonly cohort: string;
  readonly judge: string;
  readonly outcome: string;
  /** Milliseconds. */
  readonly took: number;
}

export interface History {
  add(counted: Counted): void;
  /** Writes down what was counted; what cannot be written stays for the next time. */
  flush(): Promise<void>;
}

type Counting = LoginCount & { count: number; readonly buckets: number[] };

const MINUTE = 60_000;

/** Combinations kept while the ledger is away: more would be an attack on our memory. */
const MOST = 10_000;

export function createHistory({ db }: Pick<Ledger, 'db'>, now: () => number): History {
  let counts = new Map<string, Counting>();

  return {
    add({ hook, op, cohort, judge, outcome, took }) {
      const minute = Math.floor(now() / MINUTE) * MINUTE;
      const key = JSON.stringify([minute, hook, op, cohort, judge, outcome]);
      let row = counts.get(key);
      if (row === undefined) {
        if (counts.size >= MOST) return;
        const buckets = Array.from({ length: LATENCY_BUCKETS.length + 1 }, () => 0);
        row = { minute: new Date(minute), hook, op, cohort, judge, outcome, count: 0, buckets };
        counts.set(key, row);
      }
      row.count += 1;
      const bucket = LATENCY_BUCKETS.findIndex((end) => took <= end);
      const place = bucket < 0 ? LATENCY_BUCKETS.length : bucket;
      row.buckets[place] = (row.buckets[place] ?? 0) + 1;
    },
    async flush() {
      const written = counts;
      counts = new Map();
      try {
        await addLogins(db, [...written.values()]);
      } catch (error) {
        for (const [key, row] of counts) addUp(written, key, row);
        counts = written;
        throw error;
      }
    },
  };
}

/** One row for one key: an insert that held two would be refused, this time and every time after. */
function addUp(counts: Map<string, Counting>, key: string, more: Counting): void {
  const row = counts.get(key);
  if (row === undefined) {
    counts.set(key, more);
    return;
  }
  row.count += more.count;
  for (const [place, count] of more.buckets.entries()) row.buckets[place] = (row.buckets[place] ?? 0) + count;
}

/** One line of a chart. */
export interface LoginSummary {
  readonly from: Date;
  readonly until: Date;
  readonly answers: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly byJudge: Readonly<Record<string, number>>;
  /** Share of right passwords that the legacy still had to judge; undefined: there were none. */
  readonly legacyShare: number | undefined;
  /** Share of questions that ended in a technical error. */
  readonly failedShare: number;
  /** Milliseconds, the upper end of the bucket; undefined: beyond the last, or no answers. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

export async function readHistory(
  { db }: Pick<Ledger, 'db'>,
  from: Date,
  until: Date,
  only: { readonly hook?: string; readonly cohort?: string } = {},
): Promise<LoginSummary> {
  const rows = (await readLogins(db, from, until)).filter(
    ({ op, hook, cohort }) =>
      op === 'verify' && (only.hook ?? hook) === hook && (only.cohort ?? cohort) === cohort,
  );
  const answers = sum(rows);
  const right = rows.filter(({ outcome }) => outcome.startsWith('match'));
  const byLegacy = right.filter(({ judge }) => judge === 'legacy');
  return {
    from,
    until,
    answers,
    byOutcome: sumBy(rows, ({ outcome }) => outcome),
    byJudge: sumBy(rows, ({ judge }) => judge),
    legacyShare: right.length === 0 ? undefined : sum(byLegacy) / sum(right),
    failedShare:
      answers === 0 ? 0 : sum(rows.filter(({ outcome }) => outcome === 'technical-error')) / answers,
    p50: percentile(rows, 0.5),
    p99: percentile(rows, 0.99),
  };
}

function sum(rows: readonly LoginCount[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function sumBy(rows: readonly LoginCount[], nameOf: (row: LoginCount) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[nameOf(row)] = (sums[nameOf(row)] ?? 0) + row.count;
  return sums;
}

function percentile(rows: readonly LoginCount[], share: number): number | undefined {
  const wanted = sum(rows) * share;
  if (wanted === 0) return undefined;
  let reached = 0;
  for (const [index, end] of LATENCY_BUCKETS.entries()) {
    reached += rows.reduce((total, { buckets }) => total + (buckets[index] ?? 0), 0);
    if (reached >= wanted) return end;
  }
  return undefined;
}
