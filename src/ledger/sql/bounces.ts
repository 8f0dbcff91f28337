/**
 * What came back about messages: one statement for each kind, so that a repetition changes nothing but the count of soft
 * ones.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

/** By our number, or by what the channel calls it. */
export type MessageKey = { readonly id: number } | { readonly reference: string };

export interface BouncedRow {
  readonly id: number;
  readonly identity_id: string;
  readonly campaign_id: number | null;
  readonly campaign: string | null;
  readonly state: string;
  readonly step: number;
}

/** The one message; undefined: none of ours has gone out under this name, or several have. */
export async function findSent(tx: Queries, key: MessageKey): Promise<BouncedRow | undefined> {
  const [where, value] = 'id' in key ? ['m.id = $1', key.id] : ['m.reference = $1', key.reference];
  const { rows } = await tx.query<BouncedRow>(
    `select m.id, m.identity_id, m.campaign_id, c.name as campaign, m.state, m.step
       from message m left join campaign c on c.id = m.campaign_id
      where ${where} and (m.state in ('called', 'handed', 'bounced', 'complained') or m.perhaps_twice) limit 2`,
    [value],
  );
  return rows.length === 1 ? rows[0] : undefined;
}

/** The journey it belongs to: of its own campaign, else the last one of the customer. */
const JOURNEY = `journey.identity_id = $1 and journey.campaign_id =
  coalesce($2::int, (select max(campaign_id) from journey where identity_id = $1))`;

/** Another message came back before, and a later one than either was sent because of it: perhaps to another address. */
const ASKED_AGAIN = `select from message later
    join message known on known.campaign_id = later.campaign_id and known.identity_id = later.identity_id
      and known.step < later.step and known.step <> $3 and known.state in ('bounced', 'refused')
   where later.campaign_id = $2::int and later.identity_id = $1 and later.step > $3
     and later.state in ('due', 'taken', 'called', 'handed')`;

/** The address is none. @returns whether that was news */
export async function markBounced(tx: Queries, row: BouncedRow, found: string): Promise<boolean> {
  const { count } = await tx.query(
    `update message set state = 'bounced', found = $2, sealed = null where id = $1 and state <> 'bounced'`,
    [row.id, found],
  );
  if (count === 0) return false;
  await tx.query(
    `update journey set ended = 'undeliverable' where ${JOURNEY} and ended is null and done_at is null
        and not exists (${ASKED_AGAIN})`,
    [row.identity_id, row.campaign_id, row.step],
  );
  return true;
}

export async function countSoft(tx: Queries, { id }: BouncedRow, found: string): Promise<void> {
  await tx.query(
    `update message set soft_bounces = least(soft_bounces + 1, 32767), found = $2 where id = $1 and state <> 'bounced'`,
    [id, found],
  );
}

/** The customer calls it spam. @returns whether that was news */
export async function markComplained(tx: Queries, { id }: BouncedRow, found: string): Promise<boolean> {
  const { count } = await tx.query(
    `update message set state = 'complained', found = $2 where id = $1 and state not in ('bounced', 'complained')`,
    [id, found],
  );
  return count > 0;
}

/** No reminder goes out to this customer any more, whichever campaign they are in. Their links still open. */
export async function mute(tx: Queries, identityId: string, now: Date): Promise<boolean> {
  const { count } = await tx.query(
    'update journey set muted_at = $2 where identity_id = $1 and muted_at is null',
    [identityId, now],
  );
  await tx.query(
    `update message set state = 'withdrawn', sealed = null, found = 'they want no reminder'
      where identity_id = $1 and state = 'due' and campaign_id is not null and step > 1`,
    [identityId],
  );
  return count > 0;
}

export async function markDelivered(tx: Queries, row: BouncedRow, now: Date): Promise<void> {
  await tx.query(`update journey set delivered_at = $3 where ${JOURNEY} and delivered_at is null`, [
    row.identity_id,
    row.campaign_id,
    now,
  ]);
}

/** What came back, of each campaign. `soft`: messages with at least one. */
export interface BounceTally {
  readonly campaign: string | null;
  readonly channel: string;
  readonly state: 'bounced' | 'complained' | 'soft';
  readonly found: string;
  readonly count: number;
}

export async function tallyBounces(
  db: Queries,
  campaign: string | undefined,
): Promise<readonly BounceTally[]> {
  const { rows } = await db.query<BounceTally>(
    `select c.name as campaign, m.channel,
            case when m.state in ('bounced', 'complained') then m.state else 'soft' end as state,
            coalesce(m.found, '') as found, count(*)::int as count
       from message m left join campaign c on c.id = m.campaign_id
      where (m.state in ('bounced', 'complained') or m.soft_bounces > 0) and ($1::text is null or c.name = $1)
      group by 1, 2, 3, 4 order by 1 nulls last, 3, 5 desc, 4`,
    [campaign ?? null],
  );
  return rows;
}
