/**
 * Handover: Auth0's tickets. One for a password change leads to Universal Login's reset page, one for an enrolment to
 * its page for a second factor; neither sends a mail.
 *
 * @see https://auth0.com/docs/api/management/v2/tickets/post-password-change
 * @see https://auth0.com/docs/api/management/v2/guardian/post-ticket
 * @module
 */
import { z } from 'zod';
import { bearerTokens } from '../net/authorization.ts';
import type { Http, HttpReply } from '../net/http.ts';
import { RemoteError } from '../net/remote-error.ts';
import type { BeginReset, BegunReset } from '../targets/target.ts';
import { refused } from './asking/attempt.ts';
import { changedSince } from './asking/changed-since.ts';
import { callPlatform, inSeconds, Link, openSession, PlatformUrl, readAs } from './asking/platform.ts';
import { requestToken } from './asking/token.ts';
import { encode, identifierOf } from './asking/whom.ts';
import { defineHandover, type HandoverUser } from './handover.ts';

const Config = z.strictObject({
  url: PlatformUrl.describe('Address of the tenant: https://acme.eu.auth0.com'),
  clientId: z
    .string()
    .min(1)
    .describe('Machine-to-machine application with the scopes of docs/handovers/auth0.md'),
  clientSecret: z.string().min(1).meta({ secret: true }).describe('Its secret'),
  audience: z
    .string()
    .optional()
    .describe('Of the Management API, where `url` is a custom domain: https://acme.eu.auth0.com/api/v2/'),
  connectionId: z
    .string()
    .regex(/^con_/)
    .optional()
    .describe('Database connection, for customers of whom we have no Auth0 id: con_…'),
  applicationId: z
    .string()
    .optional()
    .describe(
      'Client id of the application whose login the new Universal Login offers at the end; there is no way back to our page then',
    ),
  verifiesEmail: z
    .boolean()
    .default(false)
    .describe(
      'Mark the address verified when the ticket is used; only where every invitation goes to that address',
    ),
});

type Config = z.output<typeof Config>;

const BEGINS = ['password', 'totp'] as const;

/** With them everything here works; `read:users` finds people and sees whether they are done. */
const SCOPES = ['create:user_tickets', 'create:guardian_enrollment_tickets', 'read:users'];

export const auth0 = defineHandover<Config>({
  id: 'auth0',
  title: 'Auth0',
  config: Config,
  begins: BEGINS,
  reaches: 'link',
  traits: {
    life: { asked: { least: 1 }, usual: '5 days' },
    again: 'ends the first',
    locksOut: false,
    endsSessions: 'yes',
    comesBack: true,
    seesDone: 'yes',
    proof: 'contract',
  },
  cannot: [
    'No ticket makes a passkey: Universal Login offers one at the next login, where the connection has passkeys on.',
    'The new Universal Login ignores the way back to our page; it offers the login of `applicationId` instead.',
    'An enrolment ticket does not say until when it opens.',
  ],
  async open(config, { pace }) {
    const { url, clientId, clientSecret, audience = `${config.url}/api/v2/` } = config;
    const door = callPlatform({ base: url, pace });
    const askToken = () =>
      requestToken(door, {
        path: '/oauth/token',
        json: {
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          audience,
        },
      });
    const http = callPlatform({ base: `${url}/api/v2`, pace, authorization: bearerTokens(askToken) });
    return openSession({
      pace,
      begins: BEGINS,
      connections: [door, http],
      async check() {
        const { scopes = [] } = await askToken();
        const missing = SCOPES.filter((scope) => !scopes.includes(scope));
        if (missing.length > 0) throw forbidden(missing);
      },
      async begin(user, reset, need) {
        return need === 'totp' ? beginEnrolment(http, user) : beginPassword(http, config, user, reset);
      },
      async completed(user, since) {
        const found = await find(http, user, 'user_id,last_password_reset');
        if (found?.user === undefined) return 'no';
        const { user_id, last_password_reset: at } = found.user;
        const changed = changedSince(at === undefined ? undefined : Date.parse(at), since, found.reply);
        return changed === 'yes' ? 'yes' : hasEnrolled(http, user_id, since);
      },
    });
  },
});

function forbidden(scopes: readonly string[]): RemoteError {
  const happened = `Auth0 gives our application a token without the scopes ${scopes.join(', ')}`;
  return new RemoteError(happened, { answer: 'refused', ambiguous: false });
}

async function beginPassword(
  http: Http,
  { connectionId, applicationId, verifiesEmail }: Config,
  user: HandoverUser,
  { returnTo, lifespan }: BeginReset,
): Promise<BegunReset> {
  const email = identifierOf(user, 'email');
  if (user.targetId === undefined && (email === undefined || connectionId === undefined))
    return refused('neither an Auth0 id, nor an e-mail address and a connection to look in');
  const kind = 'create password change ticket';
  const reply = await http.request({
    method: 'POST',
    path: '/tickets/password-change',
    json: {
      ...(user.targetId === undefined ? { email, connection_id: connectionId } : { user_id: user.targetId }),
      // Auth0 takes one of the two.
      ...(applicationId === undefined ? { result_url: returnTo } : { client_id: applicationId }),
      ttl_sec: lifespan,
      mark_email_as_verified: verifiesEmail,
      includeEmailInRedirect: false,
    },
    kind,
  });
  const { ticket } = readAs(z.object({ ticket: Link }), reply, kind);
  return { status: 'link', url: ticket, expiresAt: inSeconds(lifespan) };
}

async function beginEnrolment(http: Http, user: HandoverUser): Promise<BegunReset> {
  const user_id = user.targetId ?? (await find(http, user, 'user_id'))?.user?.user_id;
  if (user_id === undefined) return refused('there is no such user');
  const kind = 'create enrolment ticket';
  const reply = await http.request({
    method: 'POST',
    path: '/guardian/enrollments/ticket',
    json: { user_id, send_mail: false, factor: 'otp', allow_multiple_enrollments: true },
    kind,
  });
  return { status: 'link', url: readAs(z.object({ ticket_url: Link }), reply, kind).ticket_url };
}

const Enrolments = z.array(z.object({ status: z.string().optional(), enrolled_at: z.string().optional() }));

async function hasEnrolled(http: Http, id: string, since: string): Promise<'yes' | 'no'> {
  const kind = 'list enrolments';
  const reply = await http.request({ method: 'GET', path: `/users/${encode(id)}/enrollments`, kind });
  const confirmed = readAs(Enrolments, reply, kind).filter(({ status }) => status === 'confirmed');
  const last = Math.max(...confirmed.map(({ enrolled_at = '' }) => Date.parse(enrolled_at) || 0));
  return changedSince(last, since, reply);
}

const User = z.object({ user_id: z.string().min(1), last_password_reset: z.string().optional() });

/** The user and the answer they came in; several with one address are nobody in particular. */
async function find(
  http: Http,
  user: HandoverUser,
  fields: string,
): Promise<{ readonly user: z.output<typeof User> | undefined; readonly reply: HttpReply } | undefined> {
  const kind = 'find user';
  const query = { fields, include_fields: 'true' };
  if (user.targetId !== undefined) {
    const reply = await http.request({ method: 'GET', path: `/users/${encode(user.targetId)}`, query, kind });
    return { user: readAs(User, reply, kind), reply };
  }
  const email = identifierOf(user, 'email');
  if (email === undefined) return undefined;
  const reply = await http.request({
    method: 'GET',
    path: '/users-by-email',
    query: { email, ...query },
    kind,
  });
  const [only, ...others] = readAs(z.array(User), reply, kind);
  return { user: others.length === 0 ? only : undefined, reply };
}
