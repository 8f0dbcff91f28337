/**
 * Gives back what a cancelled run had only intended: never-called writes are withdrawn, their identities wait again.
 * What may have been called stays open, and is looked up by the next run before anything else.
 *
 * @module
 */

import type { Ledger } from '../ledger/ledger.ts';
import { note } from './note.ts';

export async function withdraw(ledger: Ledger, runId: number): Promise<number> {
  return ledger.db.transaction(async (tx) => {
    const { rows } = await tx.query<{ withdrawn: number }>(
      `with given_back as (
         update write set state = 'settled', outcome = 'withdrawn', settled_at = now()
          where run_id = $1 and state = 'intended' returning identity_id
       ), waiting as (
         update identity set state = 'staged', wave = 0
          where id in (select identity_id from given_back) and state = 'moving'
       )
       select count(*) as withdrawn from given_back`,
      [runId],
    );
    // A batch whose every write is settled has nothing left to do.
    await tx.query(
      `update batch b set state = 'done', done_at = now() where b.run_id = $1 and b.state = 'open'
          and not exists (select 1 from write w where w.batch_id = b.id and w.state <> 'settled')`,
      [runId],
    );
    const withdrawn = Number(rows[0]?.withdrawn ?? 0);
    await note(ledger, tx, [{ kind: 'run-cancelled', runId, facts: { withdrawn } }]);
    return withdrawn;
  });
}
