/**
 * Handover: Firebase Authentication and Google Identity Platform give the link of their password reset instead of
 * mailing it.
 *
 * @see https://cloud.google.com/identity-platform/docs/reference/rest/v1/projects.accounts/sendOobCode
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
 * @module
 */
import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import { bearerTokens } from '../net/authorization.ts';
import type { Http } from '../net/http.ts';
import { RemoteError } from '../net/remote-error.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, Link, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { requestToken } from './asking/token.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  projectId: z.string().min(1),
  tenantId: z.string().min(1).optional().describe('Of Identity Platform, where the customers are in one'),
  clientEmail: z
    .email()
    .describe('`client_email` of a service account with the role Firebase Authentication Admin'),
  privateKey: z.string().min(1).meta({ secret: true }).describe('Its `private_key`, PEM'),
  url: PlatformUrl.default('https://identitytoolkit.googleapis.com').describe('Of the API'),
  tokenUrl: PlatformUrl.default('https://oauth2.googleapis.com/token').describe('Of the token endpoint'),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password'] as const;

export const firebase = defineHandover<Config>({
  id: 'firebase',
  title: 'Firebase Authentication, Google Identity Platform',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { usual: 'about 1 h; Google fixes it and promises nothing' },
    again: 'unknown',
    locksOut: false,
    endsSessions: 'yes',
    comesBack: true,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'The way back is a link on the last page, and our address has to stand among the authorised domains.',
    'Who has no e-mail address is refused.',
    'There are no passkeys; second factors are set up by your application after a login.',
  ],
  async open(config, { pace }) {
    const { url, projectId, tenantId, tokenUrl } = config;
    const { origin, pathname } = new URL(tokenUrl);
    const door = callPlatform({ base: origin, pace });
    const askToken = async () =>
      requestToken(door, {
        path: pathname,
        form: {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await assertion(config),
        },
      });
    const tenant = tenantId === undefined ? '' : `/tenants/${encode(tenantId)}`;
    const base = `${url}/v1/projects/${encode(projectId)}${tenant}`;
    const http = callPlatform({ base, pace, authorization: bearerTokens(askToken) });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [door, http],
      async check() {
        await lookUp(http, { localId: ['footbridge-nobody'] });
      },
      async begin(user, { returnTo }) {
        const found = await find(http, user);
        if (found?.user.email === undefined)
          return refused('there is no such user, or none with an e-mail address');
        if (found.user.disabled) return refused('the user is disabled');
        return { status: 'link', url: await resetLink(http, found.user.email, returnTo) };
      },
      async completed(user, since) {
        const found = await find(http, user);
        return found === undefined ? 'no' : changedSince(found.user.passwordUpdatedAt, since, found.reply);
      },
    });
  },
});

const SCOPE = 'https://www.googleapis.com/auth/identitytoolkit';

async function assertion({ clientEmail, privateKey, tokenUrl }: Config): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256');
  return new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(clientEmail)
    .setAudience(tokenUrl)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);
}

const Said = z.object({ error: z.object({ message: z.string() }) });

async function resetLink(http: Http, email: string, continueUrl: string | undefined): Promise<string> {
  const kind = 'make reset link';
  const json = { requestType: 'PASSWORD_RESET', email, returnOobLink: true, continueUrl };
  const reply = await http
    .request({ method: 'POST', path: '/accounts:sendOobCode', json, kind })
    .catch((error: unknown) => {
      throw error instanceof RemoteError && error.status === 400 ? understand(error) : error;
    });
  return readAs(z.object({ oobLink: Link }), reply, kind).oobLink;
}

/** Google says most things with 400 and a word of its own; what is not about the user is ours to repair. */
function understand(error: RemoteError): RemoteError {
  const [word = ''] = Said.safeParse(error.body).data?.error.message.split(' ') ?? [];
  if (!/^[A-Z_]{1,64}$/.test(word)) return error;
  const answer = ANSWERS[word] ?? 'refused';
  return new RemoteError(`${error.message} (${word})`, { answer, ambiguous: false, status: 400 });
}

const ANSWERS: Readonly<Record<string, 'missing' | 'invalid' | 'wait'>> = {
  EMAIL_NOT_FOUND: 'missing',
  USER_NOT_FOUND: 'missing',
  USER_DISABLED: 'invalid',
  INVALID_EMAIL: 'invalid',
  RESET_PASSWORD_EXCEED_LIMIT: 'wait',
  TOO_MANY_ATTEMPTS_TRY_LATER: 'wait',
};

const Found = z.object({
  users: z
    .array(
      z.object({
        localId: z.string().min(1),
        email: z.string().optional(),
        disabled: z.boolean().default(false),
        /** Milliseconds since 1970. */
        passwordUpdatedAt: z.coerce.number().optional(),
      }),
    )
    .optional(),
});

async function lookUp(http: Http, whom: object) {
  const kind = 'look up account';
  const call = { method: 'POST', path: '/accounts:lookup', json: whom, kind, repeatable: true } as const;
  const reply = await http.request(call);
  return { users: readAs(Found, reply, kind).users ?? [], reply };
}

async function find(http: Http, user: HandoverUser) {
  const email = identifierOf(user, 'email');
  if (user.targetId === undefined && email === undefined) return undefined;
  const whom = user.targetId === undefined ? { email: [email] } : { localId: [user.targetId] };
  const { users, reply } = await lookUp(http, whom);
  const [only, ...others] = users;
  return only === undefined || others.length > 0 ? undefined : { user: only, reply };
}
