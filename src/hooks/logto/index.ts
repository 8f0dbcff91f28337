/**
 * The `logto` hook: the Action "Post first-factor verification" of Logto, and its webhook afterwards.
 *
 * Logto runs a script of ours whenever a password was not right there, for users it knows too; the script asks here
 * and hands back what it gets. So whoever has crossed must never be a match: the old password would overwrite the
 * new one. Logto hashes and stores the typed password itself, before a second factor is asked for.
 *
 * @see https://docs.logto.io/developers/actions/post-first-factor-verification
 * @see https://docs.logto.io/developers/webhooks/secure-webhooks
 * @module
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import type { Answer, Customer, HookReply, HookRequest, Question, SettleQuestion } from '../hook.ts';
import { defineHook } from '../hook.ts';
import { readJson } from '../wire/body.ts';
import { CallerSecrets, demandBearer, isKnown } from '../wire/caller.ts';
import { refuse } from '../wire/reply.ts';
import { instructions } from './instructions.ts';
import { toPatch } from './user-patch.ts';

/** A password of 1,024 bytes is four times as long in escapes; a webhook brings a whole user. */
const LARGEST_BODY = 65_536;

const Config = z.strictObject({
  secrets: CallerSecrets,
  signingKeys: z
    .array(z.string().min(16))
    .min(1)
    .max(2)
    .meta({ secret: true })
    .optional()
    .describe(
      'Signing key of the webhook, as the console shows it, and while it is being rotated the one before',
    ),
  limit: z
    .number()
    .int()
    .min(1_000)
    .max(5_000)
    .default(5_000)
    .describe('Milliseconds an Action may take: 5,000, in the older Azure regions 3,000'),
});

export type Config = z.output<typeof Config>;

const Submitted = z.object({
  identifier: z.object({ type: z.enum(['username', 'email', 'phone']), value: z.string().min(1) }),
  /** Id of the Logto user of this identifier, where there is one. */
  userId: z.string().min(1).nullish(),
  password: z.string(),
});

const Told = z.object({
  event: z.string(),
  ip: z.string().nullish(),
  userAgent: z.string().nullish(),
  user: z.object({ id: z.string().min(1) }).nullish(),
  data: z.object({ id: z.string().min(1).optional(), customData: z.unknown().optional() }).nullish(),
  params: z.object({ userId: z.string().optional() }).nullish(),
});

/** `User.Data.Updated` comes for every change of a profile, so it says nothing about passwords. */
const EVENTS: Readonly<Record<string, SettleQuestion['event']>> = {
  'User.Created': 'stored',
  PostSignIn: 'signed-in',
  PostResetPassword: 'reset',
  'User.Deleted': 'deleted',
};

/** What our own Action wrote into `customData`. */
const Ours = z.object({ footbridgeId: z.string().regex(/^[0-9a-f]{32}$/) });

export const logto = defineHook<Config>({
  id: 'logto',
  title: 'Logto',
  config: Config,
  routes: [
    { method: 'POST', path: '/login' },
    { method: 'POST', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  // The script has its own way there and back inside the same limit.
  deadline: ({ limit }) => limit - 1_500,
  stores: 'target',
  cannot: [
    'It is never asked without a password: forgot-password of who has not crossed finds nobody.',
    'It cannot fail, and cannot say that a password must change: Logto shows an error of the script as wrong credentials.',
    'What it writes stays although the customer then gives up at the second factor.',
  ],
  async open(config) {
    return {
      authenticate: async (request) =>
        request.path === '/settle'
          ? demandSignature(config.signingKeys ?? [], request)
          : demandBearer(config.secrets, request),
      question: async (request) => (request.path === '/settle' ? readEvent(request) : readSubmitted(request)),
      answer: (answer, question) =>
        question.op === 'settle' ? toSettled(answer) : toReply(answer, question),
    };
  },
  instructions,
});

/** HMAC-SHA256 over the raw body, in hex. It holds no time; what a replay tells us we know already. */
function demandSignature(keys: readonly string[], request: HookRequest): HookReply | undefined {
  const expected = keys.map((key) => createHmac('sha256', key).update(request.body).digest('hex'));
  const given = request.headers['logto-signature-sha-256'];
  return isKnown(expected, given) ? undefined : refuse(401, 'unauthorized');
}

function readSubmitted(request: HookRequest): Question | HookReply {
  const read = readJson(request, Submitted, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  const { identifier, userId, password } = read.body;
  return {
    op: 'verify',
    identifier: identifier.value,
    type: identifier.type,
    ...(userId && { targetId: userId }),
    password: new TypedPassword(password),
    by: {},
  };
}

function readEvent(request: HookRequest): Question | HookReply {
  const read = readJson(request, Told, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  const { event: name, user, data, params, ip, userAgent } = read.body;
  const event = EVENTS[name];
  const targetId = user?.id ?? data?.id ?? params?.userId;
  if (event === undefined || targetId === undefined) return { status: 200 };
  const ours = Ours.safeParse(data?.customData).data;
  // Somebody signed up, or an operator made a user: none of ours.
  if (event === 'stored' && ours === undefined) return { status: 200 };
  return {
    op: 'settle',
    event,
    targetId,
    ...(ours && { externalId: ours.footbridgeId }),
    by: { ...(ip && { address: ip }), ...(userAgent && { userAgent }) },
  };
}

function toSettled({ outcome }: Answer): HookReply {
  return outcome === 'technical-error' ? refuse(503, 'unavailable') : { status: 200 };
}

/** 204: the script returns nothing, which Logto takes for wrong credentials. */
function toReply(answer: Answer, question: Question): HookReply {
  switch (answer.outcome) {
    case 'match':
    case 'match-must-change': {
      if (!mayWrite(answer.customer, question)) return { status: 204 };
      const action = question.targetId === undefined ? 'createUser' : 'updateUser';
      const user = toPatch(answer.customer, action);
      return { status: 200, json: { action, passwordVerified: true, user } };
    }
    case 'technical-error':
      return refuse(503, 'unavailable');
    default:
      return { status: 204 };
  }
}

/**
 * A user of Logto with this identifier is only the customer when the ledger says so: an address that somebody else
 * registered there must not be given the customer's password.
 */
function mayWrite({ targetId }: Customer, question: Question): boolean {
  return question.targetId === undefined || question.targetId === targetId;
}
