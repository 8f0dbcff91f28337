/**
 * The forms of a session: what each asks the engine.
 *
 * @module
 */
import type { Caller, JourneySession, Journeys, JourneyView, Went } from '../../engine/reset/journey.ts';
import { TypedPassword } from '../../identity/typed-password.ts';
import type { Form } from './form.ts';

type Step = (journeys: Journeys, session: JourneySession, form: Form, caller: Caller) => Promise<Went>;

/** By the last part of their address. */
export const STEPS = {
  'send-code': (journeys, session) => journeys.sendCode(session),
  confirm: (journeys, session, { answer }, caller) => journeys.confirm(session, answer, caller),
  password: enterPassword,
  passkey: (journeys, session, { answer }, caller) => journeys.passkey(session, parseAnswer(answer), caller),
  'hand-over': handOver,
  back: (journeys, session) => journeys.back(session),
  factor: (journeys, session, { code }, caller) => journeys.factor(session, code, caller),
  'go-on': (journeys, session) => journeys.goOn(session),
} as const satisfies Readonly<Record<string, Step>>;

async function enterPassword(
  journeys: Journeys,
  session: JourneySession,
  form: Form,
  caller: Caller,
): Promise<Went> {
  const typed = new TypedPassword(form.password);
  try {
    return await journeys.password(session, typed, caller);
  } finally {
    typed.forget();
  }
}

const NEEDS = ['password', 'passkey', 'totp'] as const;

async function handOver(journeys: Journeys, session: JourneySession, { need }: Form): Promise<Went> {
  const known = NEEDS.find((one) => one === need);
  return known === undefined ? journeys.stand(session) : journeys.handOver(session, known);
}

/** Whatever it is, it is judged by who knows WebAuthn; `null` is no answer. */
function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The same page can be had again by its address: a form that leads there is followed by a redirect. */
export function canBeHadAgain(view: JourneyView): boolean {
  switch (view.step) {
    case 'confirm':
    case 'factor':
      return !view.wrong;
    case 'credential':
      return view.refused.length === 0;
    default:
      return false;
  }
}
