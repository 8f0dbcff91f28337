/**
 * What a journey writes: the intent of a new credential, or of one more factor, and how it ended.
 *
 * Like the crossing of a login it stands in `write` without a batch, under the one run `reset`, and belongs to the
 * invitation that allowed it. `write_once` keeps two of one invitation from happening.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';
import type { CustomerRow } from './find-customer.ts';

/** The run under which every journey stands; made at the first. */
export async function resetRun(db: Queries): Promise<number> {
  await db.query(
    `insert into run (verb, state, step, by_whom) values ('reset', 'running', 'reset', 'serve') on conflict do nothing`,
  );
  const { rows } = await db.query<{ id: number }>(`select id from run where verb = 'reset'`);
  return rows[0]?.id ?? 0;
}

export interface ResetWriteRow {
  readonly id: number;
  readonly identity_id: string;
  readonly invitation_id: string | null;
  readonly operation: string;
  readonly state: 'intended' | 'called' | 'settled';
  readonly outcome: string | null;
  readonly code: string | null;
  readonly called_at: Date;
  /** Sealed snapshot of the user before, where there was one. */
  readonly before: Uint8Array | null;
}

const COLUMNS = 'id, identity_id, invitation_id, operation, state, outcome, code, called_at, before';

/** The newest of this invitation: undefined: it was never used for that. */
export async function findResetWrite(
  db: Queries,
  invitationId: string,
  of: 'credential' | 'factor',
): Promise<ResetWriteRow | undefined> {
  const { rows } = await db.query<ResetWriteRow>(
    `select ${COLUMNS} from write where invitation_id = $1 and (operation = 'factor') = $2 order by id desc limit 1`,
    [invitationId, of === 'factor'],
  );
  return rows[0];
}

export async function findWrite(db: Queries, id: number): Promise<ResetWriteRow | undefined> {
  const { rows } = await db.query<ResetWriteRow>(`select ${COLUMNS} from write where id = $1`, [id]);
  return rows[0];
}

export interface ResetIntent {
  readonly runId: number;
  readonly invitationId: string;
  readonly now: Date;
  readonly before: Uint8Array | null;
}

/** The intent of a credential. What a login left open, and nobody stored, becomes ours. */
export async function openReset(
  tx: Queries,
  row: Pick<CustomerRow, 'id' | 'target_id' | 'open_write'>,
  { runId, invitationId, now, before }: ResetIntent,
): Promise<number> {
  if (row.open_write !== null) {
    await tx.query(
      `update write set called_at = $2, attempt = attempt + 1, invitation_id = $3, before = coalesce(before, $4)
        where id = $1`,
      [row.open_write, now, invitationId, before],
    );
    return row.open_write;
  }
  const { rows } = await tx.query<{ id: number }>(
    `with claimed as (
       update identity set state = case when target_id is null then 'moving' else state end where id = $2
     )
     insert into write (run_id, identity_id, operation, state, attempt, target_id, called_at, undoable, invitation_id,
            before)
     values ($1, $2, $3, 'called', 1, $4, $5, false, $6, $7) returning id`,
    [
      runId,
      row.id,
      row.target_id === null ? 'create' : 'credential',
      row.target_id,
      now,
      invitationId,
      before,
    ],
  );
  return rows[0]?.id ?? 0;
}

/** The intent of one more factor for somebody who stands in the target. @param past of this invitation: gone on with */
export async function openFactor(
  tx: Queries,
  row: Pick<CustomerRow, 'id' | 'target_id'>,
  { runId, invitationId, now, before }: ResetIntent,
  past: ResetWriteRow | undefined,
): Promise<number> {
  if (past !== undefined && past.state !== 'settled') {
    await tx.query('update write set called_at = $2, attempt = attempt + 1 where id = $1', [past.id, now]);
    return past.id;
  }
  const { rows } = await tx.query<{ id: number }>(
    `insert into write (run_id, identity_id, operation, state, attempt, target_id, called_at, undoable, invitation_id,
            before)
     values ($1, $2, 'factor', 'called', 1, $3, $4, false, $5, $6) returning id`,
    [runId, row.id, row.target_id, now, invitationId, before],
  );
  return rows[0]?.id ?? 0;
}

export async function settleFactor(
  tx: Queries,
  id: number,
  outcome: 'done' | 'withdrawn',
  after: string | null,
): Promise<boolean> {
  const { count } = await tx.query(
    `update write set state = 'settled', outcome = $2, after = $3, settled_at = now()
      where id = $1 and state <> 'settled'`,
    [id, outcome, after],
  );
  return count > 0;
}

/** Of journeys, called before `before`, oldest first: whoever did not come back. */
export async function listOpenResets(
  db: Queries,
  before: Date,
  after: Date,
  limit: number,
): Promise<readonly ResetWriteRow[]> {
  const { rows } = await db.query<ResetWriteRow>(
    `select ${COLUMNS} from write
      where batch_id is null and invitation_id is not null and state <> 'settled' and called_at < $1 and called_at > $2
      order by called_at limit $3`,
    [before, after, limit],
  );
  return rows;
}

/** Put into the target on the way, without a credential: the next write has to find them there. */
export async function noteTarget(
  db: Queries,
  writeId: number,
  identityId: string,
  targetId: string,
): Promise<void> {
  await db.query(
    `with written as (update write set target_id = $3 where id = $1)
     update identity set target_id = $3, operation = 'update', state = 'moved' where id = $2 and target_id is null`,
    [writeId, identityId, targetId],
  );
}
