/**
 * The step in which a customer shows that they are the customer: a code is sent, an answer is judged.
 *
 * Tries are counted in the ledger, about the customer and not about the session: a fresh link gives no fresh tries.
 *
 * @module
 */
import { randomInt } from 'node:crypto';
import { countWrongAnswer, forgetWrongAnswers, wrongAnswers } from '../../../ledger/sql/invitations.ts';
import type { Caller, JourneySession, Went } from '../journey.ts';
import { sendNow } from '../send-now.ts';
import { LATER } from './arrive.ts';
import { type Confirming, confirmationOf, confirmView } from './confirmation.ts';
import type { JourneyContext, Walking } from './context.ts';
import { isFact, isSame } from './facts.ts';
import { hold, nextStep } from './next-step.ts';

const DIGITS = 6;
/** Milliseconds: the longest that SP 800-63B-4 §3.1.3.2 allows. */
const CODE_LIFE = 10 * 60_000;
/** Wrong answers in a row after which only support can help: SP 800-63B-4 §3.2.2. */
const MOST_WRONG = 100;
/** Characters of an answer: beyond is no fact that anybody knows. */
const LONGEST_ANSWER = 1_024;

export async function sendCode(context: JourneyContext, walking: Walking): Promise<Went> {
  const { session, identity } = walking;
  const confirming = await confirmationOf(context, walking);
  if (session.confirmed || confirming.by !== 'code') return nextStep(context, walking);
  const { refusedFor } = await context.throttles.take({ rated: 'code', of: session.identityId });
  if (refusedFor !== undefined) return { view: { step: 'throttled', after: refusedFor }, session };
  const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
  const { ledger, parts } = context;
  await ledger.db.transaction((tx) =>
    sendNow(parts, tx, {
      identityId: session.identityId,
      kind: 'code',
      language: session.language,
      values: { code, codeMinutes: CODE_LIFE / 60_000 },
      reaches: confirming.reaches,
    }),
  );
  const sent = { hash: hashOf(context, session, code), until: context.now() + CODE_LIFE };
  return { ...(await nextStep(context, { ...walking, identity })), session: { ...session, code: sent } };
}

function hashOf({ ledger }: JourneyContext, { invitationId }: JourneySession, code: string): string {
  return ledger.index.token(`code\0${invitationId}\0${code}`).toString('base64url');
}

export async function confirm(
  context: JourneyContext,
  walking: Walking,
  answer: string,
  caller: Caller,
): Promise<Went> {
  const { session } = walking;
  const { db } = context.ledger;
  if (session.confirmed) return nextStep(context, walking);
  const confirming = await confirmationOf(context, walking);
  const { refusedFor, forgive } = await context.throttles.take(
    { rated: 'answer', of: session.identityId },
    { rated: 'answer-from', of: caller.address },
  );
  if (refusedFor !== undefined) return { view: { step: 'throttled', after: refusedFor }, session };
  if ((await wrongAnswers(db, session.identityId)) >= MOST_WRONG)
    return hold(context, walking, { code: 'CONFIRMATION_IMPOSSIBLE', found: `${MOST_WRONG} wrong answers` });
  const right = answer.length <= LONGEST_ANSWER && (await judge(context, walking, confirming, answer));
  if (right === 'later') {
    await forgive();
    return { view: LATER, session };
  }
  if (!right) {
    await countWrongAnswer(db, session.invitationId);
    const view = confirmView(confirming, true);
    return view === undefined ? nextStep(context, walking) : { view, session };
  }
  await forgive();
  await forgetWrongAnswers(db, session.identityId);
  const { code: _used, ...rest } = session;
  return nextStep(context, { ...walking, session: { ...rest, confirmed: true } });
}

async function judge(
  context: JourneyContext,
  { session }: Walking,
  confirming: Confirming,
  answer: string,
): Promise<boolean | 'later'> {
  switch (confirming.by) {
    case 'none':
      return true;
    case 'impossible':
      return false;
    case 'fact':
      return isFact(answer, confirming.value);
    case 'code': {
      const typed = answer.normalize('NFKC').replaceAll(/[\s.-]/g, '');
      const good = session.code !== undefined && session.code.until > context.now();
      return isSame(hashOf(context, session, typed), session.code?.hash ?? '') && good;
    }
    case 'password':
      return askTarget(context, confirming, answer);
  }
}

/** Whoever knows the password knows it also where a second factor is asked for beside it. */
async function askTarget(
  { parts }: JourneyContext,
  { identifier }: Extract<Confirming, { by: 'password' }>,
  password: string,
): Promise<boolean | 'later'> {
  try {
    const said = await parts.target?.session.login?.(identifier, password);
    return said === 'accepted' || said === 'factor-required';
  } catch {
    return 'later';
  }
}
