/**
 * Somebody comes with a link: is it good, and where does whoever it was sent to stand?
 *
 * Wrong, used, revoked and expired look the same and cost the same questions to the ledger. Looking changes nothing but
 * the mark that it was opened: mail scanners open every link.
 *
 * @module
 */
import { findById } from '../../../ledger/sql/find-customer.ts';
import { findInvitationById, type InvitationRow, isSuperseded } from '../../../ledger/sql/invitations.ts';
import { markCrossed } from '../../../ledger/sql/journeys.ts';
import { findResetWrite } from '../../../ledger/sql/reset-writes.ts';
import { openIdentity } from '../../login/open-identity.ts';
import { findByToken } from '../invitation.ts';
import type { Caller, JourneySession, JourneyView } from '../journey.ts';
import type { Invited, JourneyContext, Walking } from './context.ts';
import { isDenied } from './denied.ts';
import { lookAtOpenWrite } from './look-again.ts';
import { hasSecondThere } from './lost.ts';
import { journeyStanding } from './standing.ts';
import { usable } from './usable.ts';

export const INVALID: JourneyView = { step: 'invalid' };
export const LATER: JourneyView = { step: 'later' };
export const HELD: JourneyView = { step: 'held' };

/** An id that nobody has: the questions about nobody cost what those about somebody cost. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export type Arrived = { readonly view: JourneyView } | { readonly invited: Invited };

/** By a link. */
export async function knock(context: JourneyContext, token: string, caller: Caller): Promise<Arrived> {
  if (!context.throttles.overall()) return { view: { step: 'throttled', after: 1 } };
  const arrived = await admit(context, await findByToken(context.ledger, token));
  if (!('view' in arrived && arrived.view.step === 'invalid')) return arrived;
  // Behind the look: whoever has a good link is kept out by nobody who shares their address and guesses.
  const { refusedFor } = await context.throttles.take({ rated: 'link', of: caller.address });
  return refusedFor === undefined ? arrived : { view: { step: 'throttled', after: refusedFor } };
}

/** By a session that is still good. Whoever has set a credential in it has used up the link, and goes on by the session. */
export async function walk(
  context: JourneyContext,
  session: JourneySession,
): Promise<{ readonly view: JourneyView } | Walking> {
  if (session.until <= context.now()) return { view: INVALID };
  const invitation = await findInvitationById(context.ledger.db, session.invitationId);
  if (invitation === undefined || invitation.identity_id !== session.identityId) return { view: INVALID };
  const hasSet = session.credential !== undefined || session.factors.length > 0;
  const arrived = await (hasSet ? follow : admit)(context, invitation);
  if (!('view' in arrived)) return { ...arrived.invited, session };
  // The answer to their last step never reached the browser: the link was used by them, and not by somebody else.
  const isLost = arrived.view.step === 'invalid' && (await isDone(context, invitation));
  return isLost ? { view: { step: 'crossed', loginUrl: context.parts.policy.loginUrl } } : arrived;
}

async function isDone({ ledger }: JourneyContext, { id, purpose }: InvitationRow): Promise<boolean> {
  const write = await findResetWrite(ledger.db, id, purpose === 'enrol' ? 'factor' : 'credential');
  return write?.outcome === 'done';
}

async function admit(context: JourneyContext, invitation: InvitationRow | undefined): Promise<Arrived> {
  const { db } = context.ledger;
  const { id = NOBODY, identity_id: identityId = NOBODY, purpose = 'reset' } = invitation ?? {};
  const row = await findById(db, identityId);
  const write = await findResetWrite(db, id, purpose === 'enrol' ? 'factor' : 'credential');
  const superseded = await isSuperseded(db, id);
  if (invitation === undefined || row === undefined) return { view: INVALID };
  const good = usable(invitation, write, superseded, context.now());
  if (good === 'no') return { view: INVALID };
  if (good === 'in-flight') return { view: LATER };
  if (write?.state === 'called' && (await lookAtOpenWrite(context, invitation, write)) === 'done')
    return { view: { step: 'crossed', loginUrl: context.parts.policy.loginUrl } };
  return stand(context, { invitation, row });
}

/** After a credential was set: the customer is who they were. */
async function follow(context: JourneyContext, invitation: InvitationRow): Promise<Arrived> {
  const row = await findById(context.ledger.db, invitation.identity_id);
  const identity = row === undefined ? undefined : openIdentity(context.ledger, row);
  if (row === undefined || identity === undefined || row.owner === 'deleted') return { view: INVALID };
  return { invited: { invitation, row, identity } };
}

async function stand(
  context: JourneyContext,
  { invitation, row }: Omit<Invited, 'identity'>,
): Promise<Arrived> {
  const identity = openIdentity(context.ledger, row);
  if (identity === undefined || isDenied(context, identity)) return { view: INVALID };
  const regained = invitation.purpose === 'enrol' && (await hasSecondThere(context, row));
  switch (journeyStanding(row, invitation.purpose, regained)) {
    case 'gone':
      return { view: INVALID };
    case 'crossed':
      await markCrossed(context.ledger.db, row.id, invitation.purpose === 'enrol' ? 'enrol' : 'reset');
      return { view: { step: 'crossed', loginUrl: context.parts.policy.loginUrl } };
    case 'held':
      return { view: HELD };
    case 'busy':
      return { view: LATER };
    case 'open':
      return { invited: { invitation, row, identity } };
  }
}
