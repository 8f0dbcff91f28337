/**
 * What ZITADEL's Actions v2 send and understand, by its documentation, its source and its own example. Contract tests:
 * the API is a small server of ours (test/servers/zitadel-api.ts), and whether a customer gets in is decided as ZITADEL
 * does it, by comparing with the password that stands there then.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { startZitadelApi, type ZitadelUser } from '../../../test/servers/zitadel-api.ts';
import { ANSWERS, CUSTOMER, TYPED } from '../contract/customer.ts';
import { post, SECRETS, secretOf } from '../contract/sending.ts';
import { type Answer, type HookReply, type HookRequest, isReply } from '../hook.ts';
import { type Attempt, type Caller, type HookClient, testHook } from '../hook-contract.ts';
import { base64 } from './api.ts';
import { zitadel } from './index.ts';
import { readHeader, sign } from './signature.ts';

const api = await startZitadelApi();
afterAll(() => api.stop());
beforeEach(() => {
  api.users.clear();
  api.trouble = 'none';
});

const CONFIG = zitadel.config.parse({
  url: api.url,
  token: api.token,
  organisation: 'org-1',
  signingKeys: SECRETS,
  timeout: 3_000,
});
const session = await zitadel.open(CONFIG, { secret: () => '', now: Date.now });

function signed(path: string, body: unknown, caller?: Caller, at = Date.now()): HookRequest {
  const request = post(path, body);
  const secret = secretOf(caller);
  if (secret === undefined) return request;
  const time = String(Math.floor(at / 1_000));
  const header = `t=${time},v1=${sign(secret, time, request.body).toString('hex')}`;
  return { ...request, headers: { ...request.headers, 'zitadel-signature': header } };
}

function uuidOf(externalId: string): string {
  return externalId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A user who waits to cross, or is put there in another state. */
function userOf(attempt: Omit<Attempt, 'password'>, mark = 'migrating') {
  const { identifier, externalId, targetId: other = CUSTOMER.uuid } = attempt;
  // Whom the hook created has the customer's UUID.
  const targetId = externalId === undefined ? other : uuidOf(externalId);
  const found = api.users.get(targetId);
  if (found !== undefined) {
    const user = { ...found, loginName: identifier };
    api.users.set(targetId, user);
    return user;
  }
  const user: ZitadelUser = {
    userId: targetId,
    loginName: identifier,
    password: randomUUID(),
    changeRequired: false,
    mark: base64(mark),
  };
  api.users.set(targetId, user);
  return user;
}

function openSession(user: ZitadelUser): string {
  const id = randomUUID();
  api.sessions.set(id, user.userId);
  return id;
}

function setSession(attempt: Attempt, version = 'v2') {
  const sessionId = openSession(userOf(attempt));
  return {
    fullMethod: `/zitadel.session.${version}.SessionService/SetSession`,
    instanceID: 'i',
    orgID: 'org-1',
    projectID: 'p',
    userID: 'zitadel-cloud-login',
    request: { sessionId, sessionToken: 'token', checks: { password: { password: attempt.password } } },
  };
}

const NOBODY = { details: { totalResult: '0', timestamp: '2026-11-20T12:00:00Z' }, sortingColumn: 'X' };

function listUsers(identifier: string, response: unknown = NOBODY, userID = 'zitadel-cloud-login') {
  return {
    fullMethod: '/zitadel.user.v2.UserService/ListUsers',
    userID,
    request: { queries: [{ loginNameQuery: { loginName: identifier, method: 'EQUALS' } }] },
    response,
  };
}

function happened(attempt: Omit<Attempt, 'password'>, event: string) {
  const user = userOf(attempt);
  if (event === 'stored')
    return { ...setSession({ ...attempt, password: 'typed' }), response: { sessionToken: 'new' } };
  const fullMethod = `/zitadel.user.v2.UserService/${event === 'deleted' ? 'DeleteUser' : 'SetPassword'}`;
  const currentPassword = event === 'changed' ? 'the one before' : undefined;
  return { fullMethod, request: { userId: user.userId, currentPassword }, response: {} };
}

/** Of the request that was answered: whose session, and what was typed. */
function typedIn(request: HookRequest) {
  const { request: call } = JSON.parse(Buffer.from(request.body).toString()) as ReturnType<typeof setSession>;
  const user = api.users.get(api.sessions.get(call.sessionId) ?? '');
  return { user, password: call.checks.password.password };
}

