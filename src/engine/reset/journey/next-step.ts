/**
 * What the page shows next, from nothing but the session and the ledger: a reload shows the same.
 *
 * In this order: confirm → credential → factor → done. A step that nobody asks for is no step.
 *
 * @module
 */
import { Secret, TOTP } from 'otpauth';
import { markStep } from '../../../ledger/sql/journeys.ts';
import { noteLoginProblem } from '../../../ledger/sql/login-crossing.ts';
import type { RecordProblem } from '../../../problems/problem.ts';
import type { JourneyStep } from '../campaign.ts';
import type { JourneySession, JourneyView, PasswordObjection, PasswordRules, Went } from '../journey.ts';
import { rulesFor } from '../password-rules.ts';
import { HELD, LATER } from './arrive.ts';
import { confirmationOf, confirmView } from './confirmation.ts';
import type { JourneyContext, Walking } from './context.ts';
import { keepsFactor, lostOf, lostSecond } from './lost.ts';
import { placeFor } from './ways.ts';

/** Bytes: what RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;

export async function nextStep(context: JourneyContext, walking: Walking): Promise<Went> {
  const { session } = walking;
  if (!session.confirmed) {
    const confirming = await confirmationOf(context, walking);
    if (confirming.by === 'impossible') return hold(context, walking, { code: 'CONFIRMATION_IMPOSSIBLE' });
    const view = confirmView(confirming, false);
    if (view !== undefined) return at(context, walking, 'confirm', { view, session });
  }
  if (session.purpose === 'enrol') return enrolStep(context, walking);
  if (session.credential === undefined) return credentialStep(context, walking);
  if (session.credential === 'handed-over') return handedOverStep(context, walking);
  if (wantsFactor(context, walking)) return factorStep(context, walking, 'required');
  return doneStep(context, session);
}

/** They have a new credential by this very session; who was only sent away has none yet. */
export function isSet({ credential }: JourneySession): boolean {
  return credential === 'password' || credential === 'passkey';
}

/** An answer about the password goes back to the same step. */
export async function credentialStep(
  context: JourneyContext,
  walking: Walking,
  refused: readonly PasswordObjection[] = [],
): Promise<Went> {
  const view: JourneyView = {
    step: 'credential',
    passkey: placeFor(context, 'passkey'),
    password: placeFor(context, 'password'),
    rules: await passwordRules(context, walking),
    refused,
    ...accountOf(walking),
  };
  return at(context, walking, 'credential', { view, session: walking.session });
}

/** What they log in with, likeliest first. */
function accountOf({ identity }: Walking): { readonly account?: string } {
  const account = identity.identifiers.find(({ type }) => type === 'email') ?? identity.identifiers[0];
  return account === undefined ? {} : { account: account.value };
}

/** Shorter is enough only beside a factor that the target holds already: one that may yet be left out is none. */
export async function passwordRules(
  context: JourneyContext,
  { identity }: Pick<Walking, 'identity'>,
): Promise<PasswordRules> {
  return rulesFor(
    context.parts.policy.password,
    await context.passwordPolicy(),
    keepsFactor(context, identity),
  );
}

async function enrolStep(context: JourneyContext, walking: Walking): Promise<Went> {
  const { session } = walking;
  if (session.factors.length > 0) return doneStep(context, session);
  const place = placeFor(context, 'totp');
  if (place === 'here') return factorStep(context, walking, 'lost');
  const { handedOver } = session;
  if (handedOver === 'mailed' || handedOver === 'at-login')
    return { view: { step: 'handed-over', how: handedOver }, session };
  // Only on the platform's own page: `sendOn` leads there.
  if (place === 'there') return { view: LATER, session };
  return hold(context, walking, {
    code: 'TARGET_REFUSED',
    field: 'factors.totp',
    found: 'no way to set it up',
  });
}

/** Whoever was sent there by a link and stands here again may choose again. */
async function handedOverStep(context: JourneyContext, walking: Walking): Promise<Went> {
  const { session } = walking;
  const { handedOver = 'link' } = session;
  return handedOver === 'link'
    ? credentialStep(context, walking)
    : { view: { step: 'handed-over', how: handedOver }, session };
}

function wantsFactor(context: JourneyContext, { session, identity }: Walking): boolean {
  const { factors } = context.parts.policy;
  // A passkey is two factors in one: the device, and what unlocks it (SP 800-63B-4 §3.1.7).
  if (session.credential !== 'password' || session.factors.length > 0 || session.leftOut === true)
    return false;
  if (factors === 'none' || placeFor(context, 'totp') !== 'here') return false;
  return factors === 'required' ? !keepsFactor(context, identity) : lostSecond(context, identity);
}

/** The secret is made once and stays the same until it is proved: people look at the page twice. */
export async function factorStep(
  context: JourneyContext,
  walking: Walking,
  why: 'lost' | 'required',
  wrong = false,
): Promise<Went> {
  const { identity } = walking;
  const secret = walking.session.totp ?? new Secret({ size: SECRET_BYTES }).base32;
  const session = { ...walking.session, totp: secret };
  const lost = lostOf(context, identity);
  const view: JourneyView = {
    step: 'factor',
    why: lost.length > 0 ? 'lost' : why,
    lost,
    totpUri: totpOf(context, identity.identifiers[0]?.value ?? '', secret).toString(),
    totpSecret: secret,
    wrong,
    optional: session.purpose !== 'enrol' && context.parts.policy.factors !== 'required',
  };
  return at(context, walking, 'factor', { view, session });
}

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, thirty seconds. */
export function totpOf({ parts }: JourneyContext, label: string, secret: string): TOTP {
  const issuer = parts.policy.passkey?.rpName ?? new URL(parts.policy.loginUrl).hostname;
  return new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    secret: Secret.fromBase32(secret),
  });
}

export function doneStep({ parts }: JourneyContext, session: JourneySession): Went {
  const credential =
    session.purpose === 'enrol'
      ? 'factor'
      : session.credential === 'handed-over'
        ? 'there'
        : session.credential;
  const { totp: _proved, challenge: _over, ...rest } = session;
  const view: JourneyView = {
    step: 'done',
    loginUrl: parts.policy.loginUrl,
    credential: credential ?? 'there',
  };
  return { view, session: rest };
}

async function at(
  { ledger, now }: JourneyContext,
  { invitation }: Walking,
  step: Extract<JourneyStep, 'confirm' | 'credential' | 'factor'>,
  went: Went,
): Promise<Went> {
  await markStep(ledger.db, invitation, step, new Date(now()));
  return went;
}

/** A person must look. Nothing stands against the customer: once it was looked at, the link goes on. */
export async function hold(
  context: JourneyContext,
  { row, session }: Walking,
  problem: RecordProblem,
): Promise<Went> {
  const runId = await context.runId();
  await context.ledger.db.transaction((tx) => noteLoginProblem(tx, runId, row.id, problem));
  return { view: HELD, session };
}
