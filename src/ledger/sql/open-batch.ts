/**
 * Cuts the next batch of a wave: the intents of its writes are committed here, before anybody is called.
 *
 * The partial index identity_next gives the next identities whatever the size of the population: 7 ms for a batch of
 * 200 with its intents (bench/queries.ts). Whoever is crossing by a login at this moment is left to that login: the
 * target may be storing their password just now, and a write of ours would take it away. The job that announces the batch is sent in the same transaction by the
 * caller.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export interface OpenBatch {
  readonly id: number;
  readonly size: number;
  /** Id of its last identity: where the next batch begins. */
  readonly last: string;
}

/** Before every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * @param after the `last` of the batch before. Without it each batch would step over the index entries of all that
 *   left the wave since the last vacuum: 70 ms a batch after 100,000 identities, and growing.
 * @returns undefined when nothing of the wave is left behind `after`
 */
export async function openBatch(
  tx: Queries,
  runId: number,
  wave: number,
  size: number,
  undoable: boolean,
  after: string = FIRST_ID,
): Promise<OpenBatch | undefined> {
  const { rows } = await tx.query<OpenBatch>(
    `with chosen as (
       select id, operation, target_id from identity where wave = $2 and state = 'staged' and id > $5
          and (operation = 'delete' or not exists (
            select from write w where w.identity_id = identity.id and w.batch_id is null and w.state <> 'settled'))
        order by id limit $3 for no key update
     ), moving as (
       update identity set state = 'moving' where id in (select id from chosen)
     ), opened as (
       insert into batch (run_id, step, state, size)
       select $1, 'write', 'open', count(*) from chosen having count(*) > 0 returning id, size
     ), intents as (
       insert into write (run_id, batch_id, identity_id, operation, state, target_id, undoable)
       select $1, opened.id, chosen.id, chosen.operation, 'intended', chosen.target_id, $4 from chosen, opened
     )
     select id, size, (select id from chosen order by id desc limit 1) as last from opened`,
    [runId, wave, size, undoable, after],
  );
  return rows[0];
}
