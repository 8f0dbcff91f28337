/**
 * Acts on what came back about messages.
 *
 * A message is known by the id we gave it, which carries a keyed mark, or by the name a provider has for it, where the
 * provider has proved itself. A report about anything else does nothing: a forged bounce would be a way to silence a
 * customer.
 *
 * hard: the message is `bounced`, the journey ends as undeliverable, and support finds the customer in its queue. soft:
 * counted. complaint: nobody reminds them any more. Their link stays good: they still have to cross.
 *
 * @module
 */
import type { BounceKind, BounceReport } from '../../bounces/bounce.ts';
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import {
  type BouncedRow,
  countSoft,
  findSent,
  type MessageKey,
  markBounced,
  markComplained,
  markDelivered,
  mute,
} from '../../ledger/sql/bounces.ts';
import { note } from '../note.ts';
import { readMessageId } from './message-id.ts';

/** How many reports there were of each kind, and how many were about no message of ours. */
export type BounceCounts = Record<BounceKind | 'unknown', number>;

export function noBounces(): BounceCounts {
  return { hard: 0, soft: 0, complaint: 0, unsubscribe: 0, delivered: 0, unknown: 0 };
}

/** All or none: who is told so sends them again. What names nothing of ours never reaches the ledger. */
export async function takeBounces(
  ledger: Ledger,
  reports: readonly BounceReport[],
  now: Date,
): Promise<BounceCounts> {
  const counts = noBounces();
  const named = reports.map((report) => ({ report, key: keyOf(ledger, report) }));
  if (named.every(({ key }) => key === undefined)) return { ...counts, unknown: reports.length };
  await ledger.db.transaction(async (tx) => {
    for (const { report, key } of named) {
      const row = key === undefined ? undefined : await findSent(tx, key);
      counts[row === undefined ? 'unknown' : report.kind] += 1;
      if (row !== undefined) await act(ledger, tx, row, report, now);
    }
  });
  return counts;
}

function keyOf(ledger: Ledger, { ids, reference }: BounceReport): MessageKey | undefined {
  for (const text of ids) {
    const id = readMessageId(ledger, text);
    if (id !== undefined) return { id };
  }
  return reference === undefined ? undefined : { reference };
}

async function act(
  ledger: Ledger,
  tx: Queries,
  row: BouncedRow,
  { kind, found }: BounceReport,
  now: Date,
): Promise<void> {
  const { identity_id: identityId, campaign } = row;
  const facts = { found, ...(campaign !== null && { campaign }) };
  const say = (what: string) => note(ledger, tx, [{ kind: what, identityId, facts }]);
  switch (kind) {
    case 'hard':
      if (await markBounced(tx, row, found)) await say('message-bounced');
      return;
    case 'soft':
      return countSoft(tx, row, found);
    case 'complaint':
      await mute(tx, identityId, now);
      if (await markComplained(tx, row, found)) await say('message-complained');
      return;
    case 'unsubscribe':
      if (await mute(tx, identityId, now)) await say('reminders-declined');
      return;
    case 'delivered':
      return markDelivered(tx, row, now);
  }
}
