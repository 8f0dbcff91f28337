/** Claims one open batch for a worker, and loads the writes in it that have no answer yet. */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Queries } from '../database/database.ts';

export type WriteOperation = 'create' | 'update' | 'delete' | 'remove' | 'restore';

export interface PendingWrite {
  readonly id: number;
  readonly identity_id: string;
  readonly operation: WriteOperation;
  readonly state: 'intended' | 'called';
  readonly attempt: number;
  readonly target_id: string | null;
  readonly credential_plan: CredentialPlan;
  readonly losses: readonly string[];
  readonly row: number;
  readonly before: Uint8Array | null;
  /** Fingerprint of the user when we last wrote it; null: never written, or not read back. */
  readonly last_after: string | null;
  readonly body: Uint8Array;
  /** It crossed at a login: password and factors in the target are the customer's own. */
  readonly settled: boolean;
}

/**
 * Takes the batch unless a living worker has it.
 *
 * @param alive ids of the workers that live; a batch of any other worker was left behind by a dead one.
 * @returns the run it belongs to; undefined: done already, or somebody else has it.
 */
export async function claimBatch(
  tx: Queries,
  batchId: number,
  workerId: number,
  alive: readonly number[],
): Promise<number | undefined> {
  const { rows } = await tx.query<{ run_id: number }>(
    `update batch set worker_id = $2
      where id = $1 and state = 'open' and (worker_id is null or worker_id = $2 or not (worker_id = any($3::int[])))
      returning run_id`,
    [batchId, workerId, alive],
  );
  return rows[0]?.run_id;
}

type WriteRow = Omit<PendingWrite, 'credential_plan' | 'losses' | 'row' | 'body' | 'settled'>;
type IdentityRow = Pick<PendingWrite, 'credential_plan' | 'losses' | 'row' | 'body' | 'settled'> & {
  readonly id: string;
};

/**
 * Asked in two steps on purpose. As one join the planner trusts statistics of `write` from when it held three
 * batches, takes a third of the table for one batch and scans every seal: 220 ms a batch of 500 among 100,000
 * instead of 8. Ids given as a list leave it no choice.
 */
export async function loadBatch(db: Queries, batchId: number): Promise<readonly PendingWrite[]> {
  const { rows: writes } = await db.query<WriteRow>(
    `select w.id, w.identity_id, w.operation, w.state, w.attempt, w.target_id, w.before,
            case when w.operation = 'create' then null else
              (select last.after from write last where last.identity_id = w.identity_id and last.state = 'settled'
                  and last.outcome = 'done' order by last.id desc limit 1) end as last_after
       from write w where w.batch_id = $1 and w.state <> 'settled' order by w.id`,
    [batchId],
  );
  const { rows } = await db.query<IdentityRow>(
    `select i.id, i.credential_plan, i.losses, i.row, s.body,
            exists (select from credential c where c.identity_id = i.id and c.owner = 'target') as settled
       from identity i join seal s on s.identity_id = i.id where i.id = any($1::uuid[])`,
    [writes.map(({ identity_id }) => identity_id)],
  );
  const identities = new Map(rows.map(({ id, ...identity }) => [id, identity]));
  return writes.flatMap((write) => {
    const identity = identities.get(write.identity_id);
    return identity === undefined ? [] : [{ ...write, ...identity }];
  });
}

/** From here on the target may have been asked: a crash must be followed by a look. */
export async function markCalled(
  db: Queries,
  calls: readonly { readonly id: number; readonly before?: Uint8Array | undefined }[],
): Promise<void> {
  await db.query(
    `update write w set state = 'called', attempt = w.attempt + 1, before = coalesce(c.before, w.before)
       from unnest($1::bigint[], $2::bytea[]) as c(id, before) where w.id = c.id`,
    [calls.map(({ id }) => id), calls.map(({ before }) => before ?? null)],
  );
}
