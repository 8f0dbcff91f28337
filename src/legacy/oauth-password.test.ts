/**
 * The password grant against a scripted token endpoint, in the documented words of each vendor. Keycloak itself is in
 * oauth-password.server.test.ts; the others have no server that could be run here.
 */
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ScriptedHttp,
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedHttp,
} from '../../test/servers/scripted-http.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import type { LegacyIdentifier } from './legacy.ts';
import { testLegacy } from './legacy-contract.ts';
import { oauthPassword } from './oauth-password.ts';

const CLIENT = { clientId: 'footbridge', clientSecret: 'the-clients-own-secret' };
const WHO: LegacyIdentifier = { type: 'email', value: 'Ana@example.com', key: 'ana@example.com' };

function idToken(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

const ACCOUNTS = [
  { email: 'ana@example.com', password: 'Tr0ub4dor&3', sub: 'u-1' },
  { email: 'bert@example.com', password: 'Straßenbahn é', sub: 'u-2' },
];

/** What RFC 6749 asks of a token endpoint, and no more. */
function tokenEndpoint({ body }: ScriptedRequest): ScriptedReply {
  const form = new URLSearchParams(body);
  if (form.get('client_secret') !== CLIENT.clientSecret) return refused(401, 'invalid_client');
  if (form.get('grant_type') !== 'password') return refused(400, 'unsupported_grant_type');
  if (!form.has('username')) return refused(400, 'invalid_request');
  const account = ACCOUNTS.find(({ email }) => email === form.get('username'));
  if (account?.password !== form.get('password')) return refused(400, 'invalid_grant');
  const { sub, email } = account ?? {};
  return { status: 200, body: { access_token: 'at', id_token: idToken({ sub, email, exp: 1 }) } };
}

function refused(status: number, error: string, description?: string): ScriptedReply {
  return { status, body: { error, ...(description !== undefined && { error_description: description }) } };
}

testLegacy(oauthPassword, async () => {
  const server = await startScriptedHttp(tokenEndpoint);
  const at = (port: number) => ({ ...CLIENT, url: `http://127.0.0.1:${port}/oauth/token` });
  const [ana, bert] = ACCOUNTS.map(({ email, password, sub }) => ({
    type: 'email' as const,
    identifier: email,
    password,
    sourceId: sub,
  }));
  if (ana === undefined || bert === undefined) throw new Error('two accounts are needed');
  return {
    config: at(server.port),
    at,
    customer: ana,
    accented: bert,
    stranger: 'nobody@example.com',
    strangerIs: 'wrong',
    arrived: () => server.requests.length,
    secrets: [CLIENT.clientSecret],
    end: () => server.stop(),
  };
});

let running: ScriptedHttp | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function ask(answer: (request: ScriptedRequest) => ScriptedReply, config: object = {}) {
  running = await startScriptedHttp(answer);
  const { url } = running;
  const settings = { ...CLIENT, url: `${url}/token`, ...addresses(url, config) };
  const session = await oauthPassword.open(oauthPassword.config.parse(settings), {
    folder: '.',
    secret: () => '',
  });
  const attempt = { address: '203.0.113.9' };
  const answered = await session.verify(WHO, new TypedPassword('p:&=w'), attempt, AbortSignal.timeout(5_000));
  await session.close();
  return answered;
}

/** Paths of further endpoints become addresses of the running server. */
function addresses(url: string, config: object): object {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, name.endsWith('Url') ? url + value : value]),
  );
}

const letIn = () => ({
  status: 200,
  body: { access_token: 'at', id_token: idToken({ sub: 'u', oid: 'o' }) },
});

