/**
 * The customer goes on at the platform's own page, and comes back; what happened there is looked at and never believed.
 *
 * The link is used when they go, the write stays open until the target shows what it was for. Whoever gave up there goes
 * there again from here, as long as their session or their link lives.
 *
 * @module
 */
import { findInvitationById } from '../../../ledger/sql/invitations.ts';
import { endCrossing } from '../../../ledger/sql/login-crossing.ts';
import { findResetWrite, noteTarget, settleFactor } from '../../../ledger/sql/reset-writes.ts';
import type { BeginReset, BegunReset, CredentialNeed } from '../../../targets/target.ts';
import { withoutPassword } from '../../login/merge.ts';
import type { JourneySession, Went } from '../journey.ts';
import { afterGiving } from './after-giving.ts';
import { HELD, LATER } from './arrive.ts';
import { type Claimed, claimForJourney } from './claim.ts';
import type { JourneyContext, Walking } from './context.ts';
import { createAs, findOurs, giveUp, readBefore, WHEN_NOT_CLAIMED } from './give-credential.ts';
import { lookAtOpenWrite } from './look-again.ts';
import { doneStep, isSet, nextStep } from './next-step.ts';
import { placeFor } from './ways.ts';

type Holding = Extract<Claimed, { kind: 'claimed' }>;

/** Seconds for which the platform's journey stays open, where it can be told: an hour, as its own e-mails do. */
const LIFESPAN = 3_600;

export async function goThere(
  context: JourneyContext,
  walking: Walking,
  need: Exclude<CredentialNeed, 'recovery-codes'>,
): Promise<Went> {
  const { session } = walking;
  const isFactor = session.purpose === 'enrol';
  if (!session.confirmed || placeFor(context, need) !== 'there' || (need === 'totp') !== isFactor)
    return nextStep(context, walking);
  if (isSet(session)) return nextStep(context, walking);
  const before = await readBefore(context, walking);
  if (before === 'away') return { view: LATER, session };
  const of = isFactor ? 'factor' : 'credential';
  const claimed = await claimForJourney(context, walking, { of, before });
  if (claimed.kind !== 'claimed')
    return afterGiving(context, walking, WHEN_NOT_CLAIMED[claimed.kind], 'password');
  const begun = await begin(context, walking, claimed, {
    needs: [need],
    returnTo: `${context.parts.policy.pageUrl}/back`,
    lifespan: LIFESPAN,
    language: session.language,
  });
  return toView(context, walking, claimed, begun, isFactor);
}

async function begin(
  context: JourneyContext,
  walking: Walking,
  { row, write }: Holding,
  reset: BeginReset,
): Promise<BegunReset> {
  const { parts } = context;
  const { identifiers } = walking.identity;
  try {
    const targetId = row.target_id ?? (await standThere(context, walking, write.id));
    if (typeof targetId === 'object') return targetId;
    if (parts.handover !== undefined) {
      const whom = { identifiers, ...(targetId === undefined ? {} : { targetId }) };
      return await parts.handover.session.begin(whom, reset);
    }
    if (targetId === undefined) return { status: 'unknown', found: 'nobody there' };
    return (await parts.target?.session.beginReset?.(targetId, reset)) ?? UNABLE;
  } catch (error) {
    return { status: 'unknown', found: error instanceof Error ? error.name : 'a failure' };
  }
}

const UNABLE: BegunReset = {
  status: 'refused',
  problem: { code: 'TARGET_REFUSED', found: 'it has no journey' },
};

/** Whoever is not in the target yet is put there first, without a credential. Undefined: there is no target to write. */
async function standThere(
  context: JourneyContext,
  { row, identity }: Walking,
  writeId: number,
): Promise<string | undefined | Exclude<BegunReset, { status: 'link' | 'mailed' | 'at-login' }>> {
  const { target } = context.parts;
  if (target === undefined) return undefined;
  const ours = await findOurs(context, identity, row.id);
  if (ours === 'away') return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: 'it does not answer' };
  if (ours === 'other') return { status: 'refused', problem: { code: 'TARGET_CONFLICT' } };
  let targetId = ours;
  if (targetId === undefined) {
    const bare = withoutPassword(identity);
    const made = await createAs(context, row.id, { identity: bare, fit: target.fit(bare) });
    if (made.status !== 'done') return made;
    targetId = made.targetId;
  }
  await noteTarget(context.ledger.db, writeId, row.id, targetId);
  return targetId;
}

async function toView(
  context: JourneyContext,
  walking: Walking,
  claimed: Holding,
  begun: BegunReset,
  isFactor: boolean,
): Promise<Went> {
  const { totp: _unused, challenge: _over, ...rest } = walking.session;
  const gone = (handedOver: NonNullable<JourneySession['handedOver']>): JourneySession => ({
    ...rest,
    credential: 'handed-over',
    handedOver,
  });
  switch (begun.status) {
    case 'link':
      return { view: { step: 'there', url: begun.url }, session: gone('link') };
    case 'mailed':
    case 'at-login':
      return { view: { step: 'handed-over', how: begun.status }, session: gone(begun.status) };
    case 'refused':
      if (!isFactor) await giveUp(context, claimed, begun.problem);
      else await endAttempt(context, claimed, isFactor);
      return { view: HELD, session: walking.session };
    default:
      // Nothing was set: the link is the customer's again, and beginning twice does no harm.
      await endAttempt(context, claimed, isFactor);
      return { view: LATER, session: walking.session };
  }
}

async function endAttempt(
  { ledger }: JourneyContext,
  { row, write }: Holding,
  isFactor: boolean,
): Promise<void> {
  await ledger.db.transaction(async (tx) => {
    if (isFactor) await settleFactor(tx, write.id, 'withdrawn', null);
    else await endCrossing(tx, row.id, 'withdrawn');
  });
}

export async function comeBack(context: JourneyContext, walking: Walking): Promise<Went> {
  const { session } = walking;
  if (session.credential !== 'handed-over') return nextStep(context, walking);
  const of = session.purpose === 'enrol' ? 'factor' : 'credential';
  const write = await findResetWrite(context.ledger.db, session.invitationId, of);
  const invitation = await findInvitationById(context.ledger.db, session.invitationId);
  if (write === undefined || invitation === undefined) return nextStep(context, walking);
  if (write.outcome === 'done') return doneStep(context, session);
  const seen = write.state === 'settled' ? 'not-done' : await lookAtOpenWrite(context, invitation, write);
  if (seen === 'done') return doneStep(context, session);
  return nextStep(context, walking);
}

/**
 * A factor that only the platform's own page can set up: there is nothing to choose here, so that the customer is sent on
 * as soon as they have shown who they are.
 */
export async function sendOn(context: JourneyContext, walking: Walking, went: Went): Promise<Went> {
  const { session } = went;
  if (session?.confirmed !== true || session.purpose !== 'enrol' || went.view.step !== 'later') return went;
  return placeFor(context, 'totp') === 'there' ? goThere(context, { ...walking, session }, 'totp') : went;
}
