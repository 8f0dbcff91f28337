/**
 * Everything that happened to one customer, from the tables that know: one statement, an index in each part.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export interface TimelineRow {
  readonly at: Date;
  readonly place: 'ledger' | 'message' | 'page' | 'target' | 'support';
  readonly what: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** @param most the newest of each part */
export async function readHappenings(
  db: Queries,
  identityId: string,
  most: number,
): Promise<readonly TimelineRow[]> {
  const { rows } = await db.query<TimelineRow>(
    `with mine as (
       select j.*, c.name as campaign from journey j join campaign c on c.id = j.campaign_id where j.identity_id = $1
     )
     select at, place, what, details from (
       (select at, 'ledger' as place, kind as what,
               facts || jsonb_strip_nulls(jsonb_build_object('run', run_id)) as details, 0 as rank, seq as number
          from event where identity_id = $1 order by seq desc limit $2)
       union all
       (select coalesce(m.handed_at, m.called_at, m.due_at), 'message', m.state,
               jsonb_strip_nulls(jsonb_build_object('campaign', c.name, 'step', m.step, 'kind', m.kind,
               'channel', nullif(m.channel, ''), 'perhapsTwice', nullif(m.perhaps_twice, false), 'found', m.found)), 1, m.id
          from message m left join campaign c on c.id = m.campaign_id
         where m.identity_id = $1 order by m.id desc limit $2)
       union all
       (select v.at, 'page', v.what, jsonb_strip_nulls(jsonb_build_object('campaign', mine.campaign,
               'step', case when v.what = 'started' then mine.at_step end)), 2, v.number
          from mine, lateral (values (mine.delivered_at, 'delivered', 1), (mine.opened_at, 'opened', 2),
               (mine.started_at, 'started', 3), (mine.done_at, 'done', 4)) as v(at, what, number)
         where v.at is not null limit $2)
       union all
       (select coalesce(settled_at, called_at), 'target', operation, jsonb_strip_nulls(jsonb_build_object('state', state,
               'outcome', outcome, 'code', code, 'run', run_id)), 3, id
          from write where identity_id = $1 and coalesce(settled_at, called_at) is not null order by id desc limit $2)
       union all
       (select t.at, 'support', 'ticket', jsonb_strip_nulls(jsonb_build_object('source', t.source, 'ticket', t.id,
               'campaign', c.name, 'tags', to_jsonb(t.tags))), 4, 0
          from ticket t left join campaign c on c.id = t.campaign_id where t.identity_id = $1 order by t.at desc limit $2)
     ) as all_of_it(at, place, what, details, rank, number) order by at, rank, number`,
    [identityId, most],
  );
  return rows;
}
