/**
 * The `auth0` hook: two scripts of a custom database connection in import mode, and the routes behind them.
 *
 * Auth0 runs the scripts we print (`scripts.ts`); they ask here in our plain protocol, and nobody else does. A user
 * whom `login` or `getUser` returns is created under the id we give; from then on Auth0 judges alone. Actions tell us
 * afterwards.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database
 * @module
 */
import { type Answer, defineHook, type HookReply, type Question } from '../hook.ts';
import { demandBearer } from '../wire/caller.ts';
import { plainReply, readPlain } from '../wire/plain.ts';
import { Config } from './config.ts';
import { instructions } from './instructions.ts';
import { losesFactor, toProfile } from './profile.ts';

/** A password of 1,024 bytes is four times as long in escapes; the rest is short. */
const LARGEST_BODY = 16_384;

export const auth0 = defineHook<Config>({
  id: 'auth0',
  title: 'Auth0',
  config: Config,
  routes: [
    { method: 'POST', path: '/verify' },
    { method: 'POST', path: '/lookup' },
    { method: 'POST', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  factors: ['totp', 'sms', 'email'],
  cannot: [
    'Auth0 does not tell its scripts where the customer sits; only the organisation of the login is known.',
    'That a password must be changed is a mark in app_metadata: the post-login Action refuses the login and sends the mail.',
    'Whoever controls the mailbox of a customer migrates them by forgot-password, without the old password.',
    'Passkeys, recovery codes and links to other login providers do not come along; a bulk import brings what Auth0 takes.',
    'TOTP of another length, period or digest than the usual does not come along, so who has one is not let in by the password.',
  ],
  async open(config) {
    return {
      authenticate: async (request) => demandBearer(config.secrets, request),
      question: async (request) => readPlain(request, LARGEST_BODY),
      answer: (answer, question) => toReply(answer, question, config),
    };
  },
  instructions,
});

/** A profile for `getUser` too, where nobody has proved anything: Auth0 sends its mail to the address in it. */
function toReply(answer: Answer, question: Question, config: Config): HookReply {
  if (
    'customer' in answer &&
    answer.customer !== undefined &&
    question.op === 'verify' &&
    losesFactor(answer.customer)
  )
    return plainReply({ outcome: 'mfa-required' }, question, () => ({}));
  const mustChange = answer.outcome === 'match-must-change' ? answer.reason : undefined;
  return plainReply(answer, question, (customer) => ({ profile: toProfile(customer, config, mustChange) }));
}
