/**
 * Just-in-time migration inside Better Auth: a customer who has not crossed yet signs in with the password they have.
 *
 * Before Better Auth judges a sign-in, a customer without a password here is asked for at Footbridge; on a match the
 * user and the credential are made with Better Auth's own hash, and its endpoint goes on as for everybody. So the
 * answer to a wrong password is always Better Auth's own, after the same hashing. Whoever has a password here is never
 * asked for: an old password cannot come back. Forgot-password and sign-up look the customer up, without a password.
 *
 * @see https://better-auth.com/docs/concepts/hooks
 * @module
 */
import type { GenericEndpointContext } from 'better-auth';
import { APIError, createAuthMiddleware, getIP } from 'better-auth/api';
import { type Ask, type Broker, toAsk } from '../broker/broker.ts';
import type { Answer, AskedBy, LookupQuestion, SettleQuestion } from '../hooks/hook.ts';
import type { IdentifierType } from '../identity/identity.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { admit, type Turns } from './admit.ts';

/** The code of the 403 for a right password that has to be replaced: send the customer to forgot-password. */
export const MUST_CHANGE = 'PASSWORD_CHANGE_REQUIRED';

/** The code of the 403 for a right password whose second factor is not here: `login.mfa`, or the customer's wave. */
const FACTOR_REQUIRED = 'SECOND_FACTOR_NOT_MOVED';

interface Door {
  readonly path: string;
  /** Field of the body that holds what was typed. */
  readonly field: string;
  readonly type: IdentifierType;
}

const SIGN_INS: readonly Door[] = [
  { path: '/sign-in/email', field: 'email', type: 'email' },
  { path: '/sign-in/username', field: 'username', type: 'username' },
  { path: '/sign-in/phone-number', field: 'phoneNumber', type: 'phone' },
];

const LOOKUPS: readonly (Door & { readonly purpose: LookupQuestion['purpose'] })[] = [
  { path: '/request-password-reset', field: 'email', type: 'email', purpose: 'reset' },
  { path: '/email-otp/request-password-reset', field: 'email', type: 'email', purpose: 'reset' },
  { path: '/forget-password/email-otp', field: 'email', type: 'email', purpose: 'reset' },
  { path: '/phone-number/request-password-reset', field: 'phoneNumber', type: 'phone', purpose: 'reset' },
  { path: '/sign-up/email', field: 'email', type: 'email', purpose: 'sign-up' },
];

/** Where the credential is our own work, or its end is seen anyway. */
const NOTED_THERE = new Set([...SIGN_INS.map(({ path }) => path), '/reset-password']);

/** Resets under way whose end this process has not seen: more are an attack, and then the oldest goes unnoted. */
const MOST_RESETS = 1_000;

type Request = Pick<GenericEndpointContext, 'path' | 'body' | 'query' | 'headers' | 'context'>;

interface Crossing {
  readonly ask: Ask;
  readonly turns: Turns;
}

/** The same after the endpoint: an error it answered with stands in `returned`. */
type Answered = Request & { readonly context: { readonly returned?: unknown } };

/** The hooks of the plugin; `settle` and `signedIn` are for the plugin's own database hooks. */
export function jit(broker: Broker) {
  const crossing: Crossing = { ask: toAsk(broker), turns: new Map() };
  const { ask } = crossing;
  const resets = new Map<string, string>();
  const at = (doors: readonly Door[]) => (request: { path?: string }) =>
    doors.some(({ path }) => path === request.path);
  return {
    before: [
      {
        matcher: at(SIGN_INS),
        handler: createAuthMiddleware(async (request) => crossAtSignIn(crossing, request)),
      },
      {
        matcher: at(LOOKUPS),
        handler: createAuthMiddleware(async (request) => crossAtLookup(crossing, request)),
      },
      {
        matcher: (request: { path?: string }) => request.path === '/reset-password',
        handler: createAuthMiddleware(async (request) => rememberReset(resets, request)),
      },
    ],
    after: [
      {
        matcher: (request: { path?: string }) => request.path === '/reset-password',
        handler: createAuthMiddleware(async (request) => settleReset(ask, resets, request)),
      },
      {
        matcher: (request: { path?: string }) => request.path === '/change-password',
        handler: createAuthMiddleware(async (request) => settleChange(ask, request)),
      },
    ],
    settle: (event: SettleQuestion['event'], userId: string, request: Request) =>
      settle(ask, event, userId, request),
    /** A customer who waited has a password here that we did not write: they crossed by a reset, of whatever plugin. */
    async noteCredential(userId: string, request: Request): Promise<void> {
      if (!NOTED_THERE.has(request.path ?? '')) await settle(ask, 'reset', userId, request);
    },
  };
}

export type Jit = ReturnType<typeof jit>;

async function crossAtSignIn(crossing: Crossing, request: Request): Promise<void> {
  const door = SIGN_INS.find(({ path }) => path === request.path);
  const typed = door === undefined ? undefined : textIn(request.body, door.field);
  const password = textIn(request.body, 'password');
  if (door === undefined || typed === undefined || password === undefined) return;
  if (password.length > request.context.password.config.maxPasswordLength) return;
  const found = await findLocal(door, typed, request.context);
  if (found !== undefined && (await hasPassword(found, request.context))) return;
  const answer = await crossing.ask({
    op: 'verify',
    identifier: typed,
    type: door.type,
    ...(found === undefined ? {} : { targetId: found }),
    password: new TypedPassword(password),
    by: askedBy(request),
  });
  await actOn(answer, password, crossing, request);
}

