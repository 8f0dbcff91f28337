/**
 * The `okta` hook: Okta's password import inline hook, and the event hook that tells what became of it.
 *
 * Users stand in Okta before they log in, with a credential that says "ask the hook"; Okta asks at their first
 * sign-in with a password, and stores it after a match. No profile goes back: it was written with the user.
 *
 * @see https://developer.okta.com/docs/guides/password-import-inline-hook/nodejs/main/
 * @module
 */
import { defineHook, type HookReply, type HookRequest, type Question } from '../hook.ts';
import { readJson } from '../wire/body.ts';
import { bearerToken, isKnown } from '../wire/caller.ts';
import { refuse } from '../wire/reply.ts';
import { tokenCheck } from './access-token.ts';
import { Config } from './config.ts';
import { answerChallenge, Delivery, toFacts } from './events.ts';
import { Inline, toQuestion, toReply } from './inline.ts';
import { instructions } from './instructions.ts';

/** An inline request has about 2 kB; a delivery of events may hold several of about 5 kB. */
const LARGEST_BODY = 262_144;

export const okta = defineHook<Config>({
  id: 'okta',
  title: 'Okta',
  config: Config,
  routes: [
    { method: 'POST', path: '/verify' },
    { method: 'POST', path: '/settle' },
    { method: 'GET', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  cannot: [
    'A customer has to stand in Okta before, with the credential type `IMPORT`; nobody is created by a login.',
    'No profile can be returned.',
    'Okta never asks without a password: nobody is looked up for forgot-password or sign-up.',
    'That a password must be changed cannot be said: Okta takes it, and you expire it through its API.',
    'Whether Okta holds an imported password against its password policy is not documented.',
  ],
  async open(config, { now }) {
    const isToken = config.oauth && tokenCheck(config.oauth, now);
    return {
      authenticate: async (request) => {
        if (isChallenge(request)) return undefined;
        const token = bearerToken(request);
        // The value is what the operator typed into Okta: with the scheme before it, or without.
        if (isKnown(config.secrets ?? [], token ?? request.headers.authorization)) return undefined;
        if (token !== undefined && (await isToken?.(token)) === true) return undefined;
        return refuse(401, 'unauthorized');
      },
      question: async (request) => readQuestion(request),
      answer: (answer, question) =>
        question.op === 'settle' ? noted(answer.outcome !== 'technical-error') : toReply(answer),
    };
  },
  instructions,
});

/** Echoes a header to whoever sent it, and knows nothing else. */
function isChallenge({ method, path }: HookRequest): boolean {
  return method === 'GET' && path === '/settle';
}

function readQuestion(request: HookRequest): Question | HookReply {
  if (isChallenge(request)) return answerChallenge(request);
  if (request.path === '/verify') {
    const read = readJson(request, Inline, LARGEST_BODY);
    return 'reply' in read ? read.reply : toQuestion(read.body);
  }
  const read = readJson(request, Delivery, LARGEST_BODY);
  if ('reply' in read) return read.reply;
  const [first, ...others] = toFacts(read.body);
  if (first === undefined) return noted(true);
  return others.length === 0 ? first : { ...first, others };
}

/** Okta sends a delivery once more, and only once, when it is not taken. */
function noted(done: boolean): HookReply {
  return done ? { status: 204 } : { status: 503 };
}
