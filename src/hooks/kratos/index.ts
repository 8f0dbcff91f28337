/**
 * The `kratos` hook: Ory Kratos' password migration hook, and the web hooks that tell what became of it.
 *
 * Identities stand in Kratos before they log in, flagged and without a hash. Kratos reads the status first: 200 and
 * exactly `password_match` is a match, 403 is a wrong password, and anything else is a failure that the customer sees
 * as 502; a 5xx is tried three times. So nothing but 200, 403 and 5xx ever leaves here for `/verify`.
 *
 * @see https://github.com/ory/kratos/blob/v1.3.1/selfservice/hook/password_migration_hook.go
 * @module
 */
import { type Answer, defineHook, type HookReply, type HookRequest, type Question } from '../hook.ts';
import { demandHeader } from '../wire/caller.ts';
import { Config } from './config.ts';
import { instructions } from './instructions.ts';
import { readSettle, readVerify } from './read.ts';

/** bcrypt's own limit; Kratos' hasher refuses more, after we have said that the password matches. */
const BCRYPT_LIMIT = 72;

/** A password of 1,024 bytes is four times as long in escapes; the rest is short. */
const LARGEST_BODY = 16_384;

export const kratos = defineHook<Config>({
  id: 'kratos',
  title: 'Ory Kratos',
  config: Config,
  routes: [
    { method: 'POST', path: '/verify' },
    { method: 'POST', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  longestPassword: ({ hasher }) => (hasher === 'bcrypt' ? BCRYPT_LIMIT : undefined),
  cannot: [
    'An identity has to stand in Kratos before, flagged `use_password_migration_hook`; nobody is created by a login.',
    'No profile can be returned.',
    'Kratos never asks without a password: recovery works on the identity that stands there.',
    'That a password must be changed cannot be said: Kratos takes it, and you send the customer to the settings flow.',
    'A password of more than 72 bytes is refused where Kratos hashes with bcrypt; the customer recovers the account.',
    'Kratos holds a migrated password neither against its policy nor against the list of leaked ones.',
  ],
  async open({ secrets, apiKeyHeader }) {
    const header = apiKeyHeader.toLowerCase();
    return {
      authenticate: async (request) => {
        const refused = demandHeader(header, secrets, request);
        // Kratos has no word for it: 401 is a failure there, as any status it does not expect.
        return refused && { ...refused, status: 403 };
      },
      question: async (request) => readQuestion(request),
      answer: (answer, question) => (question.op === 'settle' ? noted(answer) : toReply(answer)),
    };
  },
  instructions,
});

function readQuestion(request: HookRequest): Question | HookReply {
  return request.path === '/settle' ? readSettle(request, LARGEST_BODY) : readVerify(request, LARGEST_BODY);
}

/** Exported for the tests. Kratos reads the first kilobyte and compares `status` letter by letter. */
export function toReply(answer: Answer): HookReply {
  switch (answer.outcome) {
    case 'match':
      return { status: 200, json: { status: 'password_match' } };
    case 'match-must-change':
      // Saying yes would make Kratos hash it, which fails, and the customer would see an error at every attempt.
      if (answer.reason === 'too-long-for-target') return refused();
      return { status: 200, json: { status: 'password_match' } };
    case 'technical-error':
      return { status: 503 };
    default:
      return refused();
  }
}

function refused(): HookReply {
  return { status: 403, json: { status: 'password_mismatch' } };
}

function noted({ outcome }: Answer): HookReply {
  return outcome === 'technical-error' ? { status: 503 } : { status: 200, json: {} };
}
