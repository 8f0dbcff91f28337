/**
 * Journeys, put together: every question of the page is admitted, then answered by the step it is about.
 *
 * @module
 */

import { markOpened, markStep } from '../../../ledger/sql/journeys.ts';
import { resetRun } from '../../../ledger/sql/reset-writes.ts';
import type { PasswordPolicy } from '../../../targets/target.ts';
import { takeVoiceCode } from '../../assistance/voice-code.ts';
import type { JourneySession, Journeys, Went } from '../journey.ts';
import type { ResetParts } from '../parts.ts';
import { INVALID, knock, walk } from './arrive.ts';
import { confirm, sendCode } from './confirm.ts';
import { confirmationOf } from './confirmation.ts';
import type { Invited, JourneyContext, Walking } from './context.ts';
import { submitFactor } from './factor.ts';
import { comeBack, goThere, sendOn } from './hand-over.ts';
import { lookAfterJourneys } from './look-again.ts';
import { lostOf } from './lost.ts';
import { askForLink } from './new-link.ts';
import { nextStep } from './next-step.ts';
import { passkeyOptions, submitPasskey } from './passkey.ts';
import { submitPassword } from './password.ts';
import { createThrottles } from './throttles.ts';

/** Milliseconds for which the target's rules for passwords are believed. */
const POLICY_LIFE = 5 * 60_000;
/** Characters of an identifier or a code that are looked at. */
const LONGEST_TYPED = 320;
/** Subtags of the languages the page speaks; longer is no language. */
const LONGEST_LANGUAGE = 35;

/** Beside what the page asks: what the server does for it. */
export interface OpenJourneys extends Journeys {
  /** One round over those who did not come back: settles what the target shows, gives back what never happened. */
  lookAround(): Promise<{ readonly settled: number; readonly givenBack: number }>;
  /** Lets what goes on after an answer end. */
  close(): Promise<void>;
}

export function openJourneys(parts: ResetParts): OpenJourneys {
  const { context, settle } = createContext(parts);

  /** The step, if the session is still good. */
  async function by(session: JourneySession, step: (walking: Walking) => Promise<Went>): Promise<Went> {
    const walking = await walk(context, session);
    if (!('view' in walking)) return step(walking);
    const over = walking.view.step === 'invalid' || walking.view.step === 'crossed';
    return over ? { view: walking.view } : { view: walking.view, session };
  }

  async function enter(invited: Invited, language: string, life: number): Promise<Went> {
    const { invitation } = invited;
    const confirming = await confirmationOf(context, invited);
    const session: JourneySession = {
      invitationId: invitation.id,
      identityId: invitation.identity_id,
      purpose: invitation.purpose,
      language: language.slice(0, LONGEST_LANGUAGE),
      until: context.now() + life,
      confirmed: confirming.by === 'none',
      factors: [],
    };
    await markStep(context.ledger.db, invitation, 'opened', new Date(context.now()));
    return onward({ ...invited, session }, nextStep);
  }

  async function onward(
    walking: Walking,
    step: (context: JourneyContext, walking: Walking) => Promise<Went>,
  ) {
    return sendOn(context, walking, await step(context, walking));
  }

  return {
    async look(token, caller) {
      const arrived = await knock(context, token, caller);
      if ('view' in arrived) return arrived.view;
      const { invitation, identity } = arrived.invited;
      await markOpened(context.ledger.db, invitation, new Date(context.now()));
      const { purpose } = invitation;
      return { step: 'welcome', purpose, lost: purpose === 'enrol' ? lostOf(context, identity) : [] };
    },
    async begin(token, language, caller) {
      const arrived = await knock(context, token, caller);
      return 'view' in arrived
        ? { view: arrived.view }
        : enter(arrived.invited, language, parts.policy.sessionLife);
    },
    async beginByVoice(identifier, code, language, { address }) {
      if (identifier.length > LONGEST_TYPED || code.length > LONGEST_TYPED) return { view: INVALID };
      const life = parts.policy.sessionLife;
      const typed = { identifier, code, address, life, now: context.now() };
      const taken = await takeVoiceCode(context.ledger, typed);
      if (taken.status === 'throttled') return { view: { step: 'throttled', after: taken.after } };
      if (taken.status === 'wrong') return { view: INVALID };
      const session: JourneySession = {
        invitationId: taken.invitationId,
        identityId: taken.identityId,
        purpose: 'recovery',
        language: language.slice(0, LONGEST_LANGUAGE),
        until: context.now() + life,
        confirmed: true,
        factors: [],
      };
      return by(session, (walking) => nextStep(context, walking));
    },
    stand: (session) => by(session, (walking) => onward(walking, nextStep)),
    sendCode: (session) => by(session, (walking) => sendCode(context, walking)),
    confirm: (session, answer, caller) =>
      by(session, (walking) => onward(walking, () => confirm(context, walking, answer, caller))),
    passkeyOptions: (session) => by(session, (walking) => passkeyOptions(context, walking)),
    passkey: (session, answer, caller) =>
      by(session, (walking) => submitPasskey(context, walking, answer, caller)),
    password: (session, typed, caller) =>
      by(session, (walking) => submitPassword(context, walking, typed, caller)),
    handOver: (session, need) => by(session, (walking) => goThere(context, walking, need)),
    back: (session) => by(session, (walking) => comeBack(context, walking)),
    factor: (session, code, caller) => by(session, (walking) => submitFactor(context, walking, code, caller)),
    goOn: (session) => by(session, (walking) => leaveOut(context, walking)),
    newLink: (asked, language, caller) =>
      askForLink(context, asked, language.slice(0, LONGEST_LANGUAGE), caller),
    lookAround: () => lookAfterJourneys(context),
    close: settle,
  };
}

/** Recovery codes were seen, or a factor is left for later where policy allows that. */
function leaveOut(context: JourneyContext, walking: Walking): Promise<Went> {
  const { session } = walking;
  const may = session.credential !== undefined && context.parts.policy.factors !== 'required';
  const { totp: _unproved, ...rest } = session;
  return nextStep(context, may ? { ...walking, session: { ...rest, leftOut: true } } : walking);
}

function createContext(parts: ResetParts): {
  readonly context: JourneyContext;
  readonly settle: () => Promise<void>;
} {
  const { ledger, now } = parts;
  const going = new Set<Promise<unknown>>();
  let run: Promise<number> | undefined;
  let policy: { readonly at: number; readonly said: Promise<PasswordPolicy | undefined> } | undefined;
  const context: JourneyContext = {
    parts,
    ledger,
    throttles: createThrottles(ledger, now),
    now,
    runId() {
      run ??= resetRun(ledger.db);
      return run;
    },
    passwordPolicy() {
      if (policy === undefined || now() - policy.at > POLICY_LIFE)
        policy = { at: now(), said: askPolicy(parts) };
      return policy.said;
    },
    keep(work) {
      const ended = work.catch(() => undefined).finally(() => going.delete(ended));
      going.add(ended);
    },
  };
  return { context, settle: async () => void (await Promise.all(going)) };
}

/** A target that does not answer judges when it is written to. */
async function askPolicy({ target }: ResetParts): Promise<PasswordPolicy | undefined> {
  try {
    return await target?.session.passwordPolicy?.();
  } catch {
    return undefined;
  }
}
