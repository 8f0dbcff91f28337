/** Identities that an earlier version of the plan placed, and that the newest reading did not bring along. */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Path } from '../../identity/path.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { Queries } from '../database/database.ts';

export interface PlacedBefore {
  readonly id: string;
  readonly source: string;
  readonly password_parameters: string | null;
  readonly body: Uint8Array;
}

/** In the order of the ids; whoever is in the target has taken their path, and a merged record takes its survivor's. */
export async function findPlacedBefore(
  db: Queries,
  version: number,
  after: string,
  limit: number,
): Promise<readonly PlacedBefore[]> {
  const { rows } = await db.query<PlacedBefore>(
    `select i.id, i.source, i.password_parameters, s.body
       from identity i join seal s on s.identity_id = i.id
      where i.plan_version is distinct from $1 and i.id > $2 and i.target_id is null and i.operation = 'create'
        and i.merged_into is null
        and (i.state = 'staged' or (i.state = 'excluded' and i.path = 'exclude'))
      order by i.id limit $3`,
    [version, after, limit],
  );
  return rows;
}

export interface PlacedAnew {
  readonly id: string;
  readonly state: 'staged' | 'held' | 'excluded';
  readonly path: Path;
  readonly cohort: string;
  readonly credentialPlan: CredentialPlan;
  readonly losses: readonly string[];
  readonly problems: readonly RecordProblem[];
}

export async function placeAnew(
  tx: Queries,
  runId: number,
  version: number,
  placed: readonly PlacedAnew[],
): Promise<void> {
  await tx.query(
    `update identity i
        set state = n.state, path = n.path, cohort = n.cohort, credential_plan = n.credential_plan, losses = n.losses,
            plan_version = $2, wave = 0
       from jsonb_to_recordset($1::jsonb)
         as n(id uuid, state text, path text, cohort text, credential_plan text, losses text[])
      where i.id = n.id`,
    [
      JSON.stringify(
        placed.map(({ credentialPlan, ...one }) => ({ ...one, credential_plan: credentialPlan })),
      ),
      version,
    ],
  );
  const problems = placed.flatMap(({ id, problems: held }) => held.map((problem) => ({ id, ...problem })));
  if (problems.length === 0) return;
  await tx.query(
    `insert into problem (run_id, identity_id, row, position, code, field, found, expected)
     select $2, i.id, i.row, 'row ' || i.row, p.code, p.field, p.found, p.expected
       from jsonb_to_recordset($1::jsonb) as p(id uuid, code text, field text, found text, expected text)
       join identity i on i.id = p.id`,
    [JSON.stringify(problems), runId],
  );
}
