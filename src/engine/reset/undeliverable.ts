/**
 * The queue of customers whose messages came back, for support.
 *
 * An address is never typed in here. A link that sets a password would go to it, so that one person at support could
 * take any account. The address is corrected where it belongs, in the source, and read again; or the customer is helped
 * by two people (`footbridge assist`).
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { giveUp, type ResolvedRow, sendAgain } from '../../ledger/sql/undeliverable.ts';
import { note } from '../note.ts';

/** again: asked once more, at the address the ledger holds now. given-up: out of the queue. */
export type Resolution = 'again' | 'given-up';

export interface Resolving {
  readonly campaign?: string;
  /** Ours; absent: everybody in the queue. */
  readonly ids?: readonly string[];
  readonly as: Resolution;
  readonly note?: string;
  readonly operator: string;
}

export interface Resolved {
  readonly resolved: number;
  /** Of a campaign that was stopped, which sends nothing any more. */
  readonly left: number;
}

export async function resolveUndeliverable(
  ledger: Ledger,
  { campaign, ids, as, note: why, operator }: Resolving,
  now: Date,
): Promise<Resolved> {
  return ledger.db.transaction(async (tx) => {
    const rows = await (as === 'again' ? sendAgain(tx, campaign, ids, now) : giveUp(tx, campaign, ids));
    const done = rows.filter(({ resolved }) => resolved);
    const facts = { as, by: operator, ...(why !== undefined && { note: why }) };
    await note(ledger, tx, done.map(toEvent(facts)));
    return { resolved: done.length, left: rows.length - done.length };
  });
}

function toEvent(facts: Readonly<Record<string, string>>) {
  return ({ identity_id: identityId, campaign }: ResolvedRow) => ({
    kind: 'undeliverable-resolved',
    identityId,
    facts: { ...facts, campaign },
  });
}
