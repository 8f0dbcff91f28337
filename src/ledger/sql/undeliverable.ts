/** Customers whose messages came back, until somebody has dealt with them. */
import type { Queries } from '../database/database.ts';

export interface UndeliverableRow {
  readonly campaign: string;
  readonly identity_id: string;
  readonly cohort: string;
  readonly channel: string;
  /** Why, as the code of a mail server or a word of a provider. */
  readonly found: string;
  /** Of the last message that came back. */
  readonly handed_at: Date | null;
}

/** In the order of our ids, after one. @param limit one page */
export async function listUndeliverable(
  db: Queries,
  campaign: string | undefined,
  limit: number,
): Promise<{ readonly total: number; readonly rows: readonly UndeliverableRow[] }> {
  const { rows } = await db.query<UndeliverableRow & { readonly total: number }>(
    `select c.name as campaign, j.identity_id, j.cohort, coalesce(m.channel, j.channel) as channel,
            coalesce(m.found, '') as found, m.handed_at, count(*) over ()::int as total
       from journey j join campaign c on c.id = j.campaign_id
       left join lateral (select channel, found, handed_at from message m
             where m.campaign_id = j.campaign_id and m.identity_id = j.identity_id
               and m.state in ('bounced', 'refused') order by step desc limit 1) m on true
      where j.ended = 'undeliverable' and ($1::text is null or c.name = $1)
      order by c.id, j.identity_id limit $2`,
    [campaign ?? null, limit],
  );
  return { total: rows[0]?.total ?? 0, rows: rows.map(({ total: _, ...row }) => row) };
}

/** What became of one customer of the queue. */
export interface ResolvedRow {
  readonly identity_id: string;
  readonly campaign: string;
  readonly resolved: boolean;
}

const QUEUED = `queued as (
  select j.campaign_id, j.identity_id, c.name as campaign, c.state from journey j join campaign c on c.id = j.campaign_id
   where j.ended = 'undeliverable' and ($1::text is null or c.name = $1) and ($2::uuid[] is null or j.identity_id = any($2::uuid[]))
   for update of j
)`;

/** They are asked once more, at the address they have now, by the same words; not in a campaign that was stopped. */
export async function sendAgain(
  tx: Queries,
  campaign: string | undefined,
  ids: readonly string[] | undefined,
  now: Date,
): Promise<readonly ResolvedRow[]> {
  const { rows } = await tx.query<ResolvedRow>(
    `with ${QUEUED}, asked as (
       update journey j set ended = null from queued q
        where j.campaign_id = q.campaign_id and j.identity_id = q.identity_id and q.state <> 'stopped'
       returning j.campaign_id, j.identity_id
     ), again as (
       insert into message (campaign_id, identity_id, step, kind, channel, state, due_at)
       select a.campaign_id, a.identity_id, m.step + 1, m.kind, m.channel, 'due', $3
         from asked a cross join lateral (select step, kind, channel from message m
               where m.campaign_id = a.campaign_id and m.identity_id = a.identity_id order by step desc limit 1) m
     ), withdrawn as (
       update message m set state = 'withdrawn', sealed = null, found = 'sent again' from asked a
        where m.campaign_id = a.campaign_id and m.identity_id = a.identity_id and m.state = 'due'
     ), awake as (
       update campaign c set state = 'running', ended_at = null from asked a
        where c.id = a.campaign_id and c.state = 'done'
     )
     select identity_id, campaign, state <> 'stopped' as resolved from queued`,
    [campaign ?? null, ids ?? null, now],
  );
  return rows;
}

/** Nobody writes to them any more in this campaign: support has reached them otherwise, or nobody can. */
export async function giveUp(
  tx: Queries,
  campaign: string | undefined,
  ids: readonly string[] | undefined,
): Promise<readonly ResolvedRow[]> {
  const { rows } = await tx.query<ResolvedRow>(
    `with ${QUEUED}, ended as (
       update journey j set ended = 'stopped' from queued q
        where j.campaign_id = q.campaign_id and j.identity_id = q.identity_id
     )
     select identity_id, campaign, true as resolved from queued`,
    [campaign ?? null, ids ?? null],
  );
  return rows;
}
