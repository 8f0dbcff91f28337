/** Holds staged identities that share a login identifier: found before the target is asked, not by its refusals. */

import { reachStep } from '../../ledger/runs.ts';
import { holdDuplicates } from '../../ledger/sql/hold-duplicates.ts';
import { note } from '../note.ts';
import type { StagingContext, Step } from '../step.ts';

export const holdSharedIdentifiers: Step<StagingContext> = {
  name: 'dedupe',
  async run({ crossing: { ledger }, run, report }) {
    await reachStep(ledger.db, run.id, 'dedupe');
    const held = await ledger.db.transaction(async (tx) => {
      const count = await holdDuplicates(tx, run.id);
      if (count > 0) await note(ledger, tx, [{ kind: 'held-duplicates', runId: run.id, facts: { count } }]);
      return count;
    });
    report({ phase: 'dedupe', done: held, rate: 0, counts: { held } });
  },
};
