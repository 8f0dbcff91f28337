/**
 * Prove: for every population, does the target let the right password in and keep the wrong ones out?
 *
 * Synthetic customers, whose passwords we know and whose hashes our own library made exactly as the legacy does, cross
 * through the real import into the real target, from a scratch ledger. Then they log in. Then they are removed by the
 * real undo, and what was seen is kept as a proof. Real customers are neither read beyond one hash for its parameters,
 * nor written, nor removed.
 *
 * @see docs/prove.md
 * @module
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { openProvings, type PopulationCount } from '../ledger/sql/proofs.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Check } from '../targets/target.ts';
import type { Crossing } from './crossing.ts';
import type { LoginSettings } from './login.ts';
import { asOnlyImporter } from './only-importer.ts';
import { createMeter, type OnProgress } from './progress.ts';
import { type Candidate, createCandidate } from './prove/candidate.ts';
import { type Crossed, crossSynthetic } from './prove/cross.ts';
import { covers, objectionsTo } from './prove/gate.ts';
import { type Cleaning, cleanUp } from './prove/intent.ts';
import { keepProofs } from './prove/keep.ts';
import { findPopulations, nameOf, type SampledPopulation } from './prove/population.ts';
import type { Evidence, Proof, ProvenCase } from './prove/proof.ts';
import type { Scratch } from './prove/scratch.ts';
import { RESERVED, type SyntheticSettings } from './prove/synthetic.ts';
import { judgeCases } from './prove/verdict.ts';
import { RunStopped } from './stopped.ts';

export interface ProveOptions extends SyntheticSettings {
  /** Days for which a proof is valid. */
  readonly validDays: number;
  /** What hashes: the package and its version. */
  readonly library: string;
  /** Rules of the door, which judges those whose hash stays in the vault. */
  readonly login: LoginSettings;
  /** Only these: `FORMAT` or `FORMAT:PARAMETERS`. Absent: all. */
  readonly only?: readonly string[];
  secret(name: string): string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Tests copy one that is laid out. */
  readonly scratch?: () => Promise<Scratch>;
}

export interface ProveResult {
  readonly proofs: readonly Proof[];
  readonly cleaned: Cleaning;
  readonly ended: 'done' | 'stopped';
}

/** @throws LEDGER_BUSY, PROOF_NAME_TAKEN, USAGE_WRONG, TARGET_*, SOURCE_* of the catalogue */
export async function provePopulations(crossing: Crossing, options: ProveOptions): Promise<ProveResult> {
  return asOnlyImporter(crossing.ledger, async ({ lost }) => {
    const signal = options.signal === undefined ? lost : AbortSignal.any([options.signal, lost]);
    const cleaned = await cleanUp(crossing.ledger, crossing.target);
    try {
      return { proofs: await prove(crossing, options, signal), cleaned, ended: 'done' };
    } catch (error) {
      if (error instanceof RunStopped) return { proofs: [], cleaned, ended: 'stopped' };
      throw error;
    }
  });
}

async function prove(
  crossing: Crossing,
  options: ProveOptions,
  signal: AbortSignal,
): Promise<readonly Proof[]> {
  const { ledger, target } = crossing;
  const report = options.onProgress ?? (() => undefined);
  const populations = chosenOf(await findPopulations(crossing, { signal, report }), options.only);
  const name = `${RESERVED}${randomBytes(4).toString('hex')}`;
  const candidates: Candidate[] = [];
  const meter = createMeter(populations.length);
  for (const population of populations) {
    if (signal.aborted) throw new RunStopped();
    candidates.push(await createCandidate(name, candidates.length + 1, population, target, options));
    meter.add(1);
    report({ phase: 'hash', ...meter.reading(), total: populations.length, counts: {} });
  }
  const crossed = await crossSynthetic(crossing, candidates, { ...options, name, signal, report });
  const fingerprint = await target.session.fingerprint();
  const proofs = candidates.map((candidate) => toProof(candidate, crossed, fingerprint, crossing, options));
  await ledger.db.transaction((tx) => keepProofs(ledger, tx, proofs));
  return proofs;
}

/** Nothing proven must not look like everything proven: who names somebody nobody belongs to hears so. */
function chosenOf(
  populations: readonly SampledPopulation[],
  only: readonly string[] | undefined,
): readonly SampledPopulation[] {
  if (only === undefined) return populations;
  const nobody = only.find((named) => !populations.some((one) => covers(named, one)));
  if (nobody !== undefined)
    throw new FootbridgeError(
      'USAGE_WRONG',
      `Nobody who waits to cross is of "${nobody}"; there is ${populations.map(nameOf).join('; ') || 'nobody with a password'}`,
    );
  return populations.filter((one) => only.some((named) => covers(named, one)));
}

function toProof(
  candidate: Candidate,
  { cases, created, removal, ledgerEvents }: Crossed,
  targetFingerprint: string,
  { target, settings }: Crossing,
  { library, validDays }: ProveOptions,
): Proof {
  const { format, parameters, credentialPlan, customers } = candidate.population;
  const mine: readonly ProvenCase[] = cases.get(candidate) ?? [];
  const ids = created.get(candidate) ?? [];
  const left = removal.left.filter((id) => ids.includes(id));
  const evidence: Evidence = {
    judgedBy: mine.length === 0 ? 'nobody' : candidate.judge,
    created: [...ids],
    removed: removal.removed.filter((id) => ids.includes(id)),
    left,
    ledgerEvents,
    library,
  };
  const at = new Date();
  return {
    document: 'footbridge-proof',
    version: 1,
    id: randomUUID(),
    population: { format, parameters, credentialPlan, target: target.id, targetFingerprint },
    customers,
    kind: 'synthetic',
    ...judgeCases(mine, candidate.reason, left),
    cases: [...mine],
    evidence,
    by: settings.operator,
    at: at.toISOString(),
    validUntil: new Date(at.getTime() + validDays * DAY).toISOString(),
    basis: settings.proofs.basis,
  };
}

/** Milliseconds. */
const DAY = 86_400_000;

/** What a proof would try, without writing anything anywhere. */
export interface ProofPreview {
  readonly populations: readonly (Pick<
    PopulationCount,
    'format' | 'parameters' | 'credentialPlan' | 'customers'
  > & {
    /** Why there is no valid proof yet; absent: there is one. */
    readonly because?: string;
  })[];
  /** Proofs that were killed and not cleaned up after. */
  readonly open: number;
  /** Whether the target is ready to be written, as it says itself. */
  readonly checks: readonly Check[];
}

/** Reads the target and the ledger, and writes neither. */
export async function previewProof(
  crossing: Crossing,
  {
    signal = new AbortController().signal,
    onProgress = () => undefined,
  }: Pick<ProveOptions, 'signal' | 'onProgress'>,
): Promise<ProofPreview> {
  const { ledger, target, settings } = crossing;
  const populations = await findPopulations(crossing, { signal, report: onProgress });
  const unproven = await objectionsTo(populations, ledger.db, target, settings.proofs);
  return {
    populations: populations.map(({ format, parameters, credentialPlan, customers }, index) => {
      const because = unproven[index];
      return { format, parameters, credentialPlan, customers, ...(because === undefined ? {} : { because }) };
    }),
    open: (await openProvings(ledger.db)).length,
    checks: await target.session.check([]),
  };
}

/** Removes what killed proofs left in the target, and nothing else. */
export async function cleanProofs({
  ledger,
  target,
}: Pick<Crossing, 'ledger' | 'target'>): Promise<Cleaning> {
  return asOnlyImporter(ledger, () => cleanUp(ledger, target));
}
