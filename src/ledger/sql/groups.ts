/**
 * Groups of records that were merged into one account: read whole under a lock, and written back as they are to be.
 *
 * The survivor's `seal` holds the merged identity, and `unmerged` what its own source says. A merged record is
 * `excluded`, keeps its own seal, and has no identifiers: whoever logs in with one of them is the survivor.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import type { Queries } from '../database/database.ts';
import { putIdentifiers, putSeal } from './login-crossing.ts';
import { POSITION } from './position.ts';
import type { IdentityState, StagedIdentity } from './stage-page.ts';

export interface GroupRow {
  readonly id: string;
  readonly source: string;
  readonly state: IdentityState;
  readonly operation: 'create' | 'update' | 'delete';
  readonly target_id: string | null;
  readonly merged_into: string | null;
  readonly row: number;
  readonly changed_run: number;
  readonly owner: 'legacy' | 'target' | 'deleted' | null;
  /** A login of theirs is under way, and not settled. */
  readonly crossing: boolean;
  readonly body: Uint8Array | null;
  /** Of a survivor: what its own source says, as of `own_run`. */
  readonly own_body: Uint8Array | null;
  readonly own_run: number | null;
  /** Open problems that a merge does not end. */
  readonly problems: number;
}

/** These, whoever they were merged into, and whoever else was: in the order of their ids. */
export async function lockGroups(tx: Queries, ids: readonly string[]): Promise<readonly GroupRow[]> {
  await tx.query(`select 1 from identity where id in (${WHOLE_GROUP}) order by id for no key update`, [ids]);
  return readGroups(tx, ids);
}

const WHOLE_GROUP = `
  with head as (select distinct coalesce(merged_into, id) as id from identity where id = any($1::uuid[]))
  select id from head union select i.id from identity i join head on i.merged_into = head.id`;

export async function readGroups(db: Queries, ids: readonly string[]): Promise<readonly GroupRow[]> {
  const { rows } = await db.query<GroupRow>(
    `select i.id, i.source, i.state, i.operation, i.target_id, i.merged_into, i.row, i.changed_run, c.owner,
            s.body, u.body as own_body, u.changed_run as own_run,
            exists (select from write w where w.identity_id = i.id and w.batch_id is null and w.state <> 'settled')
              as crossing,
            (select count(*)::int from problem p where p.identity_id = i.id and p.state = 'open'
                and p.code <> 'IDENTIFIER_DUPLICATE') as problems
       from identity i left join credential c on c.identity_id = i.id left join seal s on s.identity_id = i.id
            left join unmerged u on u.identity_id = i.id
      where i.id in (${WHOLE_GROUP}) order by i.id`,
    [ids],
  );
  return rows;
}

/**
 * Groups of which a record changed since they were merged: staged anew, gone from its source, or back in it. One id
 * for each.
 */
