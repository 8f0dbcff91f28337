/**
 * The calls of Keycloak's Admin API that we make, each with the shape of its answer.
 *
 * @see https://www.keycloak.org/docs-api/26.7.4/rest-api/index.html
 * @module
 */
import { z } from 'zod';
import { bearerTokens, type Token } from '../../net/authorization.ts';
import { createHttp, type Http, type HttpCall } from '../../net/http.ts';
import type { Pace } from '../../net/pace.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { Config } from './config.ts';
import {
  Client,
  type Credential,
  Execution,
  FederatedIdentity,
  Group,
  IdentityProvider,
  Imported,
  type NewUser,
  Realm,
  RequiredAction,
  Role,
  RoleMappings,
  Session,
  SessionCount,
  ShownCredential,
  User,
  UserProfile,
} from './shapes.ts';

/** Milliseconds. A transaction of 25 users takes 100; a Keycloak under load, or warming up, a hundred times that. */
const DEADLINE = 60_000;

const TokenReply = z.object({ access_token: z.string(), expires_in: z.number() });

export type Api = ReturnType<typeof connectApi>;

export function connectApi(config: Config, pace: Pace) {
  const base = config.url;
  const admin = `/admin/realms/${encodeURIComponent(config.realm)}`;
  /** Where everybody comes in, we for a token and customers with their passwords. */
  const door = createHttp({ base, pace, deadline: DEADLINE });
  const authorization = bearerTokens(() => requestToken(door, config));
  const http = createHttp({ base, pace, authorization, deadline: DEADLINE });

  async function ask<Shape extends z.ZodType>(
    shape: Shape,
    kind: string,
    path: string,
    query?: HttpCall['query'],
  ): Promise<z.output<Shape>> {
    const { body } = await http.request({ method: 'GET', path: admin + path, kind, ...(query && { query }) });
    return readAs(shape, body, kind);
  }

  async function send(
    method: 'POST' | 'PUT' | 'DELETE',
    kind: string,
    path: string,
    json?: unknown,
    more: Pick<HttpCall, 'query' | 'repeatable'> = {},
  ) {
    return http.request({ method, path: admin + path, kind, json, ...more });
  }

  return {
    header: () => authorization.header(),
    realm: () => ask(Realm, 'read realm', ''),
    userProfile: () => ask(UserProfile, 'read user profile', '/users/profile'),
    defaultGroups: () => ask(z.array(Group), 'read default groups', '/default-groups'),
    groupByPath: (path: string) =>
      ask(Group, 'find group', `/group-by-path${path.split('/').map(encode).join('/')}`),
    groupCount: () => ask(z.object({ count: z.number() }), 'count groups', '/groups/count'),
    createGroup: (name: string, parent?: string) =>
      send('POST', 'create group', parent === undefined ? '/groups' : `/groups/${parent}/children`, { name }),
    realmRole: (name: string) => ask(Role, 'find role', `/roles/${encode(name)}`),
    realmRoles: () => ask(z.array(Role), 'list roles', '/roles', { max: '10' }),
    composites: (name: string) => ask(z.array(Role), 'read role', `/roles/${encode(name)}/composites`),
    createRealmRole: (name: string) => send('POST', 'create role', '/roles', { name }),
    clients: (clientId?: string) => ask(z.array(Client), 'find client', '/clients', { clientId, max: '200' }),
    clientRoles: (client: string) => ask(z.array(Role), 'list client roles', `/clients/${client}/roles`),
    clientRole: (client: string, name: string) =>
      ask(Role, 'find client role', `/clients/${client}/roles/${encode(name)}`),
    identityProviders: () =>
      ask(z.array(IdentityProvider), 'list identity providers', '/identity-provider/instances', {
        max: '1000',
      }),
    requiredActions: () =>
      ask(z.array(RequiredAction), 'list required actions', '/authentication/required-actions'),
    executions: (flow: string) =>
      ask(z.array(Execution), 'read login flow', `/authentication/flows/${encode(flow)}/executions`),
    sessionCounts: () => ask(z.array(SessionCount), 'count sessions', '/client-session-stats'),

    /** All of them or none: one transaction. */
    async importUsers(users: readonly NewUser[]) {
      const kind = users.length === 1 ? 'import user' : 'import users';
      const { body } = await send('POST', kind, '/partialImport', { ifResourceExists: 'FAIL', users });
      return readAs(Imported, body, kind).results;
    },
    usersByAttribute: (name: string, value: string) =>
      ask(z.array(User), 'find user by attribute', '/users', { q: `${name}:${value}`, max: '2' }),
    usersBy: (field: 'username' | 'email', value: string) =>
      ask(z.array(User), `find user by ${field}`, '/users', { [field]: value, exact: 'true', max: '2' }),
    usersById: (ids: readonly string[]) =>
      ask(z.array(User), 'read users', '/users', {
        search: `id:${ids.join(' ')}`,
        briefRepresentation: 'false',
        max: String(ids.length),
      }),
    credentials: (id: string) =>
      ask(z.array(ShownCredential), 'read credentials', `/users/${encode(id)}/credentials`),
    links: (id: string) =>
      ask(z.array(FederatedIdentity), 'read links', `/users/${encode(id)}/federated-identity`),
    groups: (id: string) =>
      ask(z.array(Group), 'read groups', `/users/${encode(id)}/groups`, { max: '1000' }),
    roles: (id: string) => ask(RoleMappings, 'read roles', `/users/${encode(id)}/role-mappings`),
    sessions: (id: string) => ask(z.array(Session), 'read sessions', `/users/${encode(id)}/sessions`),

    updateUser: (id: string, user: Partial<NewUser> & { readonly credentials?: readonly Credential[] }) =>
      send('PUT', 'update user', `/users/${encode(id)}`, user),
    deleteUser: (id: string) => send('DELETE', 'delete user', `/users/${encode(id)}`),
    deleteCredential: (id: string, credential: string) =>
      send('DELETE', 'delete credential', `/users/${encode(id)}/credentials/${credential}`),
    /** As an administrator does: the realm's policy holds, and an order to change the password is fulfilled. */
    resetPassword: (id: string, value: string) =>
      send('PUT', 'set password', `/users/${encode(id)}/reset-password`, {
        type: 'password',
        temporary: false,
        value,
      }),
    endSessions: (id: string) =>
      send('POST', 'end sessions', `/users/${encode(id)}/logout`, undefined, { repeatable: true }),
    mailActions: (id: string, actions: readonly string[], query: HttpCall['query'] & object) =>
      send('PUT', 'mail actions', `/users/${encode(id)}/execute-actions-email`, actions, { query }),
    addLink: (id: string, link: FederatedIdentity) =>
      send(
        'POST',
        'add link',
        `/users/${encode(id)}/federated-identity/${encode(link.identityProvider)}`,
        link,
      ),
    deleteLink: (id: string, alias: string) =>
      send('DELETE', 'delete link', `/users/${encode(id)}/federated-identity/${encode(alias)}`),
    joinGroup: (id: string, group: string) =>
      send('PUT', 'join group', `/users/${encode(id)}/groups/${group}`),
    leaveGroup: (id: string, group: string) =>
      send('DELETE', 'leave group', `/users/${encode(id)}/groups/${group}`),
    changeRoles: (
      id: string,
      change: 'POST' | 'DELETE',
      client: string | undefined,
      roles: readonly Role[],
    ) =>
      send(
        change,
        'change roles',
        `/users/${encode(id)}/role-mappings/${client === undefined ? 'realm' : `clients/${client}`}`,
        roles,
      ),

    /** What an application does when a customer types a password. */
    async passwordGrant(form: Readonly<Record<string, string>>) {
      const path = `/realms/${encode(config.realm)}/protocol/openid-connect/token`;
      const { body } = await door.request({ method: 'POST', path, form, kind: 'log in' });
      return readAs(z.object({ refresh_token: z.string().optional() }), body, 'log in');
    },
    logOut: (form: Readonly<Record<string, string>>) =>
      door.request({
        method: 'POST',
        path: `/realms/${encode(config.realm)}/protocol/openid-connect/logout`,
        form,
        kind: 'log out',
      }),
    async close() {
      await Promise.all([http.close(), door.close()]);
    },
  };
}

async function requestToken(http: Http, config: Config): Promise<Token> {
  const realm = encode(config.clientRealm ?? config.realm);
  const { body } = await http.request({
    method: 'POST',
    path: `/realms/${realm}/protocol/openid-connect/token`,
    form: {
      grant_type: 'client_credentials',
      client_id: config.clientId,
      client_secret: config.clientSecret,
    },
    kind: 'get token',
    repeatable: true,
  });
  const { access_token, expires_in } = readAs(TokenReply, body, 'get token');
  return { value: access_token, lifetime: expires_in * 1000 };
}

function readAs<Shape extends z.ZodType>(shape: Shape, body: unknown, kind: string): z.output<Shape> {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw new RemoteError(`"${kind}" was answered with something that is not Keycloak's (at "${where}")`, {
    answer: 'invalid',
    ambiguous: true,
  });
}

function encode(text: string): string {
  return encodeURIComponent(text);
}
