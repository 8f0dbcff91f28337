/**
 * The `zitadel` hook: executions of ZITADEL's Actions v2 around its own API, in which the login page tells us nothing
 * and everything is in the calls.
 *
 * The response of `ListUsers` that found nobody becomes the customer, created to wait. The request of `SetSession`
 * that holds a password of somebody who waits is judged here; on a match the password is written before ZITADEL
 * compares it itself, so a wrong one is always refused by ZITADEL, in its words. The responses of `SetSession`,
 * `SetPassword` and `DeleteUser` tell what happened, on a target nobody waits for.
 *
 * @see https://zitadel.com/docs/guides/integrate/actions/usage
 * @module
 */
import { TypedPassword } from '../../identity/typed-password.ts';
import type { Answer, HookReply, HookRequest, Question, SettleQuestion, VerifyQuestion } from '../hook.ts';
import { defineHook } from '../hook.ts';
import { readJson } from '../wire/body.ts';
import { refuse } from '../wire/reply.ts';
import { type SessionUser, type ZitadelApi, ZitadelFailed, zitadelApi } from './api.ts';
import { Call, foundNobody, identifierIn, methodOf } from './calls.ts';
import { Config } from './config.ts';
import { instructions } from './instructions.ts';
import { toNewUser } from './new-user.ts';
import { demandSignature } from './signature.ts';

/** A response of ListUsers with a page of users. */
const LARGEST_BODY = 262_144;

/** `restWebhook`: the call goes on as it is. */
const GO_ON: HookReply = { status: 200, json: {} };

export const zitadel = defineHook<Config>({
  id: 'zitadel',
  title: 'ZITADEL',
  config: Config,
  routes: [
    { method: 'POST', path: '/list-users' },
    { method: 'POST', path: '/password' },
    { method: 'POST', path: '/events' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ timeout }) => Math.floor(timeout / 2),
  // In the sense of the door: whoever answers this hook writes nothing else, and the target's own event settles.
  stores: 'target',
  cannot: [
    'It creates users before a password was proved: ZITADEL asks for a password only of a user it knows.',
    'It carries no second factors, links and roles.',
    'A name the customer does not have is filled with what they log in with: ZITADEL requires both.',
  ],
  async open(config, { now }) {
    const hook: Opened = { config, api: zitadelApi(config), passwords: new WeakMap() };
    return {
      authenticate: async (request) => demandSignature(config.signingKeys, request, now()),
      question: (request) => toQuestion(hook, request),
      answer: (answer, question, request) => toReply(hook, answer, question, request),
    };
  },
  instructions,
});

interface Opened {
  readonly config: Config;
  readonly api: ZitadelApi;
  /** Of the questions under way: what is written when the answer is a match. */
  readonly passwords: WeakMap<Question, TypedPassword>;
}

