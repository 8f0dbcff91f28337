/** Notes what happened in the event chain, in the transaction of the change itself or in one of its own. */
import type { LedgerEvent } from '../ledger/chain.ts';
import type { Queries } from '../ledger/database/database.ts';
import type { Ledger } from '../ledger/ledger.ts';

export type Happening = Omit<LedgerEvent, 'at'>;

export async function note(ledger: Ledger, tx: Queries, events: readonly Happening[]): Promise<void> {
  const at = new Date();
  await ledger.chain.append(
    tx,
    events.map((event) => ({ at, ...event })),
  );
}

export async function noteAlone(ledger: Ledger, event: Happening): Promise<void> {
  await ledger.db.transaction((tx) => note(ledger, tx, [event]));
}
