/**
 * One page of staged identities, in and settled in one transaction.
 *
 * There is one importer at a time, so who is new is asked first and new rows go straight into their tables by
 * COPY: no temporary table, no conflict clause. Known rows are few (a delta) or unchanged, and are updated by
 * unnest.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { FactorType, IdentifierType, Identity } from '../../identity/identity.ts';
import type { Path } from '../../identity/path.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import { copyLine } from '../database/copy-line.ts';
import type { Queries } from '../database/database.ts';

export type IdentityState =
  | 'staged'
  | 'held'
  | 'excluded'
  | 'moving'
  | 'moved'
  | 'proven'
  | 'returned'
  | 'retired';

/** What the ledger knows of an identity that stands in this page. */
export interface KnownIdentity {
  readonly id: string;
  readonly digest: string;
  readonly state: IdentityState;
  readonly path: Path;
  readonly target_id: string | null;
  /** What the last record asked for: `delete` where it is gone. */
  readonly operation: 'create' | 'update' | 'delete';
  readonly seen_run: number;
  /** Who judges the password, where a login or an event decided it. */
  readonly owner: 'legacy' | 'target' | 'deleted' | null;
  /** A login was answered with a match, and it is not settled yet. */
  readonly crossing: boolean;
}

/** An identity ready to be stored: sealed, indexed, judged. */
export interface StagedIdentity {
  readonly id: string;
  readonly digest: string;
  readonly state: IdentityState;
  readonly operation: 'create' | 'update' | 'delete';
  /** Which of the sources it came from. */
  readonly source: string;
  readonly path: Path;
  /** Of the plan; empty: under no rule. */
  readonly cohort: string;
  /** That path, cohort and credential plan come from; absent: of none. */
  readonly planVersion?: number;
  readonly credentialPlan: CredentialPlan;
  readonly passwordFormat?: string;
  /** `cost 10`: parametersOf in src/passwords. */
  readonly passwordParameters?: string;
  readonly kind: Identity['kind'];
  readonly status: Identity['status'];
  readonly factors: readonly FactorType[];
  readonly links: number;
  readonly losses: readonly string[];
  readonly row: number;
  readonly position: string;
  readonly body: Uint8Array;
  readonly identifiers: readonly {
    readonly hash: string;
    readonly type: IdentifierType;
    readonly verified?: boolean | undefined;
  }[];
  readonly problems: readonly RecordProblem[];
}

/** A row that became no identity: its problems, and the record sealed so that it can be exported again. */
export interface LostRow {
  readonly row: number;
  readonly position: string;
  readonly problems: readonly RecordProblem[];
  readonly sealId: string;
  readonly raw: Uint8Array;
}

