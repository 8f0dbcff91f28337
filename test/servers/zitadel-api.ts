/**
 * The part of ZITADEL's API that the hook `zitadel` calls, on a loopback port: sessions, users, metadata.
 *
 * Not ZITADEL: it keeps what it is told and answers in the documented form. Tests with it are contract tests.
 *
 * @module
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ZitadelUser {
  readonly userId: string;
  readonly loginName: string;
  password: string;
  changeRequired: boolean;
  mark: string | undefined;
  /** As it was sent to be created. */
  readonly sent?: Readonly<Record<string, unknown>>;
}

export interface ZitadelApiServer {
  readonly url: string;
  readonly token: string;
  readonly users: Map<string, ZitadelUser>;
  /** Session id → user id. */
  readonly sessions: Map<string, string>;
  readonly calls: string[];
  trouble: 'none' | 'down' | 'policy';
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly json: unknown;
}

const TOKEN = 'a-personal-access-token';
const NOT_FOUND: Reply = { status: 404, json: { code: 5, message: 'not found' } };

export async function startZitadelApi(): Promise<ZitadelApiServer> {
  const server = createServer(async (request, response) => {
    const { status, json } = await replyTo(api, request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: ZitadelApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    users: new Map(),
    sessions: new Map(),
    calls: [],
    trouble: 'none',
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}

async function replyTo(api: ZitadelApiServer, request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://zitadel');
  const sent = await text(request);
  const body = sent === '' ? {} : (JSON.parse(sent) as Record<string, unknown>);
  api.calls.push(`${request.method} ${url.pathname.replace(/^(\/v2\/\w+\/)(?!new)[^/]+/, '$1…')}`);
  if (api.trouble === 'down') return { status: 503, json: {} };
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, json: {} };
  if (url.pathname === '/v2/users/new') return create(api, body);
  const [, , kind, id = '', ...rest] = url.pathname.split('/');
  if (kind === 'sessions') return showSession(api, id);
  const user = api.users.get(id);
  if (user === undefined) return NOT_FOUND;
  if (rest.join('/') === 'metadata/search') return { status: 200, json: { metadata: marksOf(user) } };
  if (rest.join('/') === 'metadata') return setMark(user, body);
  return request.method === 'PATCH'
    ? setPassword(api, user, body)
    : { status: 200, json: { user: show(user) } };
}

function showSession(api: ZitadelApiServer, id: string): Reply {
  const user = api.users.get(api.sessions.get(id) ?? '');
  if (user === undefined) return NOT_FOUND;
  const factors = { user: { id: user.userId, loginName: user.loginName, displayName: 'x' } };
  return { status: 200, json: { session: { id, factors } } };
}

interface NewUser {
  readonly userId: string;
  readonly username: string;
  readonly human: {
    readonly password: { readonly password: string };
    readonly metadata: readonly { readonly key: string; readonly value: string }[];
  };
}

function create(api: ZitadelApiServer, body: Record<string, unknown>): Reply {
  const { userId, username, human } = body as unknown as NewUser;
  const taken = [...api.users.values()].some(({ loginName }) => loginName === username);
  if (taken || api.users.has(userId)) return { status: 409, json: { code: 6, message: 'already exists' } };
  api.users.set(userId, {
    userId,
    loginName: username,
    password: human.password.password,
    changeRequired: false,
    mark: human.metadata[0]?.value,
    sent: body,
  });
  return { status: 201, json: { id: userId } };
}

function setPassword(api: ZitadelApiServer, user: ZitadelUser, body: Record<string, unknown>): Reply {
  if (api.trouble === 'policy') return { status: 400, json: { code: 3, message: 'password policy' } };
  const { human } = body as {
    human: { password: { password: { password: string; changeRequired: boolean } } };
  };
  Object.assign(user, human.password.password);
  return { status: 200, json: {} };
}

function setMark(user: ZitadelUser, body: Record<string, unknown>): Reply {
  const { metadata } = body as { metadata: { value: string }[] };
  user.mark = metadata[0]?.value;
  return { status: 200, json: {} };
}

function marksOf({ mark }: ZitadelUser) {
  return mark === undefined ? [] : [{ key: 'migratedFromLegacy', value: mark }];
}

function show({ userId, loginName }: ZitadelUser) {
  return { userId, state: 'USER_STATE_ACTIVE', username: loginName, loginNames: [loginName] };
}
