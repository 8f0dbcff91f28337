/**
 * The `keycloak` hook: the REST contract of the community plugin `keycloak-user-migration`.
 *
 * Keycloak asks twice. GET `/{name}` says who that is, before any password: Keycloak creates the user then, and asks
 * again for sign-up, forgot-password and the admin console. POST `/{name}` says whether a password is right. Only the
 * status of the second counts. The plugin tells nothing afterwards, so a migration is settled by looking.
 *
 * GET answers 404 for everybody who has crossed or came to be in Keycloak: there the plugin would overwrite a local
 * user by the name alone.
 *
 * @see https://github.com/daniel-frak/keycloak-user-migration
 * @module
 */
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import {
  type Answer,
  defineHook,
  type HookReply,
  type HookRequest,
  type Question,
  type Whom,
} from '../hook.ts';
import { readJson } from '../wire/body.ts';
import { bearerToken, isKnown } from '../wire/caller.ts';
import { refuse } from '../wire/reply.ts';
import { Config } from './config.ts';
import { instructions } from './instructions.ts';
import { toRemoteUser } from './remote-user.ts';

/** A password of 1,024 bytes is four times as long in escapes. */
const LARGEST_BODY = 16_384;

const Body = z.object({ password: z.string() });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const keycloak = defineHook<Config>({
  id: 'keycloak',
  title: 'Keycloak',
  config: Config,
  routes: [
    { method: 'GET', path: '/*' },
    { method: 'POST', path: '/*' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  factors: ['totp'],
  cannot: [
    'A failure of ours cannot be told from a wrong password, and counts towards a lockout.',
    'A user is created when their name is typed, before any password; so is everything the profile holds.',
    'Keycloak tells nothing afterwards: who has crossed is found by looking.',
    'That a password must be changed is not said at the login; the plugin asks for a new one where the policy of the realm refuses it.',
    'Links to other login providers, passkeys and recovery codes do not come along; a bulk import brings them.',
    'An organisation comes without its domains, and only where the realm has organisations turned on; a group below another becomes one group with the path as its name.',
    'The address of the customer is not known.',
  ],
  async open(config) {
    return {
      authenticate: async (request) => {
        const given = bearerToken(request) ?? basicPassword(request, config.basicUser);
        return isKnown(config.secrets, given) ? undefined : refuse(401, 'unauthorized');
      },
      question: async (request) => readQuestion(request),
      answer: (answer, question) =>
        question.op === 'verify' ? toVerdict(answer) : toUser(answer, question.identifier ?? '', config),
    };
  },
  instructions,
});

/** The plugin writes user name and password in ISO-8859-1; whoever keeps to ASCII does not notice. */
function basicPassword({ headers }: HookRequest, user: string | undefined): string | undefined {
  const encoded = headers.authorization?.match(/^basic +([A-Za-z0-9+/=]+) *$/i)?.[1];
  if (user === undefined || encoded === undefined) return undefined;
  const credentials = Buffer.from(encoded, 'base64').toString('latin1');
  return credentials.startsWith(`${user}:`) ? credentials.slice(user.length + 1) : undefined;
}

function readQuestion(request: HookRequest): Question | HookReply {
  const name = decodeSegment(request.path);
  if (name === undefined) return refuse(400, 'invalid_request');
  if (request.method === 'GET')
    return { op: 'lookup', purpose: 'identifier-first', identifier: name, by: {} };
  const read = readJson(request, Body, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  return { op: 'verify', password: new TypedPassword(read.body.password), ...whomOf(name), by: {} };
}

/** Encoded like a form, so a plus is a space; a plus itself comes as %2B. */
function decodeSegment(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path.slice(1).replaceAll('+', ' '));
    return name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}

/** The id we gave the user, where the plugin is set to ask by id, or has nothing else to ask by. */
function whomOf(name: string): Whom {
  if (!UUID.test(name)) return { identifier: name };
  return { identifier: name, externalId: name.replaceAll('-', ''), targetId: name };
}

/** Anything but 200 is a wrong password to Keycloak; the statuses differ for those who read its log. */
function toVerdict({ outcome }: Answer): HookReply {
  switch (outcome) {
    case 'match':
    case 'match-must-change':
      return { status: 200, json: {} };
    case 'technical-error':
      return { status: 503 };
    default:
      return { status: 403 };
  }
}

function toUser(answer: Answer, typed: string, { externalIdAttribute }: Config): HookReply {
  switch (answer.outcome) {
    case 'match':
    case 'match-must-change': {
      const mustChange = answer.outcome === 'match-must-change';
      return { status: 200, json: toRemoteUser(answer.customer, typed, { mustChange, externalIdAttribute }) };
    }
    case 'technical-error':
      return { status: 503 };
    default:
      return { status: 404 };
  }
}
