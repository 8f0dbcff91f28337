/**
 * How far somebody came: the marks that the funnel counts, one row for each customer of a campaign.
 *
 * A link that belongs to no campaign (asked for on the page, handed out by support) counts for the last campaign that
 * the customer is in; whoever is in none is not counted.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

/** Whose row: of the invitation's own campaign, else of the last. */
export interface Walker {
  readonly identity_id: string;
  readonly campaign_id: number | null;
}

const ROW = `identity_id = $1 and campaign_id =
  coalesce($2::int, (select max(campaign_id) from journey where identity_id = $1))`;

export async function markOpened(
  db: Queries,
  { identity_id, campaign_id }: Walker,
  now: Date,
): Promise<void> {
  await db.query(
    `update journey set opened_at = $3, at_step = coalesce(at_step, 'opened') where ${ROW} and opened_at is null`,
    [identity_id, campaign_id, now],
  );
}

/** A first step begins the journey. Nothing is written where they stand there already. */
export async function markStep(
  db: Queries,
  { identity_id, campaign_id }: Walker,
  step: 'opened' | 'confirm' | 'credential' | 'factor',
  now: Date,
): Promise<void> {
  await db.query(
    `update journey set at_step = $3, started_at = coalesce(started_at, $4), opened_at = coalesce(opened_at, $4)
      where ${ROW} and ended is null and at_step is distinct from $3`,
    [identity_id, campaign_id, step, now],
  );
}

/** This journey is done; others of the same customer for the same purpose ended with it. */
export async function markDone(
  tx: Queries,
  { identity_id, campaign_id }: Walker,
  purpose: 'reset' | 'enrol',
  now: Date,
): Promise<void> {
  await tx.query(
    `update journey set at_step = 'done', done_at = coalesce(done_at, $3), ended = 'done',
            started_at = coalesce(started_at, $3), opened_at = coalesce(opened_at, $3)
      where ${ROW} and ended is distinct from 'crossed'`,
    [identity_id, campaign_id, now],
  );
  await tx.query(
    `update journey j set ended = 'crossed' from campaign c
      where j.identity_id = $1 and j.ended is null and c.id = j.campaign_id and c.settings->>'purpose' = $2`,
    [identity_id, purpose],
  );
}

/** They came another way: nobody has to write to them any more. */
export async function markCrossed(
  tx: Queries,
  identityId: string,
  purpose: 'reset' | 'enrol',
): Promise<void> {
  await tx.query(
    `update journey j set ended = 'crossed' from campaign c
      where j.identity_id = $1 and j.ended is null and c.id = j.campaign_id and c.settings->>'purpose' = $2`,
    [identityId, purpose],
  );
}

/**
 * Settled by an event, or by looking: whoever was sent to the platform's own page by a journey is done, everybody else came
 * another way.
 */
export async function markSettled(tx: Queries, identityId: string, now: Date): Promise<void> {
  await tx.query(
    `with there as (
       select exists (select from write w where w.identity_id = $1 and w.invitation_id is not null
                         and w.operation <> 'factor' and w.outcome = 'done') as yes
     )
     update journey j
        set ended = case when yes and j.started_at is not null then 'done' else 'crossed' end,
            done_at = case when yes and j.started_at is not null then $2::timestamptz end,
            at_step = case when yes and j.started_at is not null then 'done' else at_step end
       from campaign c, there
      where j.identity_id = $1 and j.ended is null and c.id = j.campaign_id and c.settings->>'purpose' = 'reset'`,
    [identityId, now],
  );
}

/** By which channel the link came; undefined: no campaign sent it. */
export async function findJourneyChannel(
  db: Queries,
  { identity_id, campaign_id }: Walker,
): Promise<string | undefined> {
  const { rows } = await db.query<{ channel: string }>(`select channel from journey where ${ROW}`, [
    identity_id,
    campaign_id,
  ]);
  return rows[0]?.channel;
}

/** The last campaign that asked this customer; undefined: none ever did. */
export async function findLastCampaign(
  db: Queries,
  identityId: string,
): Promise<{ readonly id: number; readonly purpose: 'reset' | 'enrol' } | undefined> {
  const { rows } = await db.query<{ id: number; purpose: 'reset' | 'enrol' }>(
    `select c.id, c.settings->>'purpose' as purpose from journey j join campaign c on c.id = j.campaign_id
      where j.identity_id = $1 order by c.id desc limit 1`,
    [identityId],
  );
  return rows[0];
}
