/**
 * Crossings that begin at a login: the identity claimed, the intent written, the answer settled.
 *
 * All of it runs under a lock on the identity's row, so that two first logins, a bulk run and an event that arrives
 * late see one another. A login's write stands in `write` without a batch, under the one run `login`.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';
import { type CustomerRow, findById } from './find-customer.ts';
import type { IdentityState, StagedIdentity } from './stage-page.ts';

/** The run under which every crossing at a login stands; made at the first. */
export async function loginRun(db: Queries): Promise<number> {
  await db.query(
    `insert into run (verb, state, step, by_whom) values ('login', 'running', 'login', 'serve') on conflict do nothing`,
  );
  const { rows } = await db.query<{ id: number }>(`select id from run where verb = 'login'`);
  return rows[0]?.id ?? 0;
}

/** Waits for whoever holds the identity at this moment. */
export async function lockCustomer(tx: Queries, id: string): Promise<CustomerRow | undefined> {
  await tx.query('select 1 from identity where id = $1 for no key update', [id]);
  return findById(tx, id);
}

/**
 * Waits for whoever is admitting or renaming somebody by one of these at this moment: of two people with one address
 * the second must see the first. In the order of the keys, so that two never wait for each other in a circle.
 */
export async function lockIdentifiers(tx: Queries, hashes: readonly string[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(key) from (
       select distinct ('x' || left(replace(hash::text, '-', ''), 16))::bit(64)::bigint as key
         from unnest($1::uuid[]) as hash order by 1) as keys`,
    [hashes],
  );
}

/** Identities other than `id` that have one of the identifiers. */
export async function findOthers(tx: Queries, id: string, hashes: readonly string[]): Promise<number> {
  const { rows } = await tx.query<{ others: number }>(
    `select count(distinct identity_id) as others from identifier where hash = any($1::uuid[]) and identity_id <> $2`,
    [hashes, id],
  );
  return Number(rows[0]?.others ?? 0);
}

/** A customer whom no export brought. Answers false when somebody else was faster. */
export async function insertCustomer(
  tx: Queries,
  runId: number,
  keyVersion: number,
  one: StagedIdentity,
): Promise<boolean> {
  const { count } = await tx.query(
    `insert into identity (id, digest, state, operation, path, credential_plan, password_format, kind, status,
            factors, links, losses, source, row, seen_run, changed_run)
     values ($1, $2, $3, 'create', 'jit', $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $12) on conflict (id) do nothing`,
    [
      one.id,
      one.digest,
      one.state,
      one.credentialPlan,
      one.passwordFormat ?? null,
      one.kind,
      one.status,
      one.factors,
      one.links,
      one.losses,
      one.source,
      runId,
    ],
  );
  if (count === 0) return false;
  await putSeal(tx, one.id, keyVersion, one.body);
  await putIdentifiers(tx, one);
  return true;
}

/** What the legacy said at the login takes the place of what the export said. */
export async function refreshCustomer(
  tx: Queries,
  keyVersion: number,
  one: Pick<StagedIdentity, 'id' | 'status' | 'body' | 'identifiers'>,
): Promise<void> {
  await tx.query('update identity set status = $2 where id = $1', [one.id, one.status]);
  await putSeal(tx, one.id, keyVersion, one.body);
  await tx.query('delete from identifier where identity_id = $1', [one.id]);
  await putIdentifiers(tx, one);
}

export async function putSeal(tx: Queries, id: string, keyVersion: number, body: Uint8Array): Promise<void> {
  await tx.query(
    `insert into seal (identity_id, key_version, body) values ($1, $2, $3)
     on conflict (identity_id) do update set key_version = excluded.key_version, body = excluded.body`,
    [id, keyVersion, body],
  );
}

export async function putIdentifiers(
  tx: Queries,
  one: Pick<StagedIdentity, 'id' | 'identifiers'>,
): Promise<void> {
  await tx.query(
    `insert into identifier (hash, identity_id, type, verified)
     select hash, $1, type, verified from jsonb_to_recordset($2::jsonb) as k(hash uuid, type text, verified boolean)
     on conflict do nothing`,
    [one.id, JSON.stringify(one.identifiers)],
  );
}

/** The intent. A second login finds the write of the first and only says that it was answered again. */
export async function openCrossing(tx: Queries, runId: number, row: CustomerRow): Promise<number> {
  if (row.open_write !== null) {
    await tx.query('update write set called_at = now(), attempt = attempt + 1 where id = $1', [
      row.open_write,
    ]);
    return row.open_write;
  }
  const { rows } = await tx.query<{ id: number }>(
    `with claimed as (
       update identity set path = 'jit', state = case when target_id is null then 'moving' else state end
        where id = $2
     )
     insert into write (run_id, identity_id, operation, state, attempt, target_id, called_at, undoable)
     values ($1, $2, $3, 'called', 1, $4, now(), false) returning id`,
    [runId, row.id, row.target_id === null ? 'create' : 'credential', row.target_id],
  );
  return rows[0]?.id ?? 0;
}

export interface SettledCrossing {
  readonly identityId: string;
  readonly targetId: string | null;
  readonly after: string | null;
  readonly state: IdentityState;
}

/** The target has the credential: it owns it from now on. */
export async function settleCrossing(tx: Queries, one: SettledCrossing): Promise<void> {
  await tx.query(
    `with owned as (
       insert into credential (identity_id, owner) values ($1, 'target')
       on conflict (identity_id) do update set owner = 'target', since = now()
     ), written as (
       update write set state = 'settled', outcome = 'done', target_id = coalesce($2, target_id), after = $3,
              settled_at = now()
        where identity_id = $1 and batch_id is null and operation <> 'factor' and state <> 'settled'
     )
     update identity set state = $4, target_id = coalesce($2, target_id), operation = 'update' where id = $1`,
    [one.identityId, one.targetId, one.after, one.state],
  );
}

/** The target never stored it, or refused it: the identity is where it was, or held. */
export async function endCrossing(
  tx: Queries,
  identityId: string,
  outcome: 'withdrawn' | 'refused',
  code?: string,
): Promise<void> {
  await tx.query(
    `with ended as (
       update write set state = 'settled', outcome = $2, code = $3, settled_at = now()
        where identity_id = $1 and batch_id is null and operation <> 'factor' and state <> 'settled'
     )
     update identity set state = case when $2 = 'refused' then 'held' when target_id is null then 'staged'
            else state end where id = $1`,
    [identityId, outcome, code ?? null],
  );
}

/** Puts down who judges from now on. A tombstone is never lifted, and what crossed stays so. */
export async function setOwner(
  tx: Queries,
  identityId: string,
  owner: 'legacy' | 'deleted',
): Promise<boolean> {
  const { count } = await tx.query(
    `insert into credential as c (identity_id, owner) values ($1, $2)
     on conflict (identity_id) do update set owner = excluded.owner, since = now()
      where c.owner <> 'deleted' and (excluded.owner = 'deleted' or c.owner = 'legacy')`,
    [identityId, owner],
  );
  return count > 0;
}

/** Our copy of the password is worth nothing: what has not been written yet is written without it. */
export async function planWithoutHash(
  tx: Queries,
  identityId: string,
  credentialPlan: 'legacy' | 'reset',
): Promise<void> {
  await tx.query(
    `update identity set credential_plan = $2
      where id = $1 and state not in ('moved', 'proven', 'retired')
        and credential_plan in ('native', 'transcoded', 'wrapped', 'vault')`,
    [identityId, credentialPlan],
  );
}

/** Personal data goes, the row and the keyed hashes stay: whoever was deleted is not born again. */
export async function buryCustomer(tx: Queries, identityId: string): Promise<void> {
  await tx.query(
    `with gone as (delete from seal where identity_id = any (array(
                       select $1::uuid union all select id from identity where merged_into = $1))),
          forgotten as (delete from unmerged where identity_id = $1),
          ended as (update write set state = 'settled', outcome = 'withdrawn', settled_at = now()
                     where identity_id = $1 and batch_id is null and state <> 'settled')
     update identity set state = 'excluded', target_id = null where id = $1`,
    [identityId],
  );
}

/** Crossings answered between `after` and `before`, oldest first; what a journey opened is looked after there. */
export async function listUnsettled(
  db: Queries,
  before: Date,
  limit: number,
  after: Date = new Date(0),
): Promise<readonly { readonly identity_id: string; readonly called_at: Date }[]> {
  const { rows } = await db.query<{ identity_id: string; called_at: Date }>(
    `select identity_id, called_at from write
      where batch_id is null and invitation_id is null and state <> 'settled' and called_at < $1 and called_at > $3
      order by called_at limit $2`,
    [before, limit, after],
  );
  return rows;
}

export async function countUnsettled(db: Queries): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from write where batch_id is null and state <> 'settled'`,
  );
  return Number(rows[0]?.count ?? 0);
}

export async function noteLoginProblem(
  tx: Queries,
  runId: number,
  identityId: string,
  problem: { readonly code: string; readonly field?: string; readonly found?: string },
): Promise<void> {
  await tx.query(
    `insert into problem (run_id, identity_id, position, code, field, found)
     select $1, $2, 'login', $3, $4, $5
      where not exists (select from problem where identity_id = $2 and code = $3 and state = 'open')`,
    [runId, identityId, problem.code, problem.field ?? null, problem.found ?? null],
  );
}
