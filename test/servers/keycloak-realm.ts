/**
 * A realm as an operator would prepare it for Footbridge, and ways to act in it as administrator and as customer.
 *
 * @module
 */
import { createHttp, type HttpCall } from '../../src/net/http.ts';
import { createPace } from '../../src/net/pace.ts';
import { RemoteError } from '../../src/net/remote-error.ts';
import type { KeycloakServer } from './keycloak.ts';

export interface RealmOptions {
  /** What becomes of attributes that the user profile does not declare; `undefined` is Keycloak's own default: hidden. */
  readonly unmanagedAttributes?: 'ENABLED' | 'ADMIN_EDIT' | 'ADMIN_VIEW' | undefined;
  /** Keycloak's own default lets nobody in who has no first and last name; off unless a test is about that. */
  readonly namesRequired?: boolean;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  /** Aliases of OpenID Connect providers that answer nowhere: enough to hold a link. */
  readonly identityProviders?: readonly string[];
  /** Roles of `realm-management` for our client; the least that docs/targets/keycloak.md names. */
  readonly rights?: readonly string[];
  readonly passwordPolicy?: string;
}

export interface Realm {
  readonly url: string;
  readonly realm: string;
  /** The confidential client that Footbridge uses. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** A public client with direct access grants: a customer's login without a browser. */
  readonly loginClientId: string;
  /** Below `/admin/realms/<realm>`, with all rights. */
  admin(method: HttpCall['method'], path: string, json?: unknown): Promise<unknown>;
  /** The status of the token endpoint and what it said. */
  login(username: string, password: string, totp?: string): Promise<{ status: number; error?: string }>;
  remove(): Promise<void>;
}

const RIGHTS = ['manage-users', 'manage-realm', 'view-identity-providers', 'view-clients'];

const CLIENT = { clientId: 'footbridge', clientSecret: 'a-secret-of-this-test' };
const LOGIN_CLIENT = 'shop';

export async function createRealm(
  server: Pick<KeycloakServer, 'url' | 'admin'>,
  name: string,
  options: RealmOptions = {},
): Promise<Realm> {
  const admin = await signIn(server);
  const inRealm = (method: HttpCall['method'], path: string, json?: unknown) =>
    admin.call(method, `/admin/realms/${name}${path}`, json);

  await admin.call('POST', '/admin/realms', {
    realm: name,
    enabled: true,
    ...(options.passwordPolicy && { passwordPolicy: options.passwordPolicy }),
  });
  await setUserProfile(inRealm, options);
  await inRealm('POST', '/clients', {
    clientId: CLIENT.clientId,
    secret: CLIENT.clientSecret,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  await inRealm('POST', '/clients', {
    clientId: LOGIN_CLIENT,
    publicClient: true,
    directAccessGrantsEnabled: true,
    standardFlowEnabled: false,
  });
  await grant(inRealm, options.rights ?? RIGHTS);
  for (const group of options.groups ?? []) await inRealm('POST', '/groups', { name: group });
  for (const role of options.roles ?? []) await inRealm('POST', '/roles', { name: role });
  for (const alias of options.identityProviders ?? [])
    await inRealm('POST', '/identity-provider/instances', {
      alias,
      providerId: 'oidc',
      config: { clientId: 'x', clientSecret: 'x', authorizationUrl: 'https://x/', tokenUrl: 'https://x/' },
    });

  return {
    url: server.url,
    realm: name,
    ...CLIENT,
    loginClientId: LOGIN_CLIENT,
    admin: inRealm,
    login: (username, password, totp) => admin.login(name, username, password, totp),
    async remove() {
      await admin.call('DELETE', `/admin/realms/${name}`);
      await admin.close();
    },
  };
}

type InRealm = (method: HttpCall['method'], path: string, json?: unknown) => Promise<unknown>;

async function setUserProfile(inRealm: InRealm, options: RealmOptions): Promise<void> {
  const profile = (await inRealm('GET', '/users/profile')) as { attributes: { required?: unknown }[] };
  if (options.namesRequired !== true) for (const attribute of profile.attributes) delete attribute.required;
  const unmanaged = 'unmanagedAttributes' in options ? options.unmanagedAttributes : 'ENABLED';
  await inRealm('PUT', '/users/profile', {
    ...profile,
    ...(unmanaged && { unmanagedAttributePolicy: unmanaged }),
  });
}

async function grant(inRealm: InRealm, rights: readonly string[]): Promise<void> {
  const idOf = async (clientId: string) =>
    ((await inRealm('GET', `/clients?clientId=${clientId}`)) as { id: string }[])[0]?.id;
  const management = await idOf('realm-management');
  const account = (await inRealm('GET', `/clients/${await idOf(CLIENT.clientId)}/service-account-user`)) as {
    id: string;
  };
  const roles = (await inRealm('GET', `/clients/${management}/roles`)) as { name: string }[];
  await inRealm(
    'POST',
    `/users/${account.id}/role-mappings/clients/${management}`,
    roles.filter(({ name }) => rights.includes(name)),
  );
}

async function signIn({ url, admin }: Pick<KeycloakServer, 'url' | 'admin'>) {
  const http = createHttp({ base: url, pace: createPace({ concurrency: 16 }), deadline: 120_000 });
  const tokenOf = (realm: string, form: Record<string, string>) =>
    http.request({
      method: 'POST',
      path: `/realms/${realm}/protocol/openid-connect/token`,
      form: { grant_type: 'password', ...form },
      kind: 'log in',
    });

  return {
    /** A token for every call: it ends after a minute, and tests make few calls. */
    async call(method: HttpCall['method'], path: string, json?: unknown): Promise<unknown> {
      const { body } = await tokenOf('master', { client_id: 'admin-cli', ...admin });
      const { access_token } = body as { access_token: string };
      const headers = { authorization: `Bearer ${access_token}` };
      return (await http.request({ method, path, json, headers, kind: `${method} ${path}` })).body;
    },
    async login(realm: string, username: string, password: string, totp?: string) {
      const form = { client_id: LOGIN_CLIENT, username, password, ...(totp && { totp }) };
      try {
        return { status: (await tokenOf(realm, form)).status };
      } catch (error) {
        if (!(error instanceof RemoteError) || error.status === undefined) throw error;
        const said = error.body as { error_description?: string };
        return { status: error.status, ...(said.error_description && { error: said.error_description }) };
      }
    },
    close: () => http.close(),
  };
}