describe('the request for a token', () => {
  it('is the one of RFC 6749, everything form-encoded, the password in the body only', async () => {
    await ask(letIn, { parameters: { tenant: 'shop' } });
    const [request] = running?.requests ?? [];
    expect(request?.url).toBe('/token');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: 'password',
      username: 'Ana@example.com',
      password: 'p:&=w',
      scope: 'openid profile email',
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
      tenant: 'shop',
    });
  });

  it('shows the client by HTTP Basic where that is wanted, both parts encoded first', async () => {
    await ask(letIn, { clientAuthentication: 'basic', clientId: 'a:b', clientSecret: 'ü +' });
    const [request] = running?.requests ?? [];
    const [, encoded = ''] = request?.headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe('a%3Ab:%C3%BC+%2B');
    expect(request?.body).not.toContain('client_');
  });

  it('names the connection and the address of the customer to Auth0, so that it counts attempts by that', async () => {
    await ask(letIn, { vendor: 'auth0', realm: 'shop-users', audience: 'https://api.example.com' });
    const [request] = running?.requests ?? [];
    expect(request?.headers['auth0-forwarded-for']).toBe('203.0.113.9');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
      realm: 'shop-users',
      audience: 'https://api.example.com',
    });
  });

  it('names no address to anybody else', async () => {
    await ask(letIn, { vendor: 'keycloak' });
    expect(running?.requests[0]?.headers).not.toHaveProperty('auth0-forwarded-for');
  });
});

describe('a token', () => {
  it('shows the customer by its claims, without those about the token', async () => {
    const id_token = idToken({ sub: 'u-7', email: 'ana@example.com', iss: 'x', exp: 1, nonce: 'n' });
    expect(await ask(() => ({ status: 200, body: { access_token: 'at', id_token } }))).toEqual({
      outcome: 'match',
      profile: { sourceId: 'u-7', fields: { sub: 'u-7', email: 'ana@example.com' } },
    });
  });

  it('of Entra is known by the id of the object, since "sub" differs for every application', async () => {
    expect(await ask(letIn, { vendor: 'entra' })).toMatchObject({ profile: { sourceId: 'o' } });
    expect(await ask(letIn, { vendor: 'entra', id: 'sub' })).toMatchObject({ profile: { sourceId: 'u' } });
  });

  it('is used once to read the customer, then given back, and never shown', async () => {
    const answered = await ask(
      ({ url }) =>
        url === '/me'
          ? { status: 200, body: { sub: 'u-7', name: 'Ana' } }
          : { status: 200, body: { access_token: 'AT-secret', refresh_token: 'RT-secret' } },
      { userinfoUrl: '/me', revokeUrl: '/revoke' },
    );
    expect(answered).toEqual({
      outcome: 'match',
      profile: { sourceId: 'u-7', fields: { sub: 'u-7', name: 'Ana' } },
    });
    const [, me, revoke, ...more] = running?.requests ?? [];
    expect(me?.headers.authorization).toBe('Bearer AT-secret');
    expect(revoke?.url).toBe('/revoke');
    expect(Object.fromEntries(new URLSearchParams(revoke?.body))).toEqual({
      token: 'RT-secret',
      token_type_hint: 'refresh_token',
      client_id: CLIENT.clientId,
      client_secret: CLIENT.clientSecret,
    });
    expect(more).toEqual([]);
  });

  it('is given back also when the customer could not be read, and nobody is let in without an id', async () => {
    const answered = await ask(
      ({ url }) => (url === '/token' ? { status: 200, body: { access_token: 'at' } } : { status: 503 }),
      { userinfoUrl: '/me', revokeUrl: '/revoke' },
    );
    expect(answered).toEqual({ outcome: 'technical-error', retryable: true, found: '503 from userinfo' });
    expect(running?.requests.map(({ url }) => url)).toEqual(['/token', '/me', '/revoke']);
  });

  it.each([
    ['no id token', { access_token: 'at' }],
    ['an encrypted id token', { access_token: 'at', id_token: 'a.b.c.d.e' }],
    ['an id token that is none', { access_token: 'at', id_token: 'a.b.c' }],
    ['no token at all', { ok: true }],
  ])('lets nobody in when there is %s', async (_, body) => {
    expect(await ask(() => ({ status: 200, body }))).toMatchObject({
      outcome: 'technical-error',
      retryable: false,
    });
  });
});