const client: HookClient = {
  verify(attempt) {
    // The suite asks about one customer again and again: each time as one who has not crossed yet.
    userOf(attempt).mark = base64('migrating');
    return signed('/password', setSession(attempt), attempt.caller, attempt.at);
  },
  lookup({ identifier, caller, at }) {
    // The login page found nobody, so nobody is there.
    api.users.clear();
    return signed('/list-users', listUsers(identifier), caller, at);
  },
  settle: ({ caller, at, ...attempt }, event) =>
    ['signed-in', 'changed-in-legacy'].includes(event)
      ? undefined
      : signed('/events', happened(attempt, event), caller, at),
  understand(reply, request) {
    const json = reply.json as Record<string, unknown>;
    if (reply.status !== 200) return 'failed';
    if (request.path === '/list-users') {
      if (json.forwardedStatusCode !== undefined) return 'failed';
      return 'result' in json ? 'let-in' : 'not-found';
    }
    if (json.forwardedStatusCode !== undefined) {
      const status = Number(json.forwardedStatusCode);
      if (status < 400 || status > 499) throw new Error('ZITADEL forwards nothing but 400 to 499');
      return 'failed';
    }
    const { user, password } = typedIn(request);
    if (user === undefined || user.password !== password) return 'refused';
    return user.changeRequired ? 'let-in-must-change' : 'let-in';
  },
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in-must-change',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'refused',
      'technical-error': 'failed',
    },
    lookup: {
      match: 'let-in',
      'match-must-change': 'let-in',
      wrong: 'not-found',
      unknown: 'not-found',
      blocked: 'not-found',
      'mfa-required': 'not-found',
      'already-migrated': 'not-found',
      'technical-error': 'not-found',
    },
  },
  told(reply) {
    const { result } = reply.json as { result?: readonly { readonly userId: string }[] };
    const id = result?.[0]?.userId;
    if (id === undefined) return {};
    const sent = JSON.stringify(api.users.get(id)?.sent);
    return { id, emailVerified: sent.includes('"isVerified":true') };
  },
  tolerates: 300_000,
};

testHook(zitadel, () => ({ config: CONFIG, client }), openLoginService);

async function replyTo(request: HookRequest, answer: Answer): Promise<HookReply> {
  expect(await session.authenticate(request)).toBeUndefined();
  const question = await session.question(request);
  if (isReply(question)) throw new Error(`answered with ${question.status}`);
  return session.answer(answer, question, request);
}

describe('a search of the login page that found nobody', () => {
  it('finds the customer, created to wait with a password nobody knows', async () => {
    const reply = await replyTo(signed('/list-users', listUsers(TYPED)), ANSWERS.match);
    expect(reply.json).toMatchObject({
      details: { totalResult: '1' },
      result: [{ userId: CUSTOMER.uuid, state: 'USER_STATE_ACTIVE' }],
    });
    const user = api.users.get(CUSTOMER.uuid);
    expect(user?.sent).toMatchObject({
      organizationId: 'org-1',
      username: 'Ann.Lee',
      human: {
        profile: { givenName: 'Ann', familyName: 'Lee', preferredLanguage: 'de' },
        email: { email: TYPED, isVerified: true },
        phone: { phone: '+491701234567', isVerified: true },
      },
    });
    expect(user?.mark).toBe(base64('migrating'));
    expect(user?.password).toMatch(/^[\w-]{43}aA1!$/);
  });

  it('makes one user when it comes twice at once', async () => {
    const request = signed('/list-users', listUsers(TYPED));
    const replies = await Promise.all([replyTo(request, ANSWERS.match), replyTo(request, ANSWERS.match)]);
    expect(replies.map(({ json }) => JSON.stringify(json).includes(CUSTOMER.uuid))).toEqual([true, true]);
    expect(api.users.size).toBe(1);
  });

  it('goes on as it is when somebody else has the name there', async () => {
    userOf({ identifier: 'Ann.Lee', targetId: 'somebody-else' });
    const reply = await replyTo(signed('/list-users', listUsers(TYPED)), ANSWERS.match);
    expect(reply).toEqual({ status: 200, json: NOBODY });
  });

  it.each([
    ['of somebody who is no login page', listUsers(TYPED, NOBODY, 'an-admin')],
    ['that found somebody', listUsers(TYPED, { details: { totalResult: '1' }, result: [{ userId: 'u' }] })],
    [
      'for two at once',
      {
        ...listUsers(TYPED),
        request: { queries: [{ loginNameQuery: { loginName: 'a' } }, { emailQuery: { emailAddress: 'b' } }] },
      },
    ],
    ['of another kind', { ...listUsers(TYPED), request: { queries: [{ stateQuery: { state: 1 } }] } }],
  ])('is left as it is %s', async (_, call) => {
    expect(await session.question(signed('/list-users', call))).toEqual({
      status: 200,
      json: call.response,
    });
  });

  it('is understood inside an "or", as the login page asks by name and by e-mail', async () => {
    const queries = [
      {
        orQuery: {
          queries: [{ loginNameQuery: { loginName: TYPED } }, { emailQuery: { emailAddress: TYPED } }],
        },
      },
    ];
    const question = await session.question(
      signed('/list-users', { ...listUsers(TYPED), request: { queries } }),
    );
    expect(question).toMatchObject({ op: 'lookup', identifier: TYPED });
  });
});

