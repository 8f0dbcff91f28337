/**
 * Campaigns: begun, prepared page by page, steered, counted.
 *
 * Every change is one statement: a visitor of an embedded ledger has no transactions, and an operator steers a campaign
 * from another terminal while `footbridge serve` holds the ledger.
 */
import type { Queries } from '../database/database.ts';
import type { IdentityState } from './stage-page.ts';

export type CampaignState = 'preparing' | 'running' | 'paused' | 'stopped' | 'done';

export interface CampaignRow {
  readonly id: number;
  readonly name: string;
  readonly state: CampaignState;
  readonly settings: unknown;
  readonly plan_version: number | null;
  readonly prepared: unknown;
  readonly by_whom: string;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

const COLUMNS = 'id, name, state, settings, plan_version, prepared, by_whom, started_at, ended_at';

/** Undefined: there is one of this name. */
export async function insertCampaign(
  db: Queries,
  campaign: {
    readonly name: string;
    readonly settings: object;
    readonly planVersion: number | undefined;
    readonly by: string;
    readonly at: Date;
  },
): Promise<CampaignRow | undefined> {
  const { rows } = await db.query<CampaignRow>(
    `insert into campaign (name, state, settings, plan_version, by_whom, started_at)
     values ($1, 'preparing', $2, $3, $4, $5) on conflict (name) do nothing returning ${COLUMNS}`,
    [
      campaign.name,
      JSON.stringify(campaign.settings),
      campaign.planVersion ?? null,
      campaign.by,
      campaign.at,
    ],
  );
  return rows[0];
}

export async function findCampaign(db: Queries, name: string): Promise<CampaignRow | undefined> {
  const { rows } = await db.query<CampaignRow>(`select ${COLUMNS} from campaign where name = $1`, [name]);
  return rows[0];
}

export async function listCampaigns(db: Queries): Promise<readonly CampaignRow[]> {
  const { rows } = await db.query<CampaignRow>(`select ${COLUMNS} from campaign order by id`);
  return rows;
}

/** Undefined: it is in none of these states, or is not there. */
export async function changeCampaign(
  db: Queries,
  name: string,
  from: readonly CampaignState[],
  to: CampaignState,
): Promise<CampaignRow | undefined> {
  const { rows } = await db.query<CampaignRow>(
    `update campaign set state = $3, ended_at = case when $3 in ('stopped', 'done') then now() end
      where name = $1 and state = any($2::text[]) returning ${COLUMNS}`,
    [name, from, to],
  );
  return rows[0];
}

/** Whatever is not under way is withdrawn with it, and nobody is waited for any more. Links that are out stay good. */
export async function stopCampaign(db: Queries, name: string): Promise<CampaignRow | undefined> {
  const { rows } = await db.query<CampaignRow>(
    `with stopped as (
       update campaign set state = 'stopped', ended_at = now()
        where name = $1 and state in ('preparing', 'running', 'paused') returning ${COLUMNS}
     ), withdrawn as (
       update message set state = 'withdrawn', sealed = null, found = 'the campaign was stopped'
         from stopped where campaign_id = stopped.id and message.state = 'due'
     ), ended as (
       update journey set ended = 'stopped' from stopped
        where campaign_id = stopped.id and ended is null and sent_at is null
     )
     select ${COLUMNS} from stopped`,
    [name],
  );
  return rows[0];
}

export async function changeSettings(db: Queries, name: string, change: object): Promise<boolean> {
  const { count } = await db.query(
    `update campaign set settings = settings || $2 where name = $1 and state in ('preparing', 'running', 'paused')`,
    [name, JSON.stringify(change)],
  );
  return count > 0;
}

/** Nothing of it is due or under way any more. */
export async function endFinishedCampaigns(db: Queries, now: Date): Promise<readonly CampaignRow[]> {
  const { rows } = await db.query<CampaignRow>(
    `update campaign set state = 'done', ended_at = $1
      where state = 'running'
        and not exists (select from message m where m.campaign_id = campaign.id and m.state = 'due')
        and not exists (select from message m where m.campaign_id = campaign.id and m.state in ('taken', 'called'))
      returning ${COLUMNS}`,
    [now],
  );
  return rows;
}

/** Whoever has not finished when the last link of a campaign has run out does not: a new link is still theirs to ask for. */
export async function expireJourneys(db: Queries, now: Date): Promise<void> {
  await db.query(
    `update journey j set ended = 'expired' from campaign c
      where j.campaign_id = c.id and c.state in ('done', 'stopped') and j.ended is null and j.done_at is null
        and c.ended_at < $1::timestamptz - make_interval(days => (c.settings->>'linkDays')::int)`,
    [now],
  );
}

export interface CandidateRow {
  readonly id: string;
  readonly state: IdentityState;
  readonly operation: 'create' | 'update' | 'delete';
  readonly path: string;
  readonly credential_plan: string;
  readonly status: 'active' | 'disabled' | 'locked' | 'invited';
  readonly cohort: string;
  readonly wave: number;
  readonly losses: readonly string[];
  readonly password_parameters: string | null;
  readonly source: string;
  readonly owner: 'legacy' | 'target' | 'deleted' | null;
  /** Another campaign for the same purpose has them. */
  readonly elsewhere: boolean;
  readonly body: Uint8Array | null;
}

export interface Candidates {
  readonly purpose: 'reset' | 'enrol';
  readonly cohorts: readonly string[];
  /** Names of losses that make somebody a candidate for `enrol`. */
  readonly losses: readonly string[];
  /** Null: the campaign is not there yet. */
  readonly campaignId: number | null;
}

/** A record that was merged into another is asked as part of that one. */
const WHO = `i.merged_into is null and i.kind = 'person' and case
    when $1 = 'enrol' then i.losses && $3::text[] and (cardinality($2::text[]) = 0 or i.cohort = any($2::text[]))
    when cardinality($2::text[]) > 0 then i.cohort = any($2::text[])
    else i.path = 'reset' or i.credential_plan = 'reset' end`;

/** Waves of the plan, or of the configuration, that candidates stand in; in their order. */
export async function candidateWaves(
  db: Queries,
  { purpose, cohorts, losses }: Candidates,
): Promise<readonly number[]> {
  const { rows } = await db.query<{ wave: number }>(
    `select distinct i.wave from identity i where ${WHO} order by i.wave`,
    [purpose, cohorts, losses],
  );
  return rows.map(({ wave }) => wave);
}

/** A page of them, in the order of their ids. @param after the last id of the page before */
export async function pageCandidates(
  db: Queries,
  { purpose, cohorts, losses, campaignId }: Candidates,
  wave: number,
  after: string | null,
  limit: number,
): Promise<readonly CandidateRow[]> {
  const { rows } = await db.query<CandidateRow>(
    `select i.id, i.state, i.operation, i.path, i.credential_plan, i.status, i.cohort, i.wave, i.losses,
            i.password_parameters, i.source, c.owner, s.body,
            exists (select from journey j join campaign o on o.id = j.campaign_id
                     where j.identity_id = i.id and j.ended is null and o.id is distinct from $7::int
                       and o.state in ('preparing', 'running', 'paused') and o.settings->>'purpose' = $1) as elsewhere
       from identity i left join credential c on c.identity_id = i.id left join seal s on s.identity_id = i.id
      where ${WHO} and i.wave = $4 and ($5::uuid is null or i.id > $5::uuid)
      order by i.id limit $6`,
    [purpose, cohorts, losses, wave, after, limit, campaignId],
  );
  return rows;
}

export interface NewJourney {
  readonly identityId: string;
  readonly wave: number;
  readonly cohort: string;
  readonly language: string;
  readonly channel: string;
  /** Null: a message is due. */
  readonly ended: 'unreachable' | null;
  readonly kind: string;
  /** ISO 8601. */
  readonly dueAt: string;
}

/**
 * One page, in one statement: who is asked, their first message, and where to go on. Safe to run twice.
 *
 * @returns false where it is not being prepared any more
 */
export async function insertPrepared(
  db: Queries,
  campaignId: number,
  page: readonly NewJourney[],
  prepared: object,
): Promise<boolean> {
  const { rows } = await db.query(
    `with campaign_now as (
       update campaign set prepared = $3 where id = $1 and state = 'preparing' returning id
     ), page as (
       select n.*, c.id as campaign_id from campaign_now c, jsonb_to_recordset($2::jsonb) as n("identityId" uuid,
         wave int, cohort text, language text, channel text, ended text, kind text, "dueAt" timestamptz)
     ), journeys as (
       insert into journey (campaign_id, identity_id, wave, cohort, language, channel, ended)
       select campaign_id, "identityId", wave, cohort, language, channel, ended from page on conflict do nothing
     ), messages as (
       insert into message (campaign_id, identity_id, kind, channel, state, due_at)
       select campaign_id, "identityId", kind, channel, 'due', "dueAt" from page where ended is null
       on conflict do nothing
     )
     select id from campaign_now`,
    [campaignId, JSON.stringify(page), JSON.stringify(prepared)],
  );
  return rows.length > 0;
}

/** Everybody who was selected, by what became of them; the sum is everybody. */
export async function tallyJourneys(
  db: Queries,
  campaignId: number,
): Promise<readonly { readonly outcome: string; readonly count: number }[]> {
  const { rows } = await db.query<{ outcome: string; count: number }>(
    `select coalesce(ended, case when sent_at is null then 'waiting' else 'asked' end) as outcome, count(*)::int as count
       from journey where campaign_id = $1 group by 1 order by 1`,
    [campaignId],
  );
  return rows;
}

/** Their journeys, of one customer, the newest first. */
export async function journeysOf(db: Queries, identityId: string) {
  const { rows } = await db.query<{
    campaign: string;
    cohort: string;
    wave: number;
    language: string;
    channel: string;
    sent_at: Date | null;
    opened_at: Date | null;
    started_at: Date | null;
    at_step: string | null;
    done_at: Date | null;
    ended: string | null;
  }>(
    `select c.name as campaign, j.cohort, j.wave, j.language, j.channel, j.sent_at, j.opened_at, j.started_at, j.at_step,
            j.done_at, j.ended
       from journey j join campaign c on c.id = j.campaign_id where j.identity_id = $1 order by c.id desc`,
    [identityId],
  );
  return rows;
}

/** What a campaign has shown by now: whoever has had a message, is done, called support. */
export async function measureCampaign(
  db: Queries,
  campaignId: number,
): Promise<{ readonly asked: number; readonly done: number; readonly tickets: number }> {
  const { rows } = await db.query<{ asked: number; done: number; tickets: number }>(
    `select count(*) filter (where sent_at is not null)::int as asked,
            count(*) filter (where sent_at is not null and done_at is not null)::int as done,
            (select count(*)::int from ticket where campaign_id = $1) as tickets
       from journey where campaign_id = $1`,
    [campaignId],
  );
  return rows[0] ?? { asked: 0, done: 0, tickets: 0 };
}

/** Who ended in an outcome, in the order of their ids: what support is handed. */
export async function listByOutcome(db: Queries, campaignId: number, outcome: string, limit: number) {
  const { rows } = await db.query<{ identity_id: string; cohort: string; wave: number; language: string }>(
    `select identity_id, cohort, wave, language from journey
      where campaign_id = $1
        and coalesce(ended, case when sent_at is null then 'waiting' else 'asked' end) = $2
      order by identity_id limit $3`,
    [campaignId, outcome, limit],
  );
  return rows;
}
