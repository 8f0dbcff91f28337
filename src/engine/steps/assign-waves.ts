/** Puts every staged identity into its wave, in the order of the configuration; without any there is one wave. */

import { reachStep } from '../../ledger/runs.ts';
import { assignWave } from '../../ledger/sql/assign-wave.ts';
import { note } from '../note.ts';
import type { StagingContext, Step } from '../step.ts';

export const assignWaves: Step<StagingContext> = {
  name: 'waves',
  async run({ crossing: { ledger, settings }, run, report }) {
    await reachStep(ledger.db, run.id, 'waves');
    const counts: Record<string, number> = {};
    await ledger.db.transaction(async (tx) => {
      for (const [index, { name, where, limit }] of settings.waves.entries()) {
        counts[name] = await assignWave(tx, index + 1, where, limit);
      }
      await note(ledger, tx, [{ kind: 'waves', runId: run.id, facts: counts }]);
    });
    report({ phase: 'waves', done: settings.waves.length, rate: 0, counts });
  },
};
