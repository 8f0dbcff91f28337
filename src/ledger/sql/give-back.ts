/**
 * Gives back what batches of the dead had only intended: nobody was called for it, so its identities wait in their
 * wave again, and whether they may be written is asked of today's plan, calendar and proofs.
 *
 * What may have been called stays open.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

/** @param living workers whose batches are left to them. @returns how many identities wait again */
export async function giveBackIntents(tx: Queries, living: readonly number[]): Promise<number> {
  // Locked: a worker that claims one of them at this moment waits, and finds it as it is afterwards.
  const { rows: batches } = await tx.query<{ id: number }>(
    `select id from batch where state = 'open' and step = 'write'
        and (worker_id is null or not (worker_id = any($1::int[]))) order by id for update`,
    [living],
  );
  const ids = batches.map(({ id }) => id);
  const { rows } = await tx.query<{ count: number }>(
    `with given_back as (
       update write set state = 'settled', outcome = 'withdrawn', settled_at = now()
        where batch_id = any($1::bigint[]) and state = 'intended' returning identity_id
     ), waiting as (
       update identity set state = 'staged'
        where id in (select identity_id from given_back) and state = 'moving'
     )
     select count(*) as count from given_back`,
    [ids],
  );
  await tx.query(
    `update batch b
        set size = rest.count, state = case when rest.count = 0 then 'done' else b.state end,
            done_at = case when rest.count = 0 then now() else b.done_at end
       from (select o.id, count(w.id) as count from unnest($1::bigint[]) as o(id)
               left join write w on w.batch_id = o.id and w.outcome is distinct from 'withdrawn' group by o.id) as rest
      where b.id = rest.id`,
    [ids],
  );
  return Number(rows[0]?.count ?? 0);
}