/** What is not a match leaves the request as it is: Better Auth then refuses as it refuses everybody. */
async function actOn(
  answer: Answer,
  password: string,
  { ask, turns }: Crossing,
  request: Request,
): Promise<void> {
  switch (answer.outcome) {
    case 'match': {
      const userId = await admit(answer.customer, password, request.context, turns);
      if (userId === undefined) return warnOfStranger(request);
      return settle(ask, 'stored', userId, request);
    }
    case 'match-must-change':
      // Right, and no longer to be used: the user is made without it, so that forgot-password reaches them.
      if ((await admit(answer.customer, undefined, request.context, turns)) === undefined)
        return warnOfStranger(request);
      throw new APIError('FORBIDDEN', {
        code: MUST_CHANGE,
        message: 'This password has to be replaced before you can sign in.',
      });
    case 'mfa-required':
      // The password is right, so that nothing is given away; it must not become enough by itself.
      throw new APIError('FORBIDDEN', {
        code: FACTOR_REQUIRED,
        message: 'Your second sign-in step has not moved here yet, so you cannot sign in here for now.',
      });
    case 'technical-error':
      // "Wrong" would be a lie that sends people to change a password that is right.
      throw new APIError('SERVICE_UNAVAILABLE', {
        code: 'SIGN_IN_UNAVAILABLE',
        message: 'Signing in is not possible at the moment. Please try again.',
      });
    default:
      return;
  }
}

/** A customer who has not crossed gets a user without a password: the endpoint then finds somebody to answer for. */
async function crossAtLookup({ ask, turns }: Crossing, request: Request): Promise<void> {
  const door = LOOKUPS.find(({ path }) => path === request.path);
  const typed = door === undefined ? undefined : textIn(request.body, door.field);
  if (door === undefined || typed === undefined) return;
  if ((await findLocal(door, typed, request.context)) !== undefined) return;
  const answer = await ask({
    op: 'lookup',
    purpose: door.purpose,
    identifier: typed,
    type: door.type,
    by: askedBy(request),
  });
  if (answer.outcome === 'match' || answer.outcome === 'match-must-change')
    await admit(answer.customer, undefined, request.context, turns);
  // A sign-up that went through while nobody could look would make a second account for one customer.
  else if (answer.outcome === 'technical-error' && door.purpose === 'sign-up')
    throw new APIError('SERVICE_UNAVAILABLE', {
      code: 'SIGN_UP_UNAVAILABLE',
      message: 'Signing up is not possible at the moment. Please try again.',
    });
}

function warnOfStranger({ context }: Request): void {
  context.logger.warn('footbridge: a customer of the legacy has the e-mail address of another account here');
}

/** The user of this identifier as Better Auth would find it. */
async function findLocal(
  door: Door,
  typed: string,
  context: Request['context'],
): Promise<string | undefined> {
  if (door.type === 'email') return (await context.internalAdapter.findUserByEmail(typed))?.user.id;
  const field = door.type === 'username' ? 'username' : 'phoneNumber';
  const transform = context.tables.user?.fields[field]?.transform?.input;
  const value = transform === undefined ? typed : String(await transform(typed));
  const user = await context.adapter.findOne<{ id: string }>({ model: 'user', where: [{ field, value }] });
  return user?.id;
}

async function hasPassword(userId: string, context: Request['context']): Promise<boolean> {
  const account = await context.internalAdapter.findCredentialAccount(userId);
  return account?.password != null && account.password !== '';
}

/** Whose reset it is can only be seen before the token is used up. */
async function rememberReset(resets: Map<string, string>, request: Request): Promise<void> {
  const token = resetToken(request);
  if (token === undefined) return;
  const found = await request.context.internalAdapter.findVerificationValue(`reset-password:${token}`);
  if (found === null) return;
  for (const oldest of resets.keys()) {
    if (resets.size < MOST_RESETS) break;
    resets.delete(oldest);
  }
  resets.set(token, found.value);
}

async function settleReset(ask: Ask, resets: Map<string, string>, request: Answered): Promise<void> {
  const token = resetToken(request);
  const userId = token === undefined ? undefined : resets.get(token);
  if (token === undefined || userId === undefined) return;
  resets.delete(token);
  if (request.context.returned instanceof Error) return;
  await settle(ask, 'reset', userId, request);
}

async function settleChange(ask: Ask, request: Answered): Promise<void> {
  const userId = request.context.session?.user.id;
  if (userId === undefined || request.context.returned instanceof Error) return;
  await settle(ask, 'changed', userId, request);
}

/**
 * Tells Footbridge what happened to a customer of this migration. It also looks by itself, so a failure here is not
 * the customer's.
 */
async function settle(
  ask: Ask,
  event: SettleQuestion['event'],
  userId: string,
  request: Request,
): Promise<void> {
  const externalId = await externalIdOf(userId, request.context);
  if (externalId === undefined) return;
  const told = ask({ op: 'settle', event, targetId: userId, externalId, by: askedBy(request) }).then(
    (answer) => {
      if (answer.outcome === 'technical-error')
        request.context.logger.warn(`footbridge: "${event}" could not be told; it will be found by looking`);
    },
  );
  await request.context.runInBackgroundOrAwait(told);
}

async function externalIdOf(userId: string, context: Request['context']): Promise<string | undefined> {
  const row = await context.adapter.findOne<{ externalId: string }>({
    model: 'footbridgeIdentity',
    where: [{ field: 'userId', value: userId }],
  });
  return row?.externalId;
}

function askedBy({ headers, context }: Request): AskedBy {
  const address = headers === undefined ? null : getIP(headers, context.options);
  const userAgent = headers?.get('user-agent');
  return {
    ...(address === null ? {} : { address }),
    ...(userAgent == null ? {} : { userAgent }),
  };
}

function resetToken({ body, query }: Request): string | undefined {
  return textIn(body, 'token') ?? textIn(query, 'token');
}

function textIn(holder: unknown, name: string): string | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const text: unknown = Reflect.get(holder, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
