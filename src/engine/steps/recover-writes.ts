/**
 * Picks up what a crash left behind: open batches are announced again, and finished before anything new begins.
 *
 * Their `called` writes are looked up by whoever takes the batch (write-batch.ts), so nothing is sent twice.
 *
 * @module
 */

import { drainBatches } from '../batches/drain-batches.ts';
import type { Step } from '../step.ts';

export const recoverWrites: Step = {
  name: 'recover',
  async run(context) {
    const { crossing, jobs, worker } = context;
    const { db } = crossing.ledger;
    await jobs.clear();
    const { rows } = await db.query<{ id: number }>(
      `select id from batch where state = 'open' and step = 'write' order by id`,
    );
    if (rows.length === 0) return;
    const living = await worker.living();
    await db.transaction(async (tx) => {
      // What the dead had is announced here, and not once more by who looks for batches of the dead.
      await tx.query(
        `update batch set worker_id = null where state = 'open' and step = 'write' and not (worker_id = any($1::int[]))`,
        [living],
      );
      for (const { id } of rows) await jobs.announce(tx, id);
    });
    await drainBatches(context, { phase: 'recover', openNext: async () => undefined });
  },
};
