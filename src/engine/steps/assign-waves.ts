/** Puts every staged identity into its wave, in the order of the plan or the configuration. */

import { reachStep } from '../../ledger/runs.ts';
import { assignWave, leaveGoneWaves } from '../../ledger/sql/assign-wave.ts';
import { note } from '../note.ts';
import { wavesOf } from '../plan/waves.ts';
import type { StagingContext, Step } from '../step.ts';

export const assignWaves: Step<StagingContext> = {
  name: 'waves',
  async run({ crossing, run, report }) {
    const { ledger } = crossing;
    await reachStep(ledger.db, run.id, 'waves');
    const counts: Record<string, number> = {};
    await ledger.db.transaction(async (tx) => {
      const waves = await wavesOf(tx, crossing);
      await leaveGoneWaves(
        tx,
        waves.map(({ number }) => number),
      );
      for (const { number, name, rule, limit } of waves) {
        counts[name] = await assignWave(tx, number, rule, limit);
      }
      await note(ledger, tx, [{ kind: 'waves', runId: run.id, facts: counts }]);
    });
    report({ phase: 'waves', done: Object.keys(counts).length, rate: 0, counts });
  },
};
