/**
 * Picks up what a crash left behind: what was only intended waits in its wave again, and what may have been called is
 * announced again and finished before anything new begins.
 *
 * Their `called` writes are looked up by whoever takes the batch (write-batch.ts), so nothing is sent twice.
 *
 * @module
 */

import { giveBackIntents } from '../../ledger/sql/give-back.ts';
import { drainBatches } from '../batches/drain-batches.ts';
import { note } from '../note.ts';
import type { Step } from '../step.ts';

export const recoverWrites: Step = {
  name: 'recover',
  async run(context) {
    const { crossing, jobs, worker, run } = context;
    const { ledger } = crossing;
    const { db } = ledger;
    await jobs.clear();
    const living = await worker.living();
    const open = await db.transaction(async (tx) => {
      const given = await giveBackIntents(tx, living);
      if (given > 0)
        await note(ledger, tx, [{ kind: 'given-back', runId: run.id, facts: { identities: given } }]);
      const { rows } = await tx.query<{ id: number }>(
        `select id from batch where state = 'open' and step = 'write' order by id`,
      );
      // What the dead had is announced here, and not once more by who looks for batches of the dead.
      await tx.query(
        `update batch set worker_id = null where state = 'open' and step = 'write' and not (worker_id = any($1::int[]))`,
        [living],
      );
      for (const { id } of rows) await jobs.announce(tx, id);
      return rows.length;
    });
    if (open === 0) return;
    await drainBatches(context, { phase: 'recover', openNext: async () => undefined });
  },
};