const WRONG = { outcome: 'wrong' };
const UNKNOWN = { outcome: 'unknown' };
const LOCKED = { outcome: 'blocked', reason: 'locked' };
const DISABLED = { outcome: 'blocked', reason: 'disabled' };
const UNVERIFIED = { outcome: 'blocked', reason: 'unverified' };
const MFA = { outcome: 'mfa-required' };
const FAILURE = { outcome: 'technical-error', retryable: false };
const PASSING = { outcome: 'technical-error', retryable: true };

describe('a refusal', () => {
  it.each([
    ['generic', 400, 'invalid_grant', 'whatever', WRONG],
    ['generic', 400, 'mfa_required', '', MFA],
    ['generic', 400, 'invalid_request', '', FAILURE],
    ['generic', 400, 'invalid_scope', '', FAILURE],
    ['generic', 401, 'invalid_client', '', FAILURE],
    ['generic', 400, 'unauthorized_client', '', FAILURE],
    ['generic', 503, 'temporarily_unavailable', '', PASSING],
    ['generic', 429, 'slow_down', '', PASSING],
    ['keycloak', 401, 'invalid_grant', 'Invalid user credentials', WRONG],
    ['keycloak', 400, 'invalid_grant', 'Account disabled', DISABLED],
    ['keycloak', 400, 'invalid_grant', 'Account is not fully set up', UNVERIFIED],
    ['keycloak', 400, 'invalid_grant', 'Session not active', FAILURE],
    ['auth0', 403, 'invalid_grant', 'Wrong email or password.', WRONG],
    ['auth0', 403, 'invalid_grant', 'Unknown or invalid refresh token.', FAILURE],
    ['auth0', 401, 'invalid_user_password', 'Wrong email or password.', WRONG],
    ['auth0', 429, 'too_many_attempts', 'Your account has been blocked', LOCKED],
    ['auth0', 429, 'too_many_requests', 'Global limit', PASSING],
    ['auth0', 401, 'password_leaked', 'This login has been blocked', LOCKED],
    ['auth0', 401, 'unauthorized', 'user is blocked', DISABLED],
    ['auth0', 403, 'mfa_required', 'Multifactor authentication required', MFA],
    ['auth0', 403, 'mfa_registration_required', '', MFA],
    ['auth0', 401, 'requires_verification', 'Suspicious request requires verification', FAILURE],
    ['auth0', 403, 'unauthorized_client', "Grant type 'password' not allowed", FAILURE],
    ['okta', 400, 'invalid_grant', 'The credentials provided were invalid.', WRONG],
    ['okta', 400, 'access_denied', 'denied by sign on policy.', FAILURE],
    ['entra', 400, 'invalid_grant', 'AADSTS50126: Error validating credentials', WRONG],
    ['entra', 400, 'invalid_grant', 'AADSTS50034: The user account does not exist', UNKNOWN],
    ['entra', 400, 'invalid_grant', 'AADSTS50053: The account is locked', LOCKED],
    ['entra', 400, 'invalid_grant', 'AADSTS50055: The password is expired.', LOCKED],
    ['entra', 400, 'invalid_grant', 'AADSTS50057: The user account is disabled.', DISABLED],
    ['entra', 400, 'interaction_required', 'AADSTS50076: Due to a configuration change', MFA],
    ['entra', 400, 'interaction_required', 'AADSTS50079: Due to a configuration change', MFA],
    ['entra', 400, 'interaction_required', 'AADSTS53003: Access has been blocked', FAILURE],
    ['entra', 400, 'invalid_grant', 'AADSTS65001: The user or administrator has not consented', FAILURE],
    ['entra', 401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided', FAILURE],
    ['entra', 400, 'invalid_grant', 'AADSTS501261: a code that only begins alike', FAILURE],
    ['b2c', 400, 'access_denied', 'AADB2C90225: The username or password provided', WRONG],
    ['b2c', 400, 'access_denied', 'AADB2C90114: Your account is temporarily locked', LOCKED],
    ['b2c', 400, 'invalid_request', 'AADB2C90224: Resource owner flow has not been enabled', FAILURE],
  ])('of %s, %i %s "%s", means %j', async (vendor, status, error, says, expected) => {
    expect(await ask(() => refused(status, error, says), { vendor })).toMatchObject(expected);
  });

  it('is named by its codes in the log, and never by its words, which repeat who it was about', async () => {
    const secretive = await ask(() => refused(400, 'bad', 'no ana@example.com here'));
    expect(secretive).toEqual({ outcome: 'technical-error', retryable: false, found: '400 bad' });
    const microsoft = await ask(() => refused(400, 'invalid_grant', 'AADSTS65001: ana@example.com'), {
      vendor: 'entra',
    });
    expect(microsoft).toMatchObject({ found: '400 AADSTS65001' });
    expect(await ask(() => refused(400, 'ana@example.com'))).toMatchObject({ found: '400' });
  });

  it('means what the operator says it means, before all else', async () => {
    const refusals = [
      { error: 'invalid_grant', says: 'is LOCKED', outcome: 'blocked' },
      { says: 'confirm your e-mail', outcome: 'blocked', reason: 'unverified' },
      { status: 418, outcome: 'unknown' },
    ];
    expect(await ask(() => refused(400, 'invalid_grant', 'User is locked.'), { refusals })).toEqual(LOCKED);
    expect(await ask(() => refused(400, 'x', 'Please confirm your e-mail'), { refusals })).toEqual(
      UNVERIFIED,
    );
    expect(await ask(() => ({ status: 418 }), { refusals })).toEqual(UNKNOWN);
    expect(await ask(() => refused(400, 'invalid_grant', 'nope'), { refusals })).toEqual(WRONG);
  });

  it('by a page of a proxy is a failure', async () => {
    expect(await ask(() => ({ status: 403, body: '<html>Forbidden</html>' }))).toMatchObject(FAILURE);
    expect(await ask(() => ({ status: 502, body: '<html>Bad gateway</html>' }))).toMatchObject(PASSING);
    expect(await ask(() => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } }))).toMatchObject(
      FAILURE,
    );
  });
});

