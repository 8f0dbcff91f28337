/**
 * Moves one wave after the other: cuts batches a little ahead of the workers, so that the target never waits and a
 * changed batch size takes effect at once.
 *
 * @module
 */

import { reachStep } from '../../ledger/runs.ts';
import { openBatch } from '../../ledger/sql/open-batch.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { drainBatches } from '../batches/drain-batches.ts';
import { noteAlone } from '../note.ts';
import type { Step } from '../step.ts';

export const writeWaves: Step = {
  name: 'write',
  async run(context) {
    const { crossing, run, jobs, onlyWave } = context;
    const { ledger, settings, target } = crossing;
    await reachStep(ledger.db, run.id, 'write');
    for (const [index, { name }] of settings.waves.entries()) {
      if (onlyWave !== undefined && onlyWave !== name) continue;
      const wave = index + 1;
      const total = await countWave(context, wave);
      if (total === 0) continue;
      await noteAlone(ledger, { kind: 'wave-begun', runId: run.id, facts: { wave: name, total } });
      let after: string | undefined;
      await drainBatches(context, {
        phase: 'write',
        total,
        note: settings.waves.length > 1 ? `wave "${name}"` : undefined,
        openNext: (size) =>
          ledger.db.transaction(async (tx) => {
            const batch = await openBatch(tx, run.id, wave, size, target.undo, after);
            if (batch !== undefined) await jobs.announce(tx, batch.id);
            after = batch?.last;
            return batch;
          }),
      });
    }
    if (onlyWave !== undefined && !settings.waves.some(({ name }) => name === onlyWave)) {
      throw new FootbridgeError('USAGE_WRONG', `There is no wave "${onlyWave}"`);
    }
  },
};

async function countWave({ crossing }: Parameters<Step['run']>[0], wave: number): Promise<number> {
  const { rows } = await crossing.ledger.db.query<{ count: number }>(
    `select count(*) as count from identity where wave = $1 and state = 'staged'`,
    [wave],
  );
  return Number(rows[0]?.count ?? 0);
}
