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
    const { crossing, jobs } = context;
    const { db } = crossing.ledger;
    await jobs.clear();
    const { rows } = await db.query<{ id: number }>(
      `select id from batch where state = 'open' and step = 'write' order by id`,
    );
    if (rows.length === 0) return;
    await db.transaction(async (tx) => {
      for (const { id } of rows) await jobs.announce(tx, id);
    });
    await drainBatches(context, { phase: 'recover', openNext: async () => undefined });
  },
};