export interface StagedPage {
  readonly runId: number;
  readonly cursor: string;
  readonly keyVersion: number;
  readonly created: readonly StagedIdentity[];
  readonly changed: readonly StagedIdentity[];
  /** Known and as they were, with their row of today. */
  readonly unchanged: readonly { readonly id: string; readonly row: number }[];
  readonly lost: readonly LostRow[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Locks what it finds until the page is in: a login may be claiming the same identity at this moment. */
export async function findKnown(db: Queries, ids: readonly string[]): Promise<Map<string, KnownIdentity>> {
  // Locked first and asked then: a statement that has waited for a login still sees the rest as it was before.
  await db.query('select 1 from identity where id = any($1::uuid[]) order by id for no key update', [ids]);
  const { rows } = await db.query<KnownIdentity>(
    `select i.id, i.digest, i.state, i.operation, i.path, i.target_id, i.seen_run, c.owner,
            exists (select from write w where w.identity_id = i.id and w.batch_id is null and w.state <> 'settled')
              as crossing
       from identity i left join credential c on c.identity_id = i.id
      where i.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function stagePage(tx: Queries, page: StagedPage): Promise<void> {
  const { runId } = page;
  if (page.created.length > 0) {
    await tx.copy(
      'identity',
      IDENTITY_COLUMNS,
      page.created.map((one) => identityLine(one, runId)),
    );
  }
  if (page.changed.length > 0) await updateChanged(tx, page.changed, runId);
  if (page.unchanged.length > 0) await markSeen(tx, page.unchanged, runId);

  const stored = page.changed.length === 0 ? page.created : [...page.created, ...page.changed];
  if (stored.length > 0) {
    const { keyVersion } = page;
    await tx.copy(
      'seal',
      SEAL_COLUMNS,
      stored.map(({ id, body }) => copyLine([id, keyVersion, body])),
    );
    await tx.copy('identifier', IDENTIFIER_COLUMNS, identifierLines(stored));
  }
  const problems = problemLines(page, stored);
  if (problems.length > 0) await tx.copy('problem', PROBLEM_COLUMNS, problems);

  await tx.query(
    `with stored as (
       insert into batch (run_id, step, state, size, counts, done_at) values ($1, 'stage', 'done', $2, $3, now()))
     update run set cursor = $4 where id = $1`,
    [runId, page.counts.read ?? 0, JSON.stringify(page.counts), page.cursor],
  );
}

const IDENTITY_COLUMNS = [
  'id',
  'digest',
  'state',
  'operation',
  'source',
  'path',
  'cohort',
  'plan_version',
  'credential_plan',
  'password_format',
  'password_parameters',
  'kind',
  'status',
  'factors',
  'links',
  'losses',
  'row',
  'seen_run',
  'changed_run',
] as const;
const SEAL_COLUMNS = ['identity_id', 'key_version', 'body'] as const;
const IDENTIFIER_COLUMNS = ['hash', 'identity_id', 'type', 'verified'] as const;
const PROBLEM_COLUMNS = [
  'run_id',
  'identity_id',
  'row',
  'position',
  'code',
  'field',
  'found',
  'expected',
  'seal_id',
  'raw',
] as const;

function identityLine(one: StagedIdentity, runId: number): string {
  return copyLine([
    one.id,
    one.digest,
    one.state,
    one.operation,
    one.source,
    one.path,
    one.cohort,
    one.planVersion ?? null,
    one.credentialPlan,
    one.passwordFormat ?? null,
    one.passwordParameters ?? null,
    one.kind,
    one.status,
    one.factors,
    one.links,
    one.losses,
    one.row,
    runId,
    runId,
  ]);
}

function identifierLines(stored: readonly StagedIdentity[]): string[] {
  const lines: string[] = [];
  for (const { id, identifiers } of stored) {
    for (const { hash, type, verified } of identifiers)
      lines.push(copyLine([hash, id, type, verified ?? null]));
  }
  return lines;
}

function problemLines({ runId, lost }: StagedPage, stored: readonly StagedIdentity[]): string[] {
  const lines: string[] = [];
  for (const { id, row, position, problems } of stored) {
    for (const problem of problems) lines.push(problemLine(runId, id, row, position, problem, null, null));
  }
  for (const { row, position, problems, sealId, raw } of lost) {
    for (const [index, problem] of problems.entries()) {
      lines.push(
        problemLine(
          runId,
          null,
          row,
          position,
          problem,
          index === 0 ? sealId : null,
          index === 0 ? raw : null,
        ),
      );
    }
  }
  return lines;
}

function problemLine(
  runId: number,
  identityId: string | null,
  row: number,
  position: string,
  { code, field, found, expected }: RecordProblem,
  sealId: string | null,
  raw: Uint8Array | null,
): string {
  return copyLine([
    runId,
    identityId,
    row,
    position,
    code,
    field ?? null,
    found ?? null,
    expected ?? null,
    sealId,
    raw,
  ]);
}

/** Makes room for the new seal and identifiers; whatever was wrong before is judged afresh. */
async function updateChanged(tx: Queries, changed: readonly StagedIdentity[], runId: number): Promise<void> {
  const ids = changed.map(({ id }) => id);
  await tx.query(`delete from seal where identity_id = any($1::uuid[])`, [ids]);
  await tx.query(`delete from identifier where identity_id = any($1::uuid[])`, [ids]);
  await tx.query(
    `update problem set state = 'superseded', closed_at = now() where identity_id = any($1::uuid[]) and state = 'open'`,
    [ids],
  );
  const values = changed.map((one) => ({
    id: one.id,
    digest: one.digest,
    state: one.state,
    operation: one.operation,
    path: one.path,
    cohort: one.cohort,
    plan_version: one.planVersion ?? null,
    credential_plan: one.credentialPlan,
    password_format: one.passwordFormat ?? null,
    password_parameters: one.passwordParameters ?? null,
    kind: one.kind,
    status: one.status,
    factors: one.factors,
    links: one.links,
    losses: one.losses,
    row: one.row,
  }));
  await tx.query(
    `update identity i
        set digest = n.digest, state = n.state, operation = n.operation, path = n.path, cohort = n.cohort,
            plan_version = n.plan_version,
            credential_plan = n.credential_plan, password_format = n.password_format,
            password_parameters = n.password_parameters, kind = n.kind, status = n.status, factors = n.factors,
            links = n.links, losses = n.losses, row = n.row, wave = 0, seen_run = $2, changed_run = $2
       from jsonb_to_recordset($1::jsonb) as n(id uuid, digest uuid, state text, operation text, path text,
            cohort text, plan_version int, credential_plan text, password_format text, password_parameters text, kind text, status text, factors text[], links smallint,
            losses text[], row bigint)
      where i.id = n.id`,
    [JSON.stringify(values), runId],
  );
}

async function markSeen(tx: Queries, seen: StagedPage['unchanged'], runId: number): Promise<void> {
  await tx.query(
    `update identity i set seen_run = $3, row = s.row
       from unnest($1::uuid[], $2::bigint[]) as s(id, row) where i.id = s.id`,
    [seen.map(({ id }) => id), seen.map(({ row }) => row), runId],
  );
}
