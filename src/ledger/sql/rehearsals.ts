/** Rehearsals: what each measured, and the newest that a forecast may count on. */
import type { Queries } from '../database/database.ts';

interface RehearsalRow {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly target: string;
  readonly targetFingerprint: string;
  readonly usersPerSecond: number;
}

export async function insertRehearsal(tx: Queries, rehearsal: RehearsalRow): Promise<void> {
  const { id, at, by, target, targetFingerprint, usersPerSecond } = rehearsal;
  await tx.query(
    `insert into rehearsal (id, at, by_whom, target, target_fingerprint, users_per_second, document)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, at, by, target, targetFingerprint, usersPerSecond, JSON.stringify(rehearsal)],
  );
}

export interface RehearsedRate {
  readonly at: Date;
  /** Written, over all waves. */
  readonly customers: number;
  readonly usersPerSecond: number;
  /** Absent where its batches were not looked at. */
  readonly low: number | null;
  readonly high: number | null;
  /** Where: in the very target this ledger belongs to, in another one; `unknown` before the first import. */
  readonly place: 'here' | 'elsewhere' | 'unknown';
}

/** The newest that wrote so many into a target of this kind. */
export async function newestRehearsal(
  db: Queries,
  target: string,
  fewest: number,
): Promise<RehearsedRate | undefined> {
  const { rows } = await db.query<RehearsedRate>(
    `select r.at, written.customers, r.users_per_second as "usersPerSecond",
            (r.document #>> '{rate,low}')::float8 as low, (r.document #>> '{rate,high}')::float8 as high,
            case when ledger.target is null then 'unknown'
                 when ledger.target = r.target || ':' || r.target_fingerprint then 'here'
                 else 'elsewhere' end as place
       from rehearsal r cross join ledger
       cross join lateral (select coalesce(sum((wave ->> 'users')::int), 0)::int as customers
                             from jsonb_array_elements(r.document -> 'waves') as wave) as written
      where r.target = $1 and r.users_per_second > 0 and written.customers >= $2
      order by r.at desc limit 1`,
    [target, fewest],
  );
  return rows[0];
}
