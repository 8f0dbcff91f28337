/**
 * Legacy: a token endpoint with the password grant: often the only door a hosted platform leaves open.
 *
 * The token is the proof and nothing else: the customer is read from it, it is given back at once where the platform
 * takes it back (RFC 7009), and forgotten. RFC 9700 §2.4 forbids this grant to new applications, and rightly; it is
 * for leaving such a platform, and where federation is possible that is better.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3
 * @module
 */
import { z } from 'zod';
import { compileReader } from '../identity/mapping/source-path.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { readAuthority } from './asking/address.ts';
import { type Caller, createCaller, type Reply } from './asking/one-call.ts';
import { answerInTime, refuseImpossible, technicalError, unreachable } from './asking/outcome.ts';
import { isFields, toProfile } from './asking/profile.ts';
import { defineLegacy, type LegacyAnswer, type LegacySession } from './legacy.ts';
import { claimsOf } from './oauth-password/claims.ts';
import { Config } from './oauth-password/config.ts';
import { fromOwn, judgeRefusal, REFUSALS } from './oauth-password/refusals.ts';
import { incompleteTokenCall, revocationCall, tokenCall, userinfoCall } from './oauth-password/requests.ts';

/** Bytes: tokens with hundreds of groups in them stay below a tenth of it. */
const LARGEST_ANSWER = 1024 * 1024;

export const oauthPassword = defineLegacy<Config>({
  id: 'oauth-password',
  title: 'OAuth token endpoint (password grant)',
  config: Config,
  looksUp: () => false,
  cannot: [
    'Who exists: most platforms answer an unknown customer and a wrong password alike, on purpose.',
    'A lockout that the platform hides behind the words of a wrong password (Keycloak, Okta).',
    'A second factor that the platform hides behind the words of a wrong password (Keycloak).',
  ],
  async open(config, { folder }) {
    const { timeout, ca } = config;
    const authority = readAuthority(ca, folder);
    return openSession(config, createCaller({ timeout, largestAnswer: LARGEST_ANSWER, ca: authority }));
  },
});

const Tokens = z.object({
  access_token: z.string().min(1),
  id_token: z.string().optional(),
  refresh_token: z.string().optional(),
});

type Tokens = z.output<typeof Tokens>;

function openSession(config: Config, caller: Caller): LegacySession {
  const refusals = [...config.refusals.map(fromOwn), ...REFUSALS[config.vendor]];
  const readId = compileReader(config.id);
  const givingBack = new Set<Promise<void>>();

  async function understand(reply: Reply, signal: AbortSignal): Promise<LegacyAnswer> {
    if (reply.status !== 200) return judgeRefusal(reply, refusals);
    const tokens = Tokens.safeParse(reply.json).data;
    if (tokens === undefined) return technicalError('200 without a token', { retryable: false });
    try {
      return await identify(tokens, signal);
    } finally {
      giveBack(tokens);
    }
  }

  async function identify(tokens: Tokens, signal: AbortSignal): Promise<LegacyAnswer> {
    const shown = await show(config, caller, tokens, signal);
    if ('status' in shown) return technicalError(`${shown.status} from userinfo`, { after: shown.after });
    const profile = toProfile(readId(shown.fields), shown.fields);
    return profile === undefined
      ? technicalError('a token without an id of the customer', { retryable: false })
      : { outcome: 'match', profile };
  }

  /** Nobody waits for it: a token that could not be given back ends by itself, and nobody has it any more. */
  function giveBack({ refresh_token, access_token }: Tokens): void {
    const { revokeUrl, timeout } = config;
    if (revokeUrl === undefined) return;
    const hint = refresh_token === undefined ? 'access_token' : 'refresh_token';
    const call = revocationCall(config, revokeUrl, refresh_token ?? access_token, hint);
    const done: Promise<void> = caller
      .call(call, AbortSignal.timeout(timeout))
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => givingBack.delete(done));
    givingBack.add(done);
  }

  return {
    async verify(identifier, password, attempt, signal) {
      const refused = refuseImpossible(password);
      if (refused !== undefined) return refused;
      return answerInTime(signal, async () =>
        understand(await caller.call(tokenCall(config, identifier.value, password, attempt), signal), signal),
      );
    },
    check: (signal) => check(config, caller, signal),
    async close() {
      await Promise.all(givingBack);
      await caller.close();
    },
  };
}

/** Revoking the token is the last thing that is done with it, so the customer is read first. */
async function show(
  { userinfoUrl }: Config,
  caller: Caller,
  { access_token, id_token = '' }: Tokens,
  signal: AbortSignal,
): Promise<{ readonly fields: Readonly<Record<string, unknown>> } | Reply> {
  if (userinfoUrl === undefined) return { fields: claimsOf(id_token) ?? {} };
  const reply = await caller.call(userinfoCall(userinfoUrl, access_token), signal);
  return reply.status === 200 && isFields(reply.json) ? { fields: reply.json } : reply;
}

/** Errors of RFC 6749 §5.2 that are about our client and not about what it asked. */
const ABOUT_US = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type']);

const ErrorBody = z.object({ error: z.string() });

async function check(config: Config, caller: Caller, signal: AbortSignal): Promise<void> {
  const reply = await caller.call(incompleteTokenCall(config), signal).catch((error) => {
    throw unreachable('oauth-password', error);
  });
  const error = ErrorBody.safeParse(reply.json).data?.error;
  if (error !== undefined && !ABOUT_US.has(error) && reply.status < 500) return;
  const found = error !== undefined && ABOUT_US.has(error) ? error : String(reply.status);
  throw new FootbridgeError('LEGACY_UNREACHABLE', `The legacy (oauth-password) does not accept us: ${found}`);
}