describe('a check', () => {
  const check = async (answer: ScriptedReply) => {
    running = await startScriptedHttp(() => answer);
    const config = oauthPassword.config.parse({ ...CLIENT, url: running.url });
    const session = await oauthPassword.open(config, { folder: '.', secret: () => '' });
    await session.check(AbortSignal.timeout(5_000)).finally(() => session.close());
  };

  it('sends no customer, and is content with a complaint about that', async () => {
    await check(refused(400, 'invalid_request'));
    const form = new URLSearchParams(running?.requests[0]?.body);
    expect([...form.keys()].sort()).toEqual(['client_id', 'client_secret', 'grant_type', 'scope']);
  });

  it.each([
    [refused(401, 'invalid_client'), 'invalid_client'],
    [refused(400, 'unauthorized_client'), 'unauthorized_client'],
    [refused(400, 'unsupported_grant_type'), 'unsupported_grant_type'],
    [{ status: 404, body: '<html>' }, '404'],
    [{ status: 503 }, '503'],
  ])('says with %j that we are not accepted', async (answer, found) => {
    await expect(check(answer)).rejects.toThrow(found);
    await expect(check(answer)).rejects.toMatchObject({ code: 'LEGACY_UNREACHABLE' });
  });
});

describe('the settings of the oauth-password legacy', () => {
  const parse = (config: object) =>
    oauthPassword.config.safeParse({ ...CLIENT, url: 'https://id.example.com/token', ...config }).success;

  it.each([
    ['passwords in the clear to another machine', { url: 'http://id.example.com/token' }],
    ['tokens in the clear to another machine', { revokeUrl: 'http://id.example.com/revoke' }],
    ['HTTP Basic without a secret', { clientAuthentication: 'basic', clientSecret: undefined }],
    ['a rule about every answer', { refusals: [{ outcome: 'wrong' }] }],
  ])('refuse %s', (_, config) => {
    expect(parse(config)).toBe(false);
  });
});
