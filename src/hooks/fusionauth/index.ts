/**
 * The `fusionauth` hook: a generic connector of FusionAuth, and its webhook afterwards.
 *
 * A tenant policy sends the login here; with `migrate` FusionAuth stores user and password and does not ask again.
 * Whatever is no 200 it shows as "not found", so every refusal is a 404 and nothing can be said of why. Connectors
 * are part of its paid editions.
 *
 * @see https://fusionauth.io/docs/lifecycle/migrate-users/connectors/generic-connector
 * @see https://fusionauth.io/docs/extend/events-and-webhooks/events
 * @module
 */
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import type { Answer, HookReply, HookRequest, Question, SettleQuestion } from '../hook.ts';
import { defineHook } from '../hook.ts';
import { readJson } from '../wire/body.ts';
import { CallerSecrets, demandBearer } from '../wire/caller.ts';
import { refuse } from '../wire/reply.ts';
import { instructions } from './instructions.ts';
import { toUser } from './user.ts';

/** A password of 1,024 bytes is four times as long in escapes; device names and the like are short. */
const LARGEST_BODY = 32_768;

const Config = z.strictObject({
  secrets: CallerSecrets,
  readTimeout: z
    .number()
    .int()
    .min(500)
    .max(30_000)
    .default(2_000)
    .describe('`readTimeout` of the connector in milliseconds; four fifths of it are ours'),
});

export type Config = z.output<typeof Config>;

const Text = z.string().nullish();

/** FusionAuth's Login API request; keys it may add are dropped. */
const Login = z.object({
  loginId: z.string().min(1),
  password: z.string(),
  applicationId: Text,
  ipAddress: Text,
  eventInfo: z.object({ ipAddress: Text, userAgent: Text }).nullish(),
});

const Event = z.object({
  event: z.object({
    type: z.string(),
    user: z.object({ id: z.guid(), email: Text, username: Text }),
    ipAddress: Text,
    applicationId: Text,
  }),
});

const EVENTS: Readonly<Record<string, SettleQuestion['event']>> = {
  'user.create.complete': 'stored',
  'user.login.success': 'signed-in',
  'user.password.update': 'changed',
  'user.password.reset.success': 'reset',
  'user.delete.complete': 'deleted',
};

export const fusionauth = defineHook<Config>({
  id: 'fusionauth',
  title: 'FusionAuth',
  config: Config,
  routes: [
    { method: 'POST', path: '/login' },
    { method: 'POST', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ readTimeout }) => Math.floor(readTimeout * 0.8),
  stores: 'target',
  cannot: [
    'It is never asked without a password: forgot-password of who has not crossed finds nobody (fusionauth-issues #895).',
    'It cannot fail: FusionAuth shows a legacy that is down as a user it does not know.',
    'What happens at passwordChangeRequired through a connector is not documented: try it before relying on it.',
    'It carries no second factors, links, groups and consents.',
  ],
  async open(config) {
    return {
      authenticate: async (request) => demandBearer(config.secrets, request),
      question: async (request) => (request.path === '/settle' ? readEvent(request) : readLogin(request)),
      answer: (answer, question, request) =>
        question.op === 'settle' ? toSettled(answer) : toReply(answer, request),
    };
  },
  instructions,
});

function readLogin(request: HookRequest): Question | HookReply {
  const read = readJson(request, Login, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  const { loginId, password, applicationId, ipAddress, eventInfo } = read.body;
  const address = eventInfo?.ipAddress ?? ipAddress;
  return {
    op: 'verify',
    identifier: loginId,
    password: new TypedPassword(password),
    by: {
      ...(address && { address }),
      ...(eventInfo?.userAgent && { userAgent: eventInfo.userAgent }),
      ...(applicationId && { application: applicationId }),
    },
  };
}

/** A user of ours has the id that we gave; of anybody else the door says that it knows nobody. */
function readEvent(request: HookRequest): Question | HookReply {
  const read = readJson(request, Event, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  const { type, user, ipAddress, applicationId } = read.body.event;
  const event = EVENTS[type];
  if (event === undefined) return { status: 200 };
  return {
    op: 'settle',
    event,
    targetId: user.id,
    externalId: user.id.toLowerCase().replaceAll('-', ''),
    by: { ...(ipAddress && { address: ipAddress }), ...(applicationId && { application: applicationId }) },
  };
}

/** FusionAuth sends an event again when it is not taken. */
function toSettled({ outcome }: Answer): HookReply {
  return outcome === 'technical-error' ? refuse(503, 'unavailable') : { status: 200 };
}

function toReply(answer: Answer, request: HookRequest): HookReply {
  if (answer.outcome !== 'match' && answer.outcome !== 'match-must-change') return { status: 404 };
  const mustChange = answer.outcome === 'match-must-change';
  return { status: 200, json: { user: toUser(answer.customer, applicationOf(request), mustChange) } };
}

/** The registration it is asked for; roles are of no use without one. */
function applicationOf(request: HookRequest): string | undefined {
  const read = readJson(request, Login, LARGEST_BODY);
  return 'body' in read ? (read.body.applicationId ?? undefined) : undefined;
}
