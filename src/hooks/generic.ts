/**
 * The `generic` hook: `POST /v1/login` for an application of one's own, and for every platform that cannot ask.
 *
 * Clerk, WorkOS, Stytch, Supabase, Firebase and Descope have no protocol for this. The application (or a Descope
 * flow) asks here before it gives up on a login; on a match the user stands in the target already, created through
 * its API, so that the application signs in there with the same password as if nothing had happened. Sessions are
 * the application's business.
 *
 * @see docs/hooks/generic.md
 * @module
 */
import { z } from 'zod';
import type { Customer } from './hook.ts';
import { defineHook } from './hook.ts';
import { CallerSecrets, demandBearer } from './wire/caller.ts';
import { plainReply, readPlain } from './wire/plain.ts';
import { PLAIN_ROUTES } from './wire/plain-routes.ts';
import { secretName } from './wire/secret-name.ts';

/** A password of 1,024 bytes is four times as long in escapes; the rest is short. */
const LARGEST_BODY = 16_384;

const Config = z.strictObject({
  secrets: CallerSecrets,
  deadline: z
    .number()
    .int()
    .min(500)
    .max(30_000)
    .default(8_000)
    .describe('Milliseconds the application waits for an answer, less the way there and back'),
  tell: z
    .enum(['ids', 'profile', 'everything'])
    .default('ids')
    .describe(
      'What the application is told of a customer who got in: ids; identifiers and profile too; or also attributes, memberships, links and dates',
    ),
  longestPassword: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Bytes the target's own hasher takes at most (72 for bcrypt); who typed more must change it"),
});

type Config = z.output<typeof Config>;

export const generic = defineHook<Config>({
  id: 'generic',
  title: 'Your own application',
  config: Config,
  routes: [
    { method: 'POST', path: '/login' },
    { method: 'POST', path: '/lookup' },
    { method: 'POST', path: '/settle' },
  ],
  alsoAt: '/v1',
  describes: PLAIN_ROUTES,
  largestBody: LARGEST_BODY,
  deadline: ({ deadline }) => deadline,
  stores: 'footbridge',
  longestPassword: ({ longestPassword }) => longestPassword,
  cannot: [
    'It opens no session: the application signs in to the target itself, with the password just typed.',
  ],
  async open(config) {
    return {
      authenticate: async (request) => demandBearer(config.secrets, request),
      question: async (request) => readPlain(request, LARGEST_BODY),
      answer: (answer, question) =>
        plainReply(answer, question, (customer) => ({
          customer: toCustomer(customer, question.op === 'verify' ? config.tell : 'ids'),
        })),
    };
  },
  instructions: (_, place) => [
    {
      step: 'Where a login at the target fails, ask here before telling the customer; on a match sign in again.',
      file: 'footbridge-login.mjs',
      content: clientText(place.url),
    },
    {
      step: `Set FOOTBRIDGE_HOOK_KEY to ${secretName(place)} in the application's environment, never in a browser.`,
    },
  ],
});

/** Without a password nothing is said beyond the ids: a lookup proves nobody. */
export function toCustomer(customer: Customer, tell: Config['tell']): Readonly<Record<string, unknown>> {
  const { identity, externalId, uuid, targetId } = customer;
  const ids = { externalId, uuid, ...(targetId !== undefined && { targetId }) };
  if (tell === 'ids') return ids;
  const { sourceId, status, profile, attributes, memberships, links, createdAt, lastLoginAt } = identity;
  const identifiers = identity.identifiers.map(({ type, value, verified }) => ({
    type,
    value,
    verified: verified === true,
  }));
  const who = { ...ids, sourceId, status, identifiers, profile };
  return tell === 'profile' ? who : { ...who, attributes, memberships, links, createdAt, lastLoginAt };
}

function clientText(url: string): string {
  return `// Runs on a server. Answers { outcome, reason?, customer? }; see docs/hooks/generic.md for the outcomes.
export async function askFootbridge(identifier, password, { address, userAgent } = {}) {
  const response = await fetch('${url}/login', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: \`Bearer \${process.env.FOOTBRIDGE_HOOK_KEY}\`,
    },
    body: JSON.stringify({ identifier, password, address, userAgent }),
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  const answer = await response.json().catch(() => ({}));
  if (typeof answer.outcome !== 'string') throw new Error(\`Footbridge answered with \${response.status}\`);
  return answer;
}
`;
}
