/**
 * Just-in-time migration inside SuperTokens: overrides of four EmailPassword APIs.
 *
 * A customer without a user here, or whose user still waits, is asked for at Footbridge before SuperTokens judges; on
 * a match the user is made with SuperTokens' own hash and its API goes on as for everybody. So a wrong password always
 * gets SuperTokens' own answer. Whoever has crossed is never asked for: an old password cannot come back.
 *
 * @see https://supertokens.com/docs/references/backend-sdks/api-overrides
 * @module
 */
import type { APIInterface, APIOptions } from 'supertokens-node/recipe/emailpassword';
import { type Ask, type Broker, toAsk } from '../broker/broker.ts';
import type { AskedBy, LookupQuestion, SettleQuestion } from '../hooks/hook.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { admit, findLocal, noteCrossed, standingOf, type Within } from './admit.ts';

type Api<Name extends keyof APIInterface> = NonNullable<APIInterface[Name]>;
type FormFields = readonly { readonly id: string; readonly value: unknown }[];

const UNAVAILABLE = {
  status: 'GENERAL_ERROR',
  message: 'This is not possible at the moment. Please try again.',
} as const;

const MUST_CHANGE = {
  status: 'SIGN_IN_NOT_ALLOWED',
  reason: 'This password has to be replaced before you can sign in. Please reset your password.',
} as const;

/**
 * For the `override` of EmailPassword. Overrides of the application's own go around it or inside it, as they like.
 *
 * @example
 * const jit = footbridge({ url: 'https://jit.example.com/hooks/in-process', key: process.env.FOOTBRIDGE_HOOK_KEY ?? '' });
 * EmailPassword.init({ override: { apis: jit.apis } });
 */
export function footbridge(broker: Broker): { readonly apis: (original: APIInterface) => APIInterface } {
  const ask = toAsk(broker);
  return {
    // The originals find each other through `this`, so they are called on the object they came with.
    apis: (original) => ({
      ...original,
      signInPOST: original.signInPOST && signIn(ask, original.signInPOST.bind(original)),
      signUpPOST: original.signUpPOST && signUp(ask, original.signUpPOST.bind(original)),
      generatePasswordResetTokenPOST:
        original.generatePasswordResetTokenPOST &&
        askForReset(ask, original.generatePasswordResetTokenPOST.bind(original)),
      passwordResetPOST: original.passwordResetPOST && reset(ask, original.passwordResetPOST.bind(original)),
    }),
  };
}

function signIn(ask: Ask, goOn: Api<'signInPOST'>): Api<'signInPOST'> {
  return async (input) => {
    const email = fieldOf(input.formFields, 'email');
    const password = fieldOf(input.formFields, 'password');
    const local = await findLocal(email, input);
    if (local !== undefined && local.standing !== 'waiting') return goOn(input);
    const answer = await ask({
      op: 'verify',
      identifier: email,
      type: 'email',
      ...(local === undefined ? {} : { targetId: local.userId }),
      password: new TypedPassword(password),
      by: askedBy(input.options),
    });
    switch (answer.outcome) {
      case 'match':
        if (await admit(answer.customer, email, password, input))
          await settle(ask, 'stored', answer.customer.uuid, input);
        return goOn(input);
      case 'match-must-change':
        return (await admit(answer.customer, email, undefined, input)) ? MUST_CHANGE : goOn(input);
      case 'technical-error':
        return UNAVAILABLE;
      default:
        return goOn(input);
    }
  };
}

function signUp(ask: Ask, goOn: Api<'signUpPOST'>): Api<'signUpPOST'> {
  return async (input) => {
    const email = fieldOf(input.formFields, 'email');
    if ((await findLocal(email, input)) !== undefined) return goOn(input);
    const { outcome } = await lookUp(ask, 'sign-up', email, input);
    // While nobody can look, a sign-up could make a second account for one customer.
    if (outcome === 'technical-error') return UNAVAILABLE;
    return outcome === 'match' || outcome === 'match-must-change'
      ? { status: 'EMAIL_ALREADY_EXISTS_ERROR' }
      : goOn(input);
  };
}

/** A customer who has not crossed gets a user who waits: then there is somebody to write to. */
function askForReset(
  ask: Ask,
  goOn: Api<'generatePasswordResetTokenPOST'>,
): Api<'generatePasswordResetTokenPOST'> {
  return async (input) => {
    const email = fieldOf(input.formFields, 'email');
    if ((await findLocal(email, input)) === undefined) {
      const answer = await lookUp(ask, 'reset', email, input);
      if (answer.outcome === 'match' || answer.outcome === 'match-must-change')
        await admit(answer.customer, email, undefined, input);
    }
    return goOn(input);
  };
}

function reset(ask: Ask, goOn: Api<'passwordResetPOST'>): Api<'passwordResetPOST'> {
  return async (input) => {
    const result = await goOn(input);
    if (result.status !== 'OK') return result;
    const { email, user } = result;
    const method = user.loginMethods.find(
      (one) => one.recipeId === 'emailpassword' && one.hasSameEmailAs(email),
    );
    const userId = method?.recipeUserId.getAsString();
    if (userId === undefined) return result;
    const standing = await standingOf(userId);
    if (standing === 'waiting') await noteCrossed(userId, input.userContext);
    if (standing !== 'theirs') await settle(ask, 'reset', userId, input);
    return result;
  };
}

function lookUp(ask: Ask, purpose: LookupQuestion['purpose'], email: string, { options }: Within) {
  return ask({ op: 'lookup', purpose, identifier: email, type: 'email', by: askedBy(options) });
}

/** Footbridge also looks by itself, so what is not heard there is not the customer's trouble. */
async function settle(ask: Ask, event: SettleQuestion['event'], userId: string, { options }: Within) {
  const externalId = userId.replaceAll('-', '');
  await ask({ op: 'settle', event, targetId: userId, externalId, by: askedBy(options) });
}

/** SuperTokens has checked the form: both fields are there, and texts. */
function fieldOf(fields: FormFields, id: string): string {
  const value = fields.find((field) => field.id === id)?.value;
  return typeof value === 'string' ? value : '';
}

/** The address only as the proxy in front says it; without one SuperTokens does not know it either. */
function askedBy({ req }: APIOptions): AskedBy {
  const address = req.getHeaderValue('x-forwarded-for')?.split(',').at(-1)?.trim();
  const userAgent = req.getHeaderValue('user-agent');
  return { ...(address && { address }), ...(userAgent && { userAgent }) };
}