describe('a password on its way into a session', () => {
  const ATTEMPT: Attempt = { identifier: TYPED, password: 'typed', targetId: CUSTOMER.uuid };

  it('is asked about by the user’s id, which is our external id, in both versions of the API', async () => {
    for (const version of ['v2', 'v2beta'])
      expect(await session.question(signed('/password', setSession(ATTEMPT, version)))).toMatchObject({
        op: 'verify',
        identifier: TYPED,
        targetId: CUSTOMER.uuid,
        externalId: CUSTOMER.externalId,
      });
  });

  it('given when the session is made is asked about too: there is no way around', async () => {
    userOf(ATTEMPT);
    const checks = { user: { userId: CUSTOMER.uuid }, password: { password: 'typed' } };
    const call = { fullMethod: '/zitadel.session.v2.SessionService/CreateSession', request: { checks } };
    expect(await session.question(signed('/password', call))).toMatchObject({ op: 'verify' });
  });

  it.each(['true', 'something else'])('of a user marked "%s" is ZITADEL’s own business', async (mark) => {
    userOf(ATTEMPT, mark);
    const call = setSession(ATTEMPT);
    api.calls.length = 0;
    expect(await session.question(signed('/password', call))).toEqual({ status: 200, json: {} });
    expect(api.calls).toEqual(['GET /v2/sessions/…', 'POST /v2/users/…/metadata/search']);
  });

  it('that is right is written, and the user marked, so that nobody is asked again', async () => {
    const request = signed('/password', setSession(ATTEMPT));
    expect(await replyTo(request, ANSWERS.match)).toEqual({ status: 200, json: {} });
    expect(api.users.get(CUSTOMER.uuid)).toMatchObject({ password: 'typed', mark: base64('true') });
    expect(await session.question(request)).toEqual({ status: 200, json: {} });
  });

  it('that is right for a customer of the same name is not written to another user', async () => {
    const request = signed('/password', setSession({ ...ATTEMPT, targetId: 'another-user' }));
    expect(await replyTo(request, ANSWERS.match)).toEqual({ status: 200, json: {} });
    expect(api.users.get('another-user')?.password).not.toBe('typed');
  });

  it('that ZITADEL’s policy does not take is answered with a sentence that helps', async () => {
    const request = signed('/password', setSession(ATTEMPT));
    api.trouble = 'policy';
    expect(await replyTo(request, ANSWERS.match)).toMatchObject({
      json: { forwardedStatusCode: 412, forwardedErrorMessage: CONFIG.policyMessage },
    });
  });

  it('cannot be judged while the API is down, and the address of the hook is not said', async () => {
    const request = signed('/password', setSession(ATTEMPT));
    api.trouble = 'down';
    expect(await session.question(request)).toMatchObject({
      status: 200,
      json: { forwardedStatusCode: 412, forwardedErrorMessage: CONFIG.unavailableMessage },
    });
  });
});

describe('what happened in ZITADEL', () => {
  it('is a reset, a change or a deletion, by what was given along', async () => {
    const told = async (event: string) =>
      session.question(signed('/events', happened({ identifier: TYPED }, event)));
    expect(await told('reset')).toMatchObject({ event: 'reset', externalId: CUSTOMER.externalId });
    expect(await told('changed')).toMatchObject({ event: 'changed' });
    expect(await told('deleted')).toMatchObject({ event: 'deleted' });
  });

  it('ends the waiting of somebody who set a password before ever logging in', async () => {
    const request = signed('/events', happened({ identifier: TYPED }, 'reset'));
    await replyTo(request, ANSWERS['already-migrated']);
    expect(api.users.get(CUSTOMER.uuid)?.mark).toBe(base64('true'));
  });

  it('to users without a mark is none of our business', async () => {
    const user = { ...userOf({ identifier: TYPED }), mark: undefined };
    const call = {
      ...setSession({ identifier: TYPED, password: 'typed' }),
      response: { sessionToken: 'new' },
    };
    api.users.set(user.userId, user);
    expect(await session.question(signed('/events', call))).toEqual({ status: 200, json: {} });
  });
});

describe('the signature', () => {
  it('is an HMAC over time, dot and raw body, as OpenSSL computes it', () => {
    const signature = sign('key', '1700000000', Buffer.from('{"a":1}'));
    expect(signature.toString('hex')).toBe(
      'a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03',
    );
  });

  it('may be one of two while a key is rotated, and is not believed without its time', async () => {
    const request = post('/events', { fullMethod: 'x' });
    const time = String(Math.floor(Date.now() / 1_000));
    const right = sign(SECRETS[0] ?? '', time, request.body).toString('hex');
    const ask = (header: string) =>
      session.authenticate({ ...request, headers: { 'zitadel-signature': header } });
    expect(await ask(`t=${time},v1=${'0'.repeat(64)},v1=${right}`)).toBeUndefined();
    for (const header of [`v1=${right}`, `t=${time}`, `t=${time},t=1,v1=${right}`, `t=1,v1=${right}`, right])
      expect(await ask(header)).toMatchObject({ status: 401 });
  });

  it('is read without a throw, whatever stands in the header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(() => readHeader(header)).not.toThrow();
      }),
    );
  });
});
