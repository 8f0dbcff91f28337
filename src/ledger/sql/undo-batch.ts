/**
 * The next writes of a run to undo, newest first: each gets a write of its own in the rollback's run, so that an
 * undo has an intent and an answer like everything else. Undos that a killed rollback left open come first.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Queries } from '../database/database.ts';

export interface UndoableWrite {
  readonly id: number;
  readonly identity_id: string;
  readonly target_id: string | null;
  readonly credential_plan: CredentialPlan;
  readonly row: number;
  readonly body: Uint8Array;
  readonly undone_operation: 'create' | 'update' | 'delete';
  readonly undone_before: Uint8Array | null;
  readonly undone_after: string | null;
}

export async function openUndoBatch(
  tx: Queries,
  runId: number,
  undone: number,
  size: number,
  only?: string,
): Promise<{ readonly id: number; readonly writes: readonly UndoableWrite[] } | undefined> {
  const { rows: open } = await tx.query<{ id: number }>(
    `select id from batch where run_id = $1 and step = 'write' and state = 'open' order by id limit 1`,
    [runId],
  );
  const id = open[0]?.id ?? (await cutUndoBatch(tx, runId, undone, size, only));
  if (id === undefined) return undefined;
  const { rows } = await tx.query<UndoableWrite>(
    `select w.id, w.identity_id, w.target_id, i.credential_plan, i.row, s.body,
            u.operation as undone_operation, u.before as undone_before, u.after as undone_after
       from write w
       join write u on u.undone_by = w.id
       join identity i on i.id = w.identity_id
       join seal s on s.identity_id = w.identity_id
      where w.batch_id = $1 and w.state <> 'settled' order by w.id`,
    [id],
  );
  return { id, writes: rows };
}

async function cutUndoBatch(
  tx: Queries,
  runId: number,
  undone: number,
  size: number,
  only: string | undefined,
): Promise<number | undefined> {
  const { rows } = await tx.query<{ id: number }>(
    `with chosen as (
       select id, identity_id, operation, target_id from write
        where run_id = $2 and state = 'settled' and outcome = 'done' and undone_by is null
          and ($4::uuid is null or identity_id = $4)
        order by id desc limit $3
     ), opened as (
       insert into batch (run_id, step, state, size)
       select $1, 'write', 'open', count(*) from chosen having count(*) > 0 returning id
     ), intents as (
       insert into write (run_id, batch_id, identity_id, operation, state, target_id, undoable)
       select $1, opened.id, chosen.identity_id, case when chosen.operation = 'create' then 'remove' else 'restore' end,
              'called', chosen.target_id, false
         from chosen, opened order by chosen.id desc
       returning id, identity_id
     ), linked as (
       update write u set undone_by = intents.id from intents, chosen
        where u.id = chosen.id and intents.identity_id = chosen.identity_id
     )
     select id from opened`,
    [runId, undone, size, only ?? null],
  );
  return rows[0]?.id;
}

/** What decides how one write would be undone. */
export type JudgedWrite = Pick<
  UndoableWrite,
  'target_id' | 'undone_operation' | 'undone_before' | 'undone_after'
>;

/** The writes of a run that still stand, newest first, from below `before`: to look at and not to undo. */
export async function listUndoable(
  db: Queries,
  undone: number,
  size: number,
  before?: number,
  only?: string,
): Promise<readonly (JudgedWrite & { readonly id: number })[]> {
  const { rows } = await db.query<JudgedWrite & { id: number }>(
    `select id, target_id, operation as undone_operation, before as undone_before, after as undone_after from write
      where run_id = $1 and state = 'settled' and outcome = 'done' and undone_by is null
        and ($2::bigint is null or id < $2) and ($3::uuid is null or identity_id = $3)
      order by id desc limit $4`,
    [undone, before ?? null, only ?? null, size],
  );
  return rows;
}

/** Writes of the run that still stand; of one identity, where that is asked for. */
export async function undoTotal(db: Queries, undone: number, only?: string): Promise<number> {
  const { rows } = await db.query<{ total: number }>(
    `select count(*) as total from write
      where run_id = $1 and state = 'settled' and outcome = 'done' and undone_by is null
        and ($2::uuid is null or identity_id = $2)`,
    [undone, only ?? null],
  );
  return Number(rows[0]?.total ?? 0);
}
