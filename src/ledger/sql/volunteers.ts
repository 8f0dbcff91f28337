/** Volunteers: real people who log in once behind their move. Few by nature. */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Queries } from '../database/database.ts';

/** Marks whoever has one of these identifiers. Returns how many were found. */
export async function markVolunteers(
  tx: Queries,
  hashes: readonly string[],
  operator: string,
): Promise<readonly string[]> {
  const { rows } = await tx.query<{ identity_id: string }>(
    `insert into volunteer (identity_id, asked_by)
     select distinct identity_id, $2::text from identifier where hash = any($1::uuid[])
     on conflict (identity_id) do update set asked_by = excluded.asked_by
     returning identity_id`,
    [hashes, operator],
  );
  return rows.map(({ identity_id }) => identity_id);
}

export interface VolunteerRow {
  readonly id: string;
  readonly state: string;
  readonly format: string | null;
  readonly parameters: string;
  readonly credentialPlan: CredentialPlan;
  readonly target_id: string | null;
  /** What they looked like when they were read back behind the move. */
  readonly after: string | null;
  readonly moved_at: Date | null;
}

/** Those whose login has not become a proof yet, and who have a password. */
export async function openVolunteers(db: Queries): Promise<readonly VolunteerRow[]> {
  const { rows } = await db.query<VolunteerRow>(
    `select i.id, i.state, i.password_format as format, coalesce(i.password_parameters, '') as parameters,
            i.credential_plan as "credentialPlan", i.target_id, w.after, w.settled_at as moved_at
       from volunteer v join identity i on i.id = v.identity_id
       left join lateral (
         select after, settled_at from write
          where identity_id = i.id and state = 'settled' and outcome = 'done' and undone_by is null
          order by id desc limit 1
       ) w on true
      where v.proof_id is null order by i.id`,
  );
  return rows;
}

export async function linkProof(tx: Queries, identityIds: readonly string[], proofId: string): Promise<void> {
  await tx.query('update volunteer set proof_id = $2 where identity_id = any($1::uuid[])', [
    identityIds,
    proofId,
  ]);
}
