/**
 * The gate of an import: no population with a password crosses without a valid proof, unless somebody says so by name.
 *
 * A proof is valid for one population (format, parameters, credential plan) at one target, until its day, and only
 * while our library and the formats the target accepts are what they were. The newest proof counts: one that failed
 * yesterday is not made good by one that succeeded last week.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { Queries } from '../../ledger/database/database.ts';
import { countPopulations, newestProofs, type PopulationCount } from '../../ledger/sql/proofs.ts';
import type { CrossingTarget } from '../crossing.ts';
import { nameOf } from './population.ts';
import { type Proof, ProofShape } from './proof.ts';

/** Somebody decided to let a population cross without a proof. */
export interface Waiver {
  /** `bcrypt-2b`, `bcrypt-2b:cost 10`, or `all`. */
  readonly population: string;
  readonly by: string;
  readonly reason: string;
}

/** What a crossing knows of its proofs. */
export interface ProofGate {
  /** Digest of what every proof hangs on: `proofBasis`. */
  readonly basis: string;
  readonly waived: readonly Waiver[];
}

export interface UnprovenPopulation extends PopulationCount {
  /** Why there is no valid proof. */
  readonly because: string;
  /** Who lets it cross all the same. */
  readonly waived?: Waiver;
}

/** Another version of our library, or another list of accepted formats, is another crossing. */
export function proofBasis(library: string, accepts: Readonly<Record<string, string>>): string {
  const formats = Object.entries(accepts)
    .map(([format, plan]) => `${format}=${plan}`)
    .sort();
  return createHash('sha256')
    .update([library, ...formats].join('\n'))
    .digest('hex')
    .slice(0, 32);
}

/** What would be written without a valid proof: of one wave, or of everything that is staged. */
export async function unprovenPopulations(
  db: Queries,
  target: CrossingTarget,
  gate: ProofGate,
  wave: number | 'any wave' = 'any wave',
): Promise<readonly UnprovenPopulation[]> {
  const populations = await countPopulations(db, wave);
  const objections = await objectionsTo(populations, db, target, gate);
  return populations.flatMap((population, index) => {
    const because = objections[index];
    if (because === undefined) return [];
    const waived = gate.waived.find((one) => covers(one.population, population));
    return [{ ...population, because, ...(waived === undefined ? {} : { waived }) }];
  });
}

/** For each population, in order, why it has no valid proof; undefined: it has one. */
export async function objectionsTo(
  populations: readonly Omit<PopulationCount, 'customers'>[],
  db: Queries,
  target: CrossingTarget,
  { basis }: ProofGate,
): Promise<readonly (string | undefined)[]> {
  if (populations.length === 0) return [];
  const proofs = (await newestProofs(db)).map((document) => ProofShape.parse(document));
  // A new target may have to write down who it is: a dry run must not be what makes it do so.
  const fingerprint = proofs.length === 0 ? '' : await target.session.fingerprint();
  const now = new Date();
  return populations.map((population) =>
    objectionTo(
      whichCounts(proofs.filter((one) => isOf(one, population, target.id, fingerprint))),
      basis,
      now,
    ),
  );
}

/**
 * A volunteer shows that a right password gets in, and of no wrong one that it is kept out: what synthetic customers saw
 * failing is not made good by that. Where nobody synthetic could be made, volunteers are all there is.
 */
function whichCounts(proofs: readonly Proof[]): Proof | undefined {
  const synthetic = proofs.find(({ kind }) => kind === 'synthetic');
  const volunteer = proofs.find(({ kind }) => kind === 'volunteer');
  if (synthetic === undefined || volunteer === undefined) return synthetic ?? volunteer;
  if (synthetic.verdict !== 'proven') return synthetic.verdict === 'failed' ? synthetic : volunteer;
  return synthetic.at > volunteer.at ? synthetic : volunteer;
}

function isOf(
  { population }: Proof,
  { format, parameters, credentialPlan }: Omit<PopulationCount, 'customers'>,
  target: string,
  fingerprint: string,
): boolean {
  return (
    population.format === format &&
    population.parameters === parameters &&
    population.credentialPlan === credentialPlan &&
    population.target === target &&
    population.targetFingerprint === fingerprint
  );
}

/** Why a proof does not count; undefined: it does. */
function objectionTo(proof: Proof | undefined, basis: string, now: Date): string | undefined {
  if (proof === undefined) return 'it was never proven at this target';
  if (proof.verdict !== 'proven') return `its newest proof says "${proof.verdict}"`;
  if (proof.basis !== basis)
    return 'Footbridge or the formats the target accepts have changed since it was proven';
  if (now >= new Date(proof.validUntil)) return `its proof ended on ${proof.validUntil.slice(0, 10)}`;
  return undefined;
}

/** `bcrypt-2b` covers all its parameters. */
export function covers(named: string, population: Pick<PopulationCount, 'format' | 'parameters'>): boolean {
  return named === 'all' || named === population.format || named === nameOf(population);
}
