/**
 * Claims a customer for what a journey writes: looked at once more under a lock, the link used, the intent committed.
 *
 * Of two who come with one link, or of a journey, a login and an import, one is first; the others see it here.
 *
 * @module
 */
import type { Queries } from '../../../ledger/database/database.ts';
import { type CustomerRow, findById } from '../../../ledger/sql/find-customer.ts';
import { findInvitationById, isSuperseded, useInvitation } from '../../../ledger/sql/invitations.ts';
import { lockCustomer } from '../../../ledger/sql/login-crossing.ts';
import {
  findResetWrite,
  findWrite,
  openFactor,
  openReset,
  type ResetWriteRow,
} from '../../../ledger/sql/reset-writes.ts';
import type { Snapshot } from '../../../targets/target.ts';
import { note } from '../../note.ts';
import type { JourneyContext, Walking } from './context.ts';
import { journeyStanding } from './standing.ts';
import { IN_FLIGHT, usable } from './usable.ts';

export type Claimed =
  | { readonly kind: 'claimed'; readonly write: ResetWriteRow; readonly row: CustomerRow }
  | { readonly kind: 'crossed' | 'gone' | 'busy' | 'held' | 'used' };

export interface Wanted {
  readonly of: 'credential' | 'factor';
  /** The user as the target shows it now: what the result is held against. */
  readonly before: Snapshot | undefined;
}

export async function claimForJourney(
  context: JourneyContext,
  { invitation: { id: invitationId }, session, row: { id } }: Walking,
  { of, before }: Wanted,
): Promise<Claimed> {
  const { ledger } = context;
  const runId = await context.runId();
  return ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, id);
    const invitation = await findInvitationById(tx, invitationId);
    if (row === undefined || invitation === undefined) return { kind: 'gone' };
    const now = new Date(context.now());
    // A factor beside the password that this very session has just set: the link is used, by us.
    const beside = of === 'factor' && session.credential === 'password';
    // Sent to the platform's page a moment ago, and back without having done anything there.
    const again = session.credential === 'handed-over';
    const past = await findResetWrite(tx, invitationId, of);
    if (beside) {
      if (past !== undefined && past.outcome !== 'withdrawn') return { kind: 'used' };
    } else {
      const standing = journeyStanding(row, invitation.purpose);
      if (standing !== 'open') return { kind: standing };
      const good = usable(invitation, past, await isSuperseded(tx, invitationId), now.getTime());
      if (good === 'no') return { kind: 'used' };
      if ((good === 'in-flight' && !again) || (await isOfLogin(tx, row, invitationId, now)))
        return { kind: 'busy' };
      if (good === 'open' && !(await useInvitation(tx, invitationId, now))) return { kind: 'used' };
    }
    const sealed = before === undefined ? null : ledger.seals.seal(id, Buffer.from(JSON.stringify(before)));
    const intent = { runId, invitationId, now, before: sealed };
    const writeId =
      of === 'factor' ? await openFactor(tx, row, intent, past) : await openReset(tx, row, intent);
    const write = await findWrite(tx, writeId);
    const claimed = await findById(tx, id);
    if (write === undefined || claimed === undefined) return { kind: 'gone' };
    const facts = { by: 'journey', of, write: writeId };
    await note(ledger, tx, [{ kind: 'crossing', runId, identityId: id, facts }]);
    return { kind: 'claimed', write, row: claimed };
  });
}

/** A login was answered a moment ago, and the target may be storing what was typed there. */
async function isOfLogin(tx: Queries, row: CustomerRow, invitationId: string, now: Date): Promise<boolean> {
  const open = row.open_write === null ? undefined : await findWrite(tx, row.open_write);
  if (open === undefined || open.invitation_id === invitationId) return false;
  return now.getTime() - open.called_at.getTime() < IN_FLIGHT;
}
