/**
 * Proofs, the intents behind them, and the populations that need one.
 *
 * Populations are counted from the harmless columns of `identity`, once for an import or a proof and never on the
 * path of a batch: one pass over what is staged.
 *
 * @module
 */
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import type { Queries } from '../database/database.ts';

/** Plans under which a hash of the legacy goes on judging: those that can be proven, and have to be. */
const CARRIED = `('native', 'transcoded', 'wrapped', 'vault')`;

/** The largest smallint. */
const MOST_WAVES = 32_767;

export interface PopulationCount {
  readonly format: string;
  readonly parameters: string;
  readonly credentialPlan: CredentialPlan;
  readonly customers: number;
}

/** Of what is staged: one wave, what stands in any wave, or all of it, in a wave or not yet. */
export async function countPopulations(
  db: Queries,
  of: number | 'any wave' | 'everybody',
): Promise<readonly PopulationCount[]> {
  const { rows } = await db.query<PopulationCount>(
    `select password_format as format, coalesce(password_parameters, '') as parameters,
            credential_plan as "credentialPlan", count(*)::int as customers
       from identity
      where state = 'staged' and operation <> 'delete' and password_format is not null
        and credential_plan in ${CARRIED} and path <> 'exclude' and wave between $1 and $2
      group by 1, 2, 3 order by 4 desc, 1, 2, 3`,
    typeof of === 'number' ? [of, of] : [of === 'any wave' ? 1 : 0, MOST_WAVES],
  );
  return rows;
}

/** One staged customer of a population, whose hash shows what the others look like. */
export async function samplePopulation(
  db: Queries,
  { format, parameters, credentialPlan }: Omit<PopulationCount, 'customers'>,
): Promise<{ readonly id: string; readonly body: Uint8Array } | undefined> {
  const { rows } = await db.query<{ id: string; body: Uint8Array }>(
    `select i.id, s.body from identity i join seal s on s.identity_id = i.id
      where i.state = 'staged' and i.password_format = $1 and coalesce(i.password_parameters, '') = $2
        and i.credential_plan = $3 limit 1`,
    [format, parameters, credentialPlan],
  );
  return rows[0];
}

export interface ProofRow {
  readonly id: string;
  readonly format: string;
  readonly parameters: string;
  readonly credentialPlan: CredentialPlan;
  readonly target: string;
  readonly targetFingerprint: string;
  readonly kind: string;
  readonly verdict: string;
  readonly basis: string;
  readonly at: string;
  readonly validUntil: string;
  readonly by: string;
  readonly document: unknown;
}

export async function insertProof(tx: Queries, proof: ProofRow): Promise<void> {
  await tx.query(
    `insert into proof (id, format, parameters, credential_plan, target, target_fingerprint, kind, verdict, basis, at,
                        valid_until, by_whom, document)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      proof.id,
      proof.format,
      proof.parameters,
      proof.credentialPlan,
      proof.target,
      proof.targetFingerprint,
      proof.kind,
      proof.verdict,
      proof.basis,
      proof.at,
      proof.validUntil,
      proof.by,
      JSON.stringify(proof.document),
    ],
  );
}

/** The newest proof of every population and kind: an older one says nothing any more, whatever it said. */
export async function newestProofs(db: Queries): Promise<readonly unknown[]> {
  const { rows } = await db.query<{ document: unknown }>(
    `select distinct on (format, parameters, credential_plan, target_fingerprint, kind) document from proof
      order by format, parameters, credential_plan, target_fingerprint, kind, at desc`,
  );
  return rows.map(({ document }) => document);
}

export interface ProvingRow {
  readonly id: string;
  readonly name: string;
  readonly target_fingerprint: string;
  readonly expected: unknown;
  readonly scratch: string;
}

export async function beginProving(tx: Queries, proving: ProvingRow, operator: string): Promise<void> {
  await tx.query(
    `insert into proving (id, name, target_fingerprint, expected, scratch, by_whom) values ($1, $2, $3, $4, $5, $6)`,
    [
      proving.id,
      proving.name,
      proving.target_fingerprint,
      JSON.stringify(proving.expected),
      proving.scratch,
      operator,
    ],
  );
}

/** What earlier proofs may have left behind. */
export async function openProvings(db: Queries): Promise<readonly ProvingRow[]> {
  const { rows } = await db.query<ProvingRow>(
    'select id, name, target_fingerprint, expected, scratch from proving where cleaned_at is null order by begun_at',
  );
  return rows;
}

export async function endProving(tx: Queries, id: string): Promise<void> {
  await tx.query('update proving set cleaned_at = now() where id = $1', [id]);
}
