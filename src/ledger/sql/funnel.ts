/**
 * How far the customers of one campaign came: counted from `journey` and `message`, each read once by its primary key.
 *
 * No scan of other campaigns, and never on the path of a message or a page; docs/performance.md says what a million
 * customers cost.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';
import type { CampaignRow } from './campaigns.ts';

type RecentCampaign = Pick<CampaignRow, 'id' | 'name' | 'state' | 'started_at' | 'ended_at'>;

/** The newest first; `open`: only those that still ask somebody. */
export async function recentCampaigns(
  db: Queries,
  open: boolean,
  most: number,
): Promise<readonly RecentCampaign[]> {
  const { rows } = await db.query<RecentCampaign>(
    `select id, name, state, started_at, ended_at from campaign where not $1::boolean or state in ('preparing', 'running', 'paused')
      order by started_at desc, id desc limit $2`,
    [open, most],
  );
  return rows;
}

/** Customers who are alike in everything a funnel tells apart. */
export interface JourneyCell {
  readonly cohort: string;
  readonly wave: number;
  readonly language: string;
  readonly channel: string;
  readonly sent: boolean;
  readonly delivered: boolean;
  readonly opened: boolean;
  readonly started: boolean;
  /** `ended`, or what they are at: waiting, unopened, going, abandoned. */
  readonly outcome: string;
  readonly step: string | null;
  readonly count: number;
}

/** @param silentSince whoever moved last before it has left the page */
export async function countJourneys(
  db: Queries,
  campaignId: number,
  silentSince: Date,
): Promise<readonly JourneyCell[]> {
  const { rows } = await db.query<JourneyCell>(
    `select cohort, wave, language, channel, sent_at is not null as sent, delivered_at is not null as delivered,
            opened_at is not null as opened, started_at is not null as started,
            case when ended is not null then ended
                 when greatest(opened_at, started_at) > $2 then 'going'
                 when greatest(opened_at, started_at) is not null then 'abandoned'
                 when sent_at is null then 'waiting' else 'unopened' end as outcome,
            at_step as step, count(*)::int as count
       from journey where campaign_id = $1 group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`,
    [campaignId, silentSince],
  );
  return rows;
}

export interface TimeRow {
  readonly cohort: string | null;
  readonly wave: number | null;
  readonly language: string | null;
  readonly channel: string | null;
  /** Which of the four the row is grouped by: 15 none, 7 cohort, 11 wave, 13 language, 14 channel. */
  readonly grouped: number;
  /** Seconds: median and 90th percentile. */
  readonly seconds: readonly number[];
}

export async function timeToDone(db: Queries, campaignId: number): Promise<readonly TimeRow[]> {
  const { rows } = await db.query<TimeRow>(
    `select cohort, wave, language, channel, grouping(cohort, wave, language, channel) as grouped,
            percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from done_at - sent_at)::float8) as seconds
       from journey where campaign_id = $1 and ended = 'done' and sent_at is not null and done_at is not null
      group by grouping sets ((), (cohort), (wave), (language), (channel)) having count(*) > 0`,
    [campaignId],
  );
  return rows;
}

export interface DayRow {
  readonly day: string;
  readonly sent: number;
  readonly opened: number;
  readonly started: number;
  readonly done: number;
}

export async function countDays(db: Queries, campaignId: number): Promise<readonly DayRow[]> {
  const { rows } = await db.query<DayRow>(
    // Grouped by the date itself: writing it out in every row took twice as long.
    `select to_char(day, 'YYYY-MM-DD') as day, sent, opened, started, done from (
       select (at at time zone 'UTC')::date as day,
              count(*) filter (where what = 1)::int as sent, count(*) filter (where what = 2)::int as opened,
              count(*) filter (where what = 3)::int as started, count(*) filter (where what = 4)::int as done
         from journey, lateral (values (1, sent_at), (2, opened_at), (3, started_at), (4, done_at)) as v(what, at)
        where campaign_id = $1 and at is not null group by 1
     ) as days order by 1`,
    [campaignId],
  );
  return rows;
}
