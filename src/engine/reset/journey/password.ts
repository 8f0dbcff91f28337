/**
 * A password is submitted: judged by our rules and the target's, then written.
 *
 * In the order of cost: how often, how long, which characters, whose words; then the list, the old hash, the target.
 *
 * @module
 */
import type { TypedPassword } from '../../../identity/typed-password.ts';
import { isVerifiable } from '../../login/bounds.ts';
import { compare } from '../../login/vault.ts';
import type { Caller, PasswordObjection, Went } from '../journey.ts';
import { isKnown } from '../known-passwords.ts';
import { contextualWords, objectionsTo } from '../password-rules.ts';
import { afterGiving } from './after-giving.ts';
import type { JourneyContext, Walking } from './context.ts';
import { giveCredential } from './give-credential.ts';
import { credentialStep, isSet, nextStep, passwordRules } from './next-step.ts';
import { placeFor } from './ways.ts';

export async function submitPassword(
  context: JourneyContext,
  walking: Walking,
  typed: TypedPassword,
  caller: Caller,
): Promise<Went> {
  const { session } = walking;
  if (!session.confirmed || isSet(session) || session.purpose === 'enrol') return nextStep(context, walking);
  if (placeFor(context, 'password') !== 'here') return nextStep(context, walking);
  const { refusedFor } = await context.throttles.take(
    { rated: 'submit', of: session.identityId },
    { rated: 'submit-from', of: caller.address },
  );
  if (refusedFor !== undefined) return { view: { step: 'throttled', after: refusedFor }, session };
  const objections = await judge(context, walking, typed);
  if (objections.length > 0) return credentialStep(context, walking, objections);
  const given = await giveCredential(context, walking, { kind: 'password', password: typed });
  if (given.kind === 'refused')
    return credentialStep(context, walking, [{ why: 'target', said: given.said }]);
  return afterGiving(context, walking, given.kind, 'password');
}

async function judge(
  context: JourneyContext,
  walking: Walking,
  typed: TypedPassword,
): Promise<readonly PasswordObjection[]> {
  const { identity } = walking;
  const text = typed.reveal();
  const rules = await passwordRules(context, walking);
  const words = contextualWords(identity, context.parts.policy.password.words);
  const objections = objectionsTo(text, rules, words, identity);
  if (objections.length > 0) return objections;
  // No keyboard makes them, and verifiers end at some of them.
  if (!isVerifiable(typed)) return [{ why: 'target', said: 'no control characters' }];
  if (await isKnown(text, words)) return [{ why: 'known' }];
  return (await isOld(context, walking, typed)) ? [{ why: 'old' }] : [];
}

/** The one password that whoever broke into the old system has. What nobody can verify any more is no objection. */
async function isOld(
  { parts }: JourneyContext,
  { identity }: Walking,
  typed: TypedPassword,
): Promise<boolean> {
  const { password } = identity;
  if (password === undefined) return false;
  const named = Object.values(password.secrets ?? {});
  if (named.some((name) => !isGiven(parts, name))) return false;
  return (await compare(password, typed, parts.secret ?? (() => ''))) === true;
}

/** A pepper that is lost makes no hash useless that is about to be replaced anyway. */
function isGiven({ secret }: JourneyContext['parts'], name: string): boolean {
  try {
    return secret?.(name) !== undefined;
  } catch {
    return false;
  }
}
