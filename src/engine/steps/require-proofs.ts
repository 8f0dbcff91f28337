/**
 * Lets nobody be written whose population has no valid proof, unless somebody said so by name; that is noted.
 *
 * Stands right before the first write. What was staged and cut into waves stays, so that the same command goes on here
 * once the proof is there.
 *
 * @module
 */
import { reachStep } from '../../ledger/runs.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { noteAlone } from '../note.ts';
import { wavesOf } from '../plan/waves.ts';
import { type UnprovenPopulation, unprovenPopulations } from '../prove/gate.ts';
import { nameOf } from '../prove/population.ts';
import type { Step, StepContext } from '../step.ts';

export const requireProofs: Step = {
  name: 'proofs',
  async run(context) {
    const { crossing, run } = context;
    const { ledger, target, settings } = crossing;
    await reachStep(ledger.db, run.id, 'proofs');
    const unproven = await unprovenPopulations(ledger.db, target, settings.proofs, await waveOf(context));
    const missing = unproven.filter(({ waived }) => waived === undefined);
    if (missing.length > 0) throw missingProof(missing);
    for (const { format, parameters, credentialPlan, customers, because, waived } of unproven) {
      await noteAlone(ledger, {
        kind: 'proof-waived',
        runId: run.id,
        facts: {
          format,
          parameters,
          credentialPlan,
          customers,
          because,
          by: waived?.by,
          reason: waived?.reason,
        },
      });
    }
  },
};

async function waveOf({ onlyWave, crossing }: StepContext): Promise<number | undefined> {
  if (onlyWave === undefined) return undefined;
  const waves = await crossing.ledger.db.transaction((tx) => wavesOf(tx, crossing));
  return waves.find(({ name }) => name === onlyWave)?.number;
}

function missingProof(missing: readonly UnprovenPopulation[]): FootbridgeError {
  const named = missing.map(
    (one) => `${nameOf(one)} (${one.credentialPlan}, customers: ${one.customers}; ${one.because})`,
  );
  return new FootbridgeError('PROOF_MISSING', `There is no valid proof for ${named.join('; ')}`, {
    facts: { populations: missing.length },
  });
}
