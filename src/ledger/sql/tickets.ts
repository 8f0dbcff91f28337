/**
 * Tickets of the help desk: taken in once each, and counted.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export interface NewTicket {
  readonly source: string;
  readonly id: string;
  readonly at: Date;
  /** Keyed hashes of what the help desk says the customer logs in with; empty: it does not say. */
  readonly hashes: readonly string[];
  readonly tags: readonly string[];
}

export interface TakenTickets {
  /** Of those given; the others were here already. */
  readonly added: number;
  /** Of those added: whose customer we know. */
  readonly joined: number;
}

/**
 * Puts in what is new, with the customer where exactly one answers to the hashes, and with the newest campaign that had
 * sent them something, or is at it.
 */
export async function insertTickets(tx: Queries, tickets: readonly NewTicket[]): Promise<TakenTickets> {
  const { rows } = await tx.query<TakenTickets>(
    `with given as (
       select * from jsonb_to_recordset($1::jsonb) as t(source text, id text, at timestamptz, hashes uuid[], tags text[])
     ), whose as (
       select g.source, g.id, min(k.identity_id::text)::uuid as identity_id
         from given g join identifier k on k.hash = any(g.hashes)
        group by 1, 2 having count(distinct k.identity_id) = 1
     ), added as (
       insert into ticket (source, id, at, identity_id, campaign_id, cohort, tags)
       select g.source, g.id, g.at, w.identity_id,
              (select j.campaign_id from journey j
                where j.identity_id = w.identity_id and j.sent_at <= g.at order by j.sent_at desc limit 1),
              coalesce((select i.cohort from identity i where i.id = w.identity_id), ''), g.tags
         from given g left join whose w using (source, id)
       on conflict (source, id) do nothing
       returning identity_id
     )
     select count(*)::int as added, count(identity_id)::int as joined from added`,
    [JSON.stringify(tickets.map(({ at, ...one }) => ({ ...one, at: at.toISOString() })))],
  );
  return rows[0] ?? { added: 0, joined: 0 };
}

export interface TicketTotal {
  /** UTC. */
  readonly day: string;
  readonly campaign: string | null;
  readonly cohort: string;
  readonly count: number;
}

export async function totalTickets(db: Queries, since: Date, until: Date): Promise<readonly TicketTotal[]> {
  const { rows } = await db.query<TicketTotal>(
    `select to_char(t.at at time zone 'UTC', 'YYYY-MM-DD') as day, c.name as campaign, t.cohort, count(*)::int as count
       from ticket t left join campaign c on c.id = t.campaign_id
      where t.at >= $1 and t.at < $2 group by 1, 2, 3 order by 1, 2 nulls last, 3`,
    [since, until],
  );
  return rows;
}

export interface TagCount {
  readonly tag: string;
  readonly count: number;
}

/** More than these nobody reads at once. */
const MOST_TAGS = 20;

/** Of a campaign, or of a time. */
export async function countTags(
  db: Queries,
  of: { readonly campaignId: number } | { readonly since: Date; readonly until: Date },
): Promise<readonly TagCount[]> {
  const [where, values] =
    'campaignId' in of
      ? ['campaign_id = $1', [of.campaignId]]
      : ['at >= $1 and at < $2', [of.since, of.until]];
  const { rows } = await db.query<TagCount>(
    `select tag, count(*)::int as count from ticket, unnest(tags) as tag where ${where}
      group by 1 order by 2 desc, 1 limit ${MOST_TAGS}`,
    values,
  );
  return rows;
}

/** Of one campaign, by day in UTC. */
export async function ticketDays(
  db: Queries,
  campaignId: number,
): Promise<readonly { readonly day: string; readonly count: number }[]> {
  const { rows } = await db.query<{ day: string; count: number }>(
    `select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as count
       from ticket where campaign_id = $1 group by 1 order by 1`,
    [campaignId],
  );
  return rows;
}
