/** How much went out in each minute, of which campaign: what the limits of all workers together are kept by. */
import type { Database, Queries } from '../database/database.ts';

/** Workers count what they may send one after another, so that together they keep the limits. */
export async function lockSending(tx: Queries, { schema }: Pick<Database, 'schema'>): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`footbridge:sending:${schema}`]);
}

export interface SendingMinute {
  readonly minute: Date;
  readonly count: number;
}

/** Minutes since then in which anything went out, of all campaigns together. */
export async function readSending(db: Queries, since: Date): Promise<readonly SendingMinute[]> {
  const { rows } = await db.query<SendingMinute>(
    'select minute, sum(count)::int as count from sending where minute >= $1 group by minute',
    [since],
  );
  return rows;
}

export async function countSending(
  tx: Queries,
  minute: Date,
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  await tx.query(
    `insert into sending (minute, campaign_id, count) select $1, * from unnest($2::int[], $3::int[])
     on conflict (minute, campaign_id) do update set count = sending.count + excluded.count`,
    [minute, [...counts.keys()], [...counts.values()]],
  );
}

/** They never went out. Only of the minute they were counted in, so nothing is counted twice. */
export async function uncountSending(
  db: Queries,
  minute: Date,
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  await db.query(
    `update sending set count = greatest(sending.count - given.count, 0)
       from unnest($2::int[], $3::int[]) as given(campaign_id, count)
      where sending.minute = $1 and sending.campaign_id = given.campaign_id`,
    [minute, [...counts.keys()], [...counts.values()]],
  );
}
