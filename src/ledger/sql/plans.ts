/** Plans, approvals and the numbers of waves: few rows, read as a whole. */
import type { Queries } from '../database/database.ts';

export type PlanState = 'draft' | 'approved' | 'superseded' | 'discarded';

export interface PlanRow {
  readonly version: number;
  readonly hash: string;
  readonly state: PlanState;
  readonly document: unknown;
  readonly made_at: Date;
  readonly made_by: string;
}

const COLUMNS = 'version, hash, state, document, made_at, made_by';

/** The newest that is a draft or approved: what counts. */
export async function findNewestPlan(db: Queries): Promise<PlanRow | undefined> {
  const { rows } = await db.query<PlanRow>(
    `select ${COLUMNS} from plan where state in ('draft', 'approved') order by version desc limit 1`,
  );
  return rows[0];
}

export async function findPlan(db: Queries, version: number): Promise<PlanRow | undefined> {
  const { rows } = await db.query<PlanRow>(`select ${COLUMNS} from plan where version = $1`, [version]);
  return rows[0];
}

export type PlanSummary = Omit<PlanRow, 'document'>;

export async function listPlans(db: Queries): Promise<readonly PlanSummary[]> {
  const { rows } = await db.query<PlanSummary>(
    `select version, hash, state, made_at, made_by from plan order by version desc`,
  );
  return rows;
}

export async function nextPlanVersion(tx: Queries): Promise<number> {
  await tx.query('lock table plan in share row exclusive mode');
  const { rows } = await tx.query<{ next: number }>('select coalesce(max(version), 0) + 1 as next from plan');
  return Number(rows[0]?.next ?? 1);
}

/** A draft that nobody approved makes way for the new one; an approved one stays until the new one is approved. */
export async function insertPlan(
  tx: Queries,
  plan: Pick<PlanRow, 'version' | 'hash' | 'made_by'> & { readonly document: object },
): Promise<void> {
  await tx.query(`update plan set state = 'superseded' where state = 'draft'`);
  await tx.query(
    `insert into plan (version, hash, state, document, made_by) values ($1, $2, 'draft', $3, $4)`,
    [plan.version, plan.hash, JSON.stringify(plan.document), plan.made_by],
  );
}

export async function markApproved(
  tx: Queries,
  version: number,
  hash: string,
  by: string,
  note: string,
): Promise<void> {
  await tx.query(`update plan set state = 'superseded' where state = 'approved' and version <> $1`, [
    version,
  ]);
  await tx.query(`update plan set state = 'approved' where version = $1`, [version]);
  await tx.query(`insert into approval (version, hash, by_whom, note) values ($1, $2, $3, $4)`, [
    version,
    hash,
    by,
    note,
  ]);
}

/** The approved one before it counts again. @returns false where it is no draft */
export async function markDiscarded(tx: Queries, version: number): Promise<boolean> {
  const { count } = await tx.query(
    `update plan set state = 'discarded' where version = $1 and state = 'draft'`,
    [version],
  );
  return count > 0;
}

export interface Approval {
  readonly version: number;
  readonly hash: string;
  readonly at: Date;
  readonly by_whom: string;
  readonly note: string;
}

export async function listApprovals(db: Queries): Promise<readonly Approval[]> {
  const { rows } = await db.query<Approval>(
    'select version, hash, at, by_whom, note from approval order by id desc',
  );
  return rows;
}

/** Numbers of the waves, in the order of their names given; new names get new numbers. */
export async function numberWaves(tx: Queries, names: readonly string[]): Promise<readonly number[]> {
  await tx.query(
    `insert into wave (name) select name from unnest($1::text[]) as given(name)
      where not exists (select from wave where wave.name = given.name)
      on conflict (name) do nothing`,
    [names],
  );
  const { rows } = await tx.query<{ number: number; name: string }>(
    'select number, name from wave where name = any($1::text[])',
    [names],
  );
  const numbers = new Map(rows.map(({ number, name }) => [name, number]));
  return names.map((name) => numbers.get(name) ?? 0);
}
