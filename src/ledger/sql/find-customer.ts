/**
 * Finds whom a login is about: by what was typed, by our external id, or by the target's id.
 *
 * On the path of every login: one statement, two index lookups, the seal and what decided about the password beside
 * it. Several identities may answer to one text (a user name that is somebody else's address); who is meant is
 * decided by the caller, by the order of the hashes.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Queries } from '../database/database.ts';
import type { IdentityState } from './stage-page.ts';

export interface CustomerRow {
  readonly id: string;
  readonly state: IdentityState;
  /** What the next write of an import has to do: `delete`, where the newest export says so. */
  readonly operation: 'create' | 'update' | 'delete';
  readonly credential_plan: CredentialPlan;
  readonly password_format: string | null;
  readonly status: Identity['status'];
  readonly target_id: string | null;
  /** Of the plan; empty: none. */
  readonly cohort: string;
  readonly owner: 'legacy' | 'target' | 'deleted' | null;
  /** A crossing that began at a login and is not settled. */
  readonly open_write: number | null;
  readonly body: Uint8Array | null;
  /** The typed text that led here; null when it was an id. */
  readonly hash: string | null;
}

const COLUMNS = `i.id, i.state, i.operation, i.credential_plan, i.password_format, i.status, i.target_id, i.cohort, c.owner, s.body,
  (select w.id from write w where w.identity_id = i.id and w.batch_id is null and w.operation <> 'factor'
      and w.state <> 'settled' limit 1)
    as open_write`;
const TABLES = `identity i left join credential c on c.identity_id = i.id left join seal s on s.identity_id = i.id`;

/** @param hashes blind-index hashes of what was typed, likeliest reading first; rows come in their order. */
export async function findByIdentifiers(
  db: Queries,
  hashes: readonly string[],
): Promise<readonly CustomerRow[]> {
  const { rows } = await db.query<CustomerRow>(
    `select ${COLUMNS}, f.hash from unnest($1::uuid[]) with ordinality as f(hash, place)
       join identifier k on k.hash = f.hash join ${TABLES.replace('identity i', 'identity i on i.id = k.identity_id')}
      order by f.place`,
    [hashes],
  );
  return rows;
}

export async function findById(db: Queries, id: string): Promise<CustomerRow | undefined> {
  const { rows } = await db.query<CustomerRow>(
    `select ${COLUMNS}, null as hash from ${TABLES} where i.id = $1`,
    [id],
  );
  return rows[0];
}

export async function findByTargetId(db: Queries, targetId: string): Promise<CustomerRow | undefined> {
  const { rows } = await db.query<CustomerRow>(
    `select ${COLUMNS}, null as hash from ${TABLES} where i.target_id = $1`,
    [targetId],
  );
  return rows[0];
}