export async function findChangedGroups(
  db: Queries,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from (
       select u.identity_id as id from unmerged u join identity i on i.id = u.identity_id
        where i.changed_run <> u.changed_run
       union
       select merged_into from identity
        where merged_into is not null and (state <> 'excluded' or operation = 'delete')
       union
       select i.id from match m cross join unnest(m.members) as member(id) join identity i on i.id = member.id
        where m.state = 'merged' and i.merged_into is null and i.operation <> 'delete' and i.state <> 'excluded'
          and not exists (select from unmerged u where u.identity_id = i.id)) as changed
      where id > $1 order by id limit $2`,
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

/** An account as it is to be: of one record, or of several. */
export type PlacedIdentity = Pick<
  StagedIdentity,
  | 'id'
  | 'state'
  | 'operation'
  | 'path'
  | 'cohort'
  | 'credentialPlan'
  | 'passwordFormat'
  | 'passwordParameters'
  | 'status'
  | 'factors'
  | 'links'
  | 'losses'
  | 'body'
  | 'identifiers'
  | 'problems'
>;

export async function putAccount(tx: Queries, keyVersion: number, one: PlacedIdentity): Promise<void> {
  await tx.query(
    `update identity set state = $2, operation = $3, path = $4, cohort = $5, credential_plan = $6,
            password_format = $7, password_parameters = $8, status = $9, factors = $10, links = $11, losses = $12,
            wave = 0, merged_into = null
      where id = $1`,
    [
      one.id,
      one.state,
      one.operation,
      one.path,
      one.cohort,
      one.credentialPlan,
      one.passwordFormat ?? null,
      one.passwordParameters ?? null,
      one.status,
      one.factors,
      one.links,
      one.losses,
    ],
  );
  await putSeal(tx, one.id, keyVersion, one.body);
  await tx.query('delete from identifier where identity_id = $1', [one.id]);
  await putIdentifiers(tx, one);
  await putProblems(tx, one.id, one.problems);
}

async function putProblems(tx: Queries, id: string, problems: readonly RecordProblem[]): Promise<void> {
  if (problems.length === 0) return;
  await tx.query(
    `insert into problem (run_id, identity_id, row, position, code, field, found, expected)
     select i.changed_run, i.id, i.row, ${POSITION}, p.code, p.field, p.found, p.expected
       from jsonb_to_recordset($2::jsonb) as p(code text, field text, found text, expected text), identity i
      where i.id = $1 and not exists (
        select from problem o where o.identity_id = i.id and o.state = 'open' and o.code = p.code
           and o.field is not distinct from p.field)`,
    [id, JSON.stringify(problems)],
  );
}

/** What the source of a survivor says, kept for an un-merge. */
export async function keepOwn(
  tx: Queries,
  id: string,
  keyVersion: number,
  body: Uint8Array,
  changedRun: number,
): Promise<void> {
  await tx.query(
    `insert into unmerged (identity_id, key_version, body, changed_run) values ($1, $2, $3, $4)
     on conflict (identity_id) do update set key_version = $2, body = $3, changed_run = $4`,
    [id, keyVersion, body, changedRun],
  );
}

export async function forgetOwn(tx: Queries, id: string): Promise<void> {
  await tx.query('delete from unmerged where identity_id = $1', [id]);
}

/** The record crosses no more by itself: it is part of the survivor's account. */
export async function absorb(tx: Queries, id: string, survivor: string): Promise<void> {
  await tx.query(
    `with nameless as (delete from identifier where identity_id = $1)
     update identity set merged_into = $2, state = 'excluded', operation = 'create', wave = 0 where id = $1`,
    [id, survivor],
  );
}

/** The same, of an account whose data was destroyed. */
export async function bury(tx: Queries, id: string, survivor: string): Promise<void> {
  await absorb(tx, id, survivor);
  await tx.query('delete from seal where identity_id = $1', [id]);
}

/** Who shares an identifier with a record of their own does not stand in the way any more. */
export async function endDuplicates(tx: Queries, ids: readonly string[], operator: string): Promise<void> {
  await tx.query(
    `update problem set state = 'resolved', closed_at = now(), closed_by = $2, note = 'merged'
      where identity_id = any($1::uuid[]) and state = 'open' and code = 'IDENTIFIER_DUPLICATE'`,
    [ids, operator],
  );
}

/** In whose account a record stands, and whether that is made of several. */
export async function standInFor(
  db: Queries,
  id: string,
): Promise<{ readonly id: string; readonly several: boolean } | undefined> {
  const { rows } = await db.query<{ id: string; several: boolean }>(
    `select coalesce(i.merged_into, i.id) as id,
            exists (select from unmerged u where u.identity_id = coalesce(i.merged_into, i.id)) as several
       from identity i where i.id = $1`,
    [id],
  );
  return rows[0];
}

/** Whom a search reads: records that are to cross or have crossed, in the order of their ids. */
export async function readComparable(
  db: Queries,
  after: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly body: Uint8Array }[]> {
  const { rows } = await db.query<{ id: string; body: Uint8Array }>(
    `select i.id, s.body from identity i join seal s on s.identity_id = i.id
      where i.id > $1 and i.merged_into is null and i.operation <> 'delete'
        and i.state in ('staged', 'held', 'moving', 'moved', 'proven') order by i.id limit $2`,
    [after, limit],
  );
  return rows;
}

export async function openSeals(
  db: Queries,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly body: Uint8Array }[]> {
  const { rows } = await db.query<{ id: string; body: Uint8Array }>(
    'select identity_id as id, body from seal where identity_id = any($1::uuid[])',
    [ids],
  );
  return rows;
}
