/**
 * The part of SuperTokens' core that its Node package calls for EmailPassword, sessions and the mapping of user ids,
 * in memory, on a loopback port.
 *
 * The core is a Java program that no registry within our reach carries. This is not it: it answers the documented
 * calls (CDI 5.4) in the documented form, so tests with it are contract tests.
 *
 * @see https://app.swaggerhub.com/apis/supertokens/CDI
 * @module
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface CoreUser {
  readonly id: string;
  readonly email: string;
  password: string;
  verified: boolean;
  mapping?: { readonly externalUserId: string; externalUserIdInfo?: string };
}

export interface SuperTokensCore {
  readonly url: string;
  readonly users: CoreUser[];
  /** Ids for whom a session was made. */
  readonly sessions: string[];
  /** Does something once so many more calls have been answered. */
  afterCalls(count: number, act: () => void): void;
  stop(): Promise<void>;
}

type Body = Readonly<Record<string, string | undefined>>;
type Answer = Readonly<Record<string, unknown>>;

interface Asked {
  readonly core: SuperTokensCore;
  readonly body: Body;
  /** Token → what it was made for. */
  readonly tokens: Map<string, { readonly userId: string; readonly email: string }>;
}

const OK = { status: 'OK' };

export async function startSuperTokensCore(): Promise<SuperTokensCore> {
  const tokens: Asked['tokens'] = new Map();
  let waiting = 0;
  let whatWaits = () => {};
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://core');
    const sent = await text(request);
    const body: Body = sent === '' ? Object.fromEntries(url.searchParams) : JSON.parse(sent);
    const call = `${request.method} ${url.pathname.replace(/^\/public\//, '/')}`;
    const answer = CALLS[call]?.({ core, body, tokens });
    waiting -= 1;
    if (waiting === 0) whatWaits();
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: `${call} is not part of this core` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const core: SuperTokensCore = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    users: [],
    sessions: [],
    afterCalls(count, act) {
      waiting = count;
      whatWaits = act;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return core;
}

const CALLS: Readonly<Record<string, (asked: Asked) => Answer>> = {
  'GET /apiversion': () => ({ versions: ['5.4'] }),
  'GET /recipe/multitenancy/tenant/v2': () => ({ ...OK, tenantId: 'public', thirdParty: { providers: [] } }),
  'GET /recipe/jwt/jwks': () => ({ keys: [] }),
  'GET /users/by-accountinfo': ({ core, body }) => ({
    ...OK,
    users: core.users.filter(({ email }) => email === normal(body.email)).map(show),
  }),
  'GET /user/id': ({ core, body }) => {
    const user = find(core, body.userId);
    return user === undefined ? { status: 'UNKNOWN_USER_ID_ERROR' } : { ...OK, user: show(user) };
  },
  'POST /user/remove': ({ core, body }) => {
    const user = find(core, body.userId);
    if (user !== undefined) core.users.splice(core.users.indexOf(user), 1);
    return OK;
  },
  'POST /recipe/signup': signUp,
  'POST /recipe/signin': ({ core, body }) => {
    const user = core.users.find(({ email }) => email === normal(body.email));
    if (user === undefined || user.password !== body.password) return { status: 'WRONG_CREDENTIALS_ERROR' };
    return { ...OK, user: show(user), recipeUserId: idOf(user) };
  },
  'PUT /recipe/user': ({ core, body }) => {
    const user = find(core, body.recipeUserId);
    if (user === undefined) return { status: 'UNKNOWN_USER_ID_ERROR' };
    if (body.password !== undefined) user.password = body.password;
    return OK;
  },
  'POST /recipe/userid/map': map,
  'GET /recipe/userid/map': ({ core, body }) => {
    const user = find(core, body.userId);
    return user?.mapping === undefined
      ? { status: 'UNKNOWN_MAPPING_ERROR' }
      : { ...OK, superTokensUserId: user.id, ...user.mapping };
  },
  'PUT /recipe/userid/external-user-id-info': ({ core, body }) => {
    const mapping = find(core, body.userId)?.mapping;
    if (mapping === undefined) return { status: 'UNKNOWN_MAPPING_ERROR' };
    if (body.externalUserIdInfo !== undefined) mapping.externalUserIdInfo = body.externalUserIdInfo;
    return OK;
  },
  'POST /recipe/user/email/verify/token': makeToken,
  'POST /recipe/user/email/verify': ({ core, body, tokens }) => {
    const made = tokens.get(body.token ?? '');
    const user = find(core, made?.userId);
    if (made === undefined || user === undefined) return { status: 'EMAIL_VERIFICATION_INVALID_TOKEN_ERROR' };
    user.verified = true;
    return { ...OK, userId: made.userId, email: made.email };
  },
  'GET /recipe/user/email/verify': ({ core, body }) => ({
    ...OK,
    isVerified: find(core, body.userId)?.verified ?? false,
  }),
  'POST /recipe/user/password/reset/token': makeToken,
  'POST /recipe/user/password/reset/token/consume': ({ body, tokens }) => {
    const made = tokens.get(body.token ?? '');
    tokens.delete(body.token ?? '');
    return made === undefined ? { status: 'RESET_PASSWORD_INVALID_TOKEN_ERROR' } : { ...OK, ...made };
  },
  'POST /recipe/session': makeSession,
};

function signUp({ core, body }: Asked): Answer {
  const email = normal(body.email);
  if (core.users.some((user) => user.email === email)) return { status: 'EMAIL_ALREADY_EXISTS_ERROR' };
  const user: CoreUser = { id: randomUUID(), email, password: body.password ?? '', verified: false };
  core.users.push(user);
  return { ...OK, user: show(user), recipeUserId: user.id };
}

function map({ core, body }: Asked): Answer {
  const user = core.users.find(({ id }) => id === body.superTokensUserId);
  if (user === undefined) return { status: 'UNKNOWN_SUPERTOKENS_USER_ID_ERROR' };
  const { externalUserId = '', externalUserIdInfo } = body;
  const isTaken = core.users.some(({ mapping }) => mapping?.externalUserId === externalUserId);
  if (isTaken || user.mapping !== undefined)
    return {
      status: 'USER_ID_MAPPING_ALREADY_EXISTS_ERROR',
      doesSuperTokensUserIdExist: user.mapping !== undefined,
      doesExternalUserIdExist: isTaken,
    };
  user.mapping = { externalUserId, ...(externalUserIdInfo !== undefined && { externalUserIdInfo }) };
  return OK;
}

function makeToken({ body, tokens }: Asked): Answer {
  const token = randomUUID();
  tokens.set(token, { userId: body.userId ?? '', email: body.email ?? '' });
  return { ...OK, token };
}

/** The package reads the payload of the token without checking the signature it has just been given. */
function makeSession({ core, body }: Asked): Answer {
  const { userId = '' } = body;
  core.sessions.push(userId);
  const handle = randomUUID();
  const now = Date.now();
  const expiry = now + 3_600_000;
  const header = { kid: 'd-1', typ: 'JWT', version: '5', alg: 'RS256' };
  const payload = { sub: userId, rsub: userId, tId: 'public', sessionHandle: handle, refreshTokenHash1: 'x' };
  const times = { iat: Math.floor(now / 1_000), exp: Math.floor(expiry / 1_000) };
  const parts = [header, { ...payload, ...times }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const token = { token: [...parts, 'signature'].join('.'), createdTime: now, expiry };
  return {
    ...OK,
    session: { handle, userId, recipeUserId: userId, userDataInJWT: {}, tenantId: 'public' },
    accessToken: token,
    refreshToken: { ...token, token: randomUUID() },
  };
}

function find({ users }: SuperTokensCore, id: string | undefined): CoreUser | undefined {
  return users.find((user) => user.id === id || user.mapping?.externalUserId === id);
}

function idOf(user: CoreUser): string {
  return user.mapping?.externalUserId ?? user.id;
}

/** As the core compares addresses. */
function normal(email: string | undefined): string {
  return (email ?? '').toLowerCase().trim();
}

function show(user: CoreUser) {
  const { email, verified } = user;
  const id = idOf(user);
  const timeJoined = 1_700_000_000_000;
  const tenantIds = ['public'];
  const method = { recipeId: 'emailpassword', recipeUserId: id, tenantIds, timeJoined, email, verified };
  return {
    id,
    isPrimaryUser: false,
    tenantIds,
    timeJoined,
    emails: [email],
    phoneNumbers: [],
    thirdParty: [],
    webauthn: { credentialIds: [] },
    loginMethods: [method],
  };
}
