/**
 * Login history: answers added up by the minute, for gates and charts. No customer is in it.
 *
 * Every instance adds what it counted every few seconds; the rows of a minute are few (hook × outcome × cohort), so
 * that a year of five hooks is some million narrow rows. Latency stands as a histogram: percentiles of several
 * instances cannot be added, buckets can.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

/** Upper ends in milliseconds; one more bucket holds the rest. */
export const LATENCY_BUCKETS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

export interface LoginCount {
  readonly minute: Date;
  readonly hook: string;
  readonly op: string;
  readonly cohort: string;
  readonly judge: string;
  readonly outcome: string;
  readonly count: number;
  readonly buckets: readonly number[];
}

export async function addLogins(db: Queries, counts: readonly LoginCount[]): Promise<void> {
  if (counts.length === 0) return;
  await db.query(
    `insert into login as l (minute, hook, op, cohort, judge, outcome, count, buckets)
     select minute, hook, op, cohort, judge, outcome, count, buckets
       from jsonb_to_recordset($1::jsonb) as n(minute timestamptz, hook text, op text, cohort text, judge text,
            outcome text, count int, buckets int[])
      order by minute, hook, op, cohort, judge, outcome
     on conflict (minute, hook, op, cohort, judge, outcome) do update
        set count = l.count + excluded.count,
            buckets = (select array_agg(a + b order by place)
                         from unnest(l.buckets, excluded.buckets) with ordinality as u(a, b, place))`,
    [JSON.stringify(counts)],
  );
}

export async function readLogins(db: Queries, from: Date, until: Date): Promise<readonly LoginCount[]> {
  const { rows } = await db.query<LoginCount>(
    `select minute, hook, op, cohort, judge, outcome, count, buckets from login
      where minute >= $1 and minute < $2 order by minute, hook, op, cohort, judge, outcome`,
    [from, until],
  );
  return rows;
}

/** @returns rows that went */
export async function forgetLogins(db: Queries, before: Date): Promise<number> {
  const { count } = await db.query('delete from login where minute < $1', [before]);
  await db.query('delete from disagreement where at < $1', [before]);
  return count;
}

export interface Disagreement {
  readonly identity_id: string;
  readonly password_format: string | null;
  readonly vault: string;
  readonly legacy: string;
}

export async function addDisagreement(db: Queries, one: Disagreement): Promise<void> {
  await db.query(
    'insert into disagreement (identity_id, password_format, vault, legacy) values ($1, $2, $3, $4)',
    [one.identity_id, one.password_format, one.vault, one.legacy],
  );
}

export async function tallyDisagreements(
  db: Queries,
): Promise<readonly (Omit<Disagreement, 'identity_id'> & { readonly count: number })[]> {
  const { rows } = await db.query<Omit<Disagreement, 'identity_id'> & { count: number }>(
    `select password_format, vault, legacy, count(*) as count from disagreement group by 1, 2, 3
      order by count(*) desc, 1, 2, 3`,
  );
  return rows;
}
