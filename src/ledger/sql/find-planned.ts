/** Finds one customer for an explanation: where they stand in the plan, and the sealed identity. */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Path } from '../../identity/path.ts';
import type { Queries } from '../database/database.ts';
import type { IdentityState } from './stage-page.ts';

export interface PlannedRow {
  readonly id: string;
  readonly source: string;
  readonly state: IdentityState;
  readonly path: Path;
  readonly cohort: string;
  readonly plan_version: number | null;
  readonly credential_plan: CredentialPlan;
  readonly password_parameters: string | null;
  /** Its name; null: in none. */
  readonly wave: string | null;
  readonly body: Uint8Array | null;
}

/** @param hashes blind-index hashes of what was given; @param ids of identities */
export async function findPlanned(
  db: Queries,
  hashes: readonly string[],
  ids: readonly string[],
): Promise<readonly PlannedRow[]> {
  const { rows } = await db.query<PlannedRow>(
    `select i.id, i.source, i.state, i.path, i.cohort, i.plan_version, i.credential_plan, i.password_parameters,
            w.name as wave, s.body
       from identity i left join wave w on w.number = i.wave left join seal s on s.identity_id = i.id
      where i.id = any($2::uuid[])
         or i.id in (select identity_id from identifier where hash = any($1::uuid[]))
      order by i.source, i.id`,
    [hashes, ids],
  );
  return rows;
}
