/**
 * Settling a journey: the target shows the credential, so it owns it from now on, and the old password is dead at the
 * door for good. One transaction: the write, the owner, the hash, the links, the funnel, the notice to the customer.
 *
 * @module
 */
import type { Queries } from '../../../ledger/database/database.ts';
import type { CustomerRow } from '../../../ledger/sql/find-customer.ts';
import {
  forgetWrongAnswers,
  type InvitationRow,
  revokeInvitations,
} from '../../../ledger/sql/invitations.ts';
import { markDone } from '../../../ledger/sql/journeys.ts';
import { lockCustomer, settleCrossing } from '../../../ledger/sql/login-crossing.ts';
import { type ResetWriteRow, settleFactor } from '../../../ledger/sql/reset-writes.ts';
import { openIdentity } from '../../login/open-identity.ts';
import { destroyHash } from '../../login/settle.ts';
import { note } from '../../note.ts';
import { languageOf } from '../reach.ts';
import { sendNow } from '../send-now.ts';
import type { JourneyContext } from './context.ts';

/** `elsewhere`: on the platform's own page, which says that it happened and not what. */
export type Gained = 'password' | 'passkey' | 'factor' | 'elsewhere';

export interface SettledJourney {
  readonly invitation: InvitationRow;
  readonly row: CustomerRow;
  readonly write: Pick<ResetWriteRow, 'id'>;
  readonly gained: Gained;
  readonly targetId: string | null;
  /** Fingerprint of the user when it was seen. */
  readonly after?: string;
  /** `stored-by-us`, `looked`. */
  readonly how: string;
}

export async function settleGained(context: JourneyContext, seen: SettledJourney): Promise<void> {
  const runId = await context.runId();
  await context.ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, seen.row.id);
    if (row === undefined || row.owner === 'deleted') return;
    const isNew =
      seen.gained === 'factor' || seen.invitation.purpose === 'enrol'
        ? await settleFactor(tx, seen.write.id, 'done', seen.after ?? null)
        : await settleCredential(context, tx, row, seen, runId);
    // A factor beside a password that was just set: that journey ended with the password.
    if (!isNew || (seen.gained === 'factor' && seen.invitation.purpose !== 'enrol')) return;
    await endJourney(context, tx, row, seen.invitation);
  });
}

/** @returns false: somebody settled it before. */
async function settleCredential(
  { ledger }: JourneyContext,
  tx: Queries,
  row: CustomerRow,
  { write, targetId, after, how, gained }: SettledJourney,
  runId: number,
): Promise<boolean> {
  if (row.open_write !== write.id && row.owner === 'target') return false;
  await settleCrossing(tx, {
    identityId: row.id,
    targetId,
    after: after ?? null,
    state: row.state === 'retired' || row.state === 'proven' ? row.state : 'moved',
  });
  const identity = openIdentity(ledger, row);
  const destroyed = await destroyHash({ ledger, runId }, tx, { row, identity });
  const facts = { how, by: 'journey', gained };
  await note(ledger, tx, [{ kind: 'crossed', runId, identityId: row.id, facts }, ...destroyed]);
  return true;
}

/** Whoever is done needs no link, and is told at the address we knew before: whoever did this may not be them. */
async function endJourney(
  context: JourneyContext,
  tx: Queries,
  row: CustomerRow,
  { identity_id, campaign_id, purpose }: InvitationRow,
): Promise<void> {
  const of = purpose === 'enrol' ? 'enrol' : 'reset';
  await markDone(tx, { identity_id, campaign_id }, of, new Date(context.now()));
  await forgetWrongAnswers(tx, row.id);
  await revokeInvitations(tx, row.id, of === 'enrol' ? ['enrol'] : ['reset', 'recovery']);
  const identity = openIdentity(context.ledger, row);
  if (identity === undefined) return;
  // Undetermined: the writer then takes the operator's default.
  const language = languageOf(identity, context.parts.writer.languages, 'und');
  await sendNow(context.parts, tx, { identityId: row.id, kind: 'done', language, values: {} });
}