async function toQuestion(hook: Opened, request: HookRequest): Promise<Question | HookReply> {
  const read = readJson(request, Call, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  try {
    switch (request.path) {
      case '/list-users':
        return askWhoItIs(hook, read.body);
      case '/password':
        return await askAboutPassword(hook, read.body);
      default:
        return await tellWhatHappened(hook, read.body);
    }
  } catch (error) {
    return failed(hook, error, request);
  }
}

/** Only for the login page: whoever else lists users must see the directory as it is. */
function askWhoItIs({ config }: Opened, call: Call): Question | HookReply {
  const identifier = identifierIn(call);
  const isLogin = methodOf(call) === 'list-users' && call.userID === config.loginClient;
  if (!isLogin || !foundNobody(call) || identifier === undefined) return echo(call);
  return { op: 'lookup', purpose: 'identifier-first', identifier, by: askedBy(call) };
}

async function askAboutPassword(hook: Opened, call: Call): Promise<Question | HookReply> {
  const password = call.request?.checks?.password?.password;
  if (password === undefined || methodOf(call) !== 'session') return GO_ON;
  const user = await userOf(hook, call);
  if (user === undefined || (await hook.api.mark(user.id)) !== 'migrating') return GO_ON;
  const question: VerifyQuestion = {
    op: 'verify',
    ...whom(user),
    password: new TypedPassword(password),
    by: askedBy(call),
  };
  hook.passwords.set(question, new TypedPassword(password));
  return question;
}

async function tellWhatHappened(hook: Opened, call: Call): Promise<Question | HookReply> {
  switch (methodOf(call)) {
    case 'session':
      return tellSignedIn(hook, call);
    case 'set-password':
      return tell(call, call.request?.currentPassword ? 'changed' : 'reset');
    case 'delete-user':
      return tell(call, 'deleted');
    default:
      return GO_ON;
  }
}

/** The session was accepted, so ZITADEL holds the password that was typed. */
async function tellSignedIn(hook: Opened, call: Call): Promise<Question | HookReply> {
  if (call.request?.checks?.password == null) return GO_ON;
  const user = await userOf(hook, call);
  if (user === undefined || (await hook.api.mark(user.id)) === undefined) return GO_ON;
  return { op: 'settle', event: 'stored', ...whom(user), by: askedBy(call) };
}

function tell(call: Call, event: SettleQuestion['event']): Question | HookReply {
  const id = call.request?.userId;
  return id ? { op: 'settle', event, ...whom({ id }), by: askedBy(call) } : GO_ON;
}

/** `CreateSession` may name the user in the same call; otherwise the session knows. */
async function userOf({ api }: Opened, { request, response }: Call): Promise<SessionUser | undefined> {
  const named = request?.checks?.user;
  if (named?.userId) return { id: named.userId };
  const id = request?.sessionId ?? textIn(response, 'sessionId');
  const token = textIn(response, 'sessionToken') ?? request?.sessionToken;
  return id && token ? api.userOfSession(id, token) : undefined;
}

/** Users that we made have the customer's UUID as their id, which is our external id with dashes. */
function whom({ id, loginName }: SessionUser) {
  const externalId = id.toLowerCase().replaceAll('-', '');
  return {
    ...(loginName !== undefined && { identifier: loginName }),
    targetId: id,
    ...(/^[0-9a-f]{32}$/.test(externalId) && { externalId }),
  };
}

function askedBy({ orgID }: Call) {
  return orgID ? { organisation: orgID } : {};
}

async function toReply(
  hook: Opened,
  answer: Answer,
  question: Question,
  request: HookRequest,
): Promise<HookReply> {
  try {
    switch (question.op) {
      case 'lookup':
        return await present(hook, answer, request);
      case 'verify':
        return await writePassword(hook, answer, question);
      case 'settle':
        return await noteCrossed(hook, answer, question);
    }
  } catch (error) {
    return failed(hook, error, request);
  }
}

/** An event goes unnoted; everything else is said to the customer, who can try again. */
function failed(hook: Opened, error: unknown, { path }: HookRequest): HookReply {
  if (!(error instanceof ZitadelFailed)) throw error;
  return path === '/events' ? refuse(503, 'unavailable') : unavailable(hook);
}

/** `restCall`: what we reply is what the login page gets. */
async function present({ config, api }: Opened, answer: Answer, request: HookRequest): Promise<HookReply> {
  const read = readJson(request, Call, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  if (answer.outcome !== 'match' && answer.outcome !== 'match-must-change') return echo(read.body);
  const { customer } = answer;
  const id = customer.targetId ?? customer.uuid;
  const user = (await api.user(id)) ?? (await createUser(api, toNewUser(customer, config), id));
  if (user === undefined) return echo(read.body);
  return { status: 200, json: { details: { totalResult: '1' }, result: [user] } };
}

/** Two searches at once, or a name that somebody else has: what is there under the customer's id decides. */
async function createUser(api: ZitadelApi, user: Readonly<Record<string, unknown>> | undefined, id: string) {
  if (user === undefined) return undefined;
  try {
    await api.create(user);
  } catch (error) {
    if (!(error instanceof ZitadelFailed) || error.status !== 409) throw error;
  }
  return api.user(id);
}

async function writePassword(hook: Opened, answer: Answer, question: Question): Promise<HookReply> {
  const { api, config, passwords } = hook;
  if (answer.outcome === 'technical-error') return unavailable(hook);
  if (answer.outcome !== 'match' && answer.outcome !== 'match-must-change') return GO_ON;
  const { customer } = answer;
  const password = passwords.get(question);
  const userId = question.targetId;
  if (password === undefined || userId === undefined) return GO_ON;
  // Somebody else with the same name: ZITADEL judges by the password that user has.
  if (userId !== customer.uuid && userId !== customer.targetId) return GO_ON;
  try {
    await api.setPassword(userId, password.reveal(), answer.outcome === 'match-must-change');
    // From here on nobody is asked about this user: not even if no event ever arrives.
    await api.setMark(userId);
  } catch (error) {
    // ZITADEL's policy does not take the password that was right until now.
    if (error instanceof ZitadelFailed && error.status === 400) return forward(config.policyMessage);
    throw error;
  } finally {
    password.forget();
  }
  return GO_ON;
}

/** A reset is a way to cross as well. */
async function noteCrossed(hook: Opened, answer: Answer, question: Question): Promise<HookReply> {
  if (answer.outcome === 'technical-error') return refuse(503, 'unavailable');
  const isGone = question.op === 'settle' && question.event === 'deleted';
  if (answer.outcome === 'unknown' || isGone || question.targetId === undefined) return GO_ON;
  if ((await hook.api.mark(question.targetId)) === 'migrating') await hook.api.setMark(question.targetId);
  return GO_ON;
}

function echo({ response }: Call): HookReply {
  return { status: 200, json: response ?? {} };
}

function unavailable({ config }: Opened): HookReply {
  return forward(config.unavailableMessage);
}

/** Fails the customer's call in words of ours; any other failure would show the address of this hook. */
function forward(forwardedErrorMessage: string): HookReply {
  return { status: 200, json: { forwardedStatusCode: 412, forwardedErrorMessage } };
}

function textIn(
  holder: Readonly<Record<string, unknown>> | null | undefined,
  name: string,
): string | undefined {
  const text = holder?.[name];
  return typeof text === 'string' ? text : undefined;
}
