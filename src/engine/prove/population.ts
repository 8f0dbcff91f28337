/**
 * Which populations there are, each with one stored hash that shows what the others look like.
 *
 * From what is staged; where nothing is, from the source, staged within a transaction that is rolled back.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { beginRun } from '../../ledger/runs.ts';
import { countPopulations, type PopulationCount, samplePopulation } from '../../ledger/sql/proofs.ts';
import type { Crossing } from '../crossing.ts';
import type { StagingContext } from '../step.ts';
import { stageSource } from '../steps/stage-source.ts';

export interface SampledPopulation extends PopulationCount {
  readonly sample: PasswordCredential;
  /** What the customers of this population log in with. */
  readonly identifiers: ReadonlySet<Identity['identifiers'][number]['type']>;
}

export async function findPopulations(
  crossing: Crossing,
  context: Pick<StagingContext, 'signal' | 'report'>,
): Promise<readonly SampledPopulation[]> {
  const staged = await sampledOf(crossing.ledger);
  if (staged.length > 0) return staged;
  return crossing.ledger.db.rehearse(async (db) => {
    const ledger: Ledger = { ...crossing.ledger, db };
    const run = await beginRun(db, 'import', { rehearsal: true }, crossing.settings.operator);
    await stageSource.run({ ...context, crossing: { ...crossing, ledger }, run });
    return sampledOf(ledger);
  });
}

async function sampledOf(ledger: Ledger): Promise<readonly SampledPopulation[]> {
  const found: SampledPopulation[] = [];
  for (const population of await countPopulations(ledger.db, 'everybody')) {
    const row = await samplePopulation(ledger.db, population);
    if (row === undefined) continue;
    const identity = readIdentity(ledger.seals.open(row.id, row.body));
    if (identity.password === undefined) continue;
    const identifiers = new Set(identity.identifiers.map(({ type }) => type));
    found.push({ ...population, sample: identity.password, identifiers });
  }
  return found;
}

/** `bcrypt-2b, cost 10`: how people and the command line name it. */
export function nameOf({ format, parameters }: Pick<PopulationCount, 'format' | 'parameters'>): string {
  return parameters === '' ? format : `${format}:${parameters}`;
}
