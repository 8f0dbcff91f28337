/**
 * What this installation's proofs hang on, and who may cross without one, as the configuration says.
 *
 * @module
 */
import type { LoadedConfig } from '../config/load.ts';
import { namedTarget } from '../config/named.ts';
import { type ProofGate, proofBasis, type Waiver } from '../engine/index.ts';
import { readVersion } from './version.ts';

/** Who hashes: what stands in every proof. */
export function hashingLibrary(): string {
  return `footbridge ${readVersion()}`;
}

export function proofGateOf({ config, path }: LoadedConfig): ProofGate {
  const { accepts } = namedTarget(config, path).connector;
  return { basis: proofBasis(hashingLibrary(), accepts.passwords), waived: config.prove.waive };
}

/** `--unproved FORMAT` of the command line, by whoever typed it. */
export function waiversFrom(populations: readonly string[], operator: string): readonly Waiver[] {
  return populations.map((population) => ({ population, by: operator, reason: 'said on the command line' }));
}
