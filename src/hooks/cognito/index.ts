/**
 * The `cognito` hook: the user migration trigger of a user pool, through a Lambda that we print.
 *
 * Cognito calls the Lambda for a name it does not know, at a login with a password or at forgot-password; the Lambda
 * asks here. It tries up to three times. Users get a `sub` of Cognito's own.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-import-using-lambda.html
 * @module
 */
import { type Answer, type Customer, defineHook, type HookReply, type Question } from '../hook.ts';
import { demandBearer } from '../wire/caller.ts';
import { plainReply, readPlain } from '../wire/plain.ts';
import { Config } from './config.ts';
import { instructions } from './instructions.ts';
import { afterPassword, forReset } from './response.ts';

/** A password of 256 characters is Cognito's longest; the rest is short. */
const LARGEST_BODY = 16_384;

export const cognito = defineHook<Config>({
  id: 'cognito',
  title: 'Amazon Cognito',
  config: Config,
  routes: [
    { method: 'POST', path: '/verify' },
    { method: 'POST', path: '/lookup' },
    { method: 'POST', path: '/settle' },
  ],
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'target',
  cannot: [
    'The address of the customer is known only where the application passes it in ClientMetadata.',
    'Applications have to send the password (USER_PASSWORD_AUTH); with SRP it never leaves the browser, and nobody migrates.',
    'Who has no verified address or number cannot reset a password before having logged in once.',
    'No second factor, group, link or passkey comes along; user name and id of the legacy only as attributes.',
    'Cognito holds a migrated password against no policy.',
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

function toReply(answer: Answer, question: Question, config: Config): HookReply {
  const mustChange = answer.outcome === 'match-must-change';
  const respond = (customer: Customer) =>
    question.op === 'verify' ? afterPassword(customer, config, mustChange) : forReset(customer, config);
  return plainReply(answer, question, (customer) => ({ response: respond(customer) ?? null }));
}
