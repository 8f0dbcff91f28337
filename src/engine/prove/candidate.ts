/**
 * A population about to be proven: its synthetic customers and who will judge them, or the reason why that cannot be.
 *
 * @module
 */
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import type { StoredHash } from '../../passwords/index.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { CrossingTarget } from '../crossing.ts';
import { planTrials, type Trial } from './attempts.ts';
import type { SampledPopulation } from './population.ts';
import { type SyntheticSettings, syntheticCustomer } from './synthetic.ts';

export interface Candidate {
  readonly population: SampledPopulation;
  readonly judge: 'target' | 'door';
  /** One customer for each; none where there is a reason. */
  readonly trials: readonly (Trial & { readonly customer: Identity })[];
  readonly reason?: string;
}

interface CandidateSettings extends SyntheticSettings {
  secret(name: string): string;
}

export async function createCandidate(
  name: string,
  number: number,
  population: SampledPopulation,
  { session }: CrossingTarget,
  settings: CandidateSettings,
): Promise<Candidate> {
  const { credentialPlan } = population;
  const judge = credentialPlan === 'vault' || credentialPlan === 'wrapped' ? 'door' : 'target';
  if (judge === 'target' && session.login === undefined) {
    const reason =
      'nobody can log in to this target through its connector: give it what its page calls for (Keycloak: `loginClientId`), or ask volunteers';
    return { population, judge, trials: [], reason };
  }
  const sample = storedOf(population.sample, settings);
  if ('reason' in sample) return { population, judge, trials: [], reason: sample.reason };
  const localOf = (index: number): string => `${name}-${number}-${index}`;
  const planned = await planTrials(sample, localOf);
  if ('reason' in planned) return { population, judge, trials: [], reason: planned.reason };
  const trials = planned.trials.map((trial, index) => ({
    ...trial,
    customer: syntheticCustomer(name, localOf(index + 1), population, trial.stored, settings),
  }));
  return { population, judge, trials };
}

/** With the site's secrets in it; none of them goes any further than into the new hash. */
function storedOf(
  { hash, format, beside, secrets }: PasswordCredential,
  { secret }: CandidateSettings,
): StoredHash | { readonly reason: string } {
  try {
    const resolved = Object.entries(secrets ?? {}).map(([role, name]) => [role, secret(name)]);
    return {
      hash,
      ...(format === undefined ? {} : { format }),
      ...(beside === undefined ? {} : { beside }),
      ...(secrets === undefined ? {} : { secrets: Object.fromEntries(resolved) as Record<string, string> }),
    };
  } catch (error) {
    if (error instanceof FootbridgeError) return { reason: error.message };
    throw error;
  }
}
