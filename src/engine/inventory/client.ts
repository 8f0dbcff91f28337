/**
 * Applications and OAuth clients, as the admin interfaces and exports of vendors write them, become items of the
 * inventory: told by their own fields, so a list may be mixed. Whatever is secret in them is not read.
 *
 * Left out: what the vendor brings along in every installation.
 *
 * @see https://www.keycloak.org/docs-api/latest/rest-api/index.html#ClientRepresentation
 * @see https://auth0.com/docs/api/management/v2/clients/get-clients
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 * @see https://www.ory.com/docs/hydra/reference/api
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 * @module
 */
import { z } from 'zod';
import type { InventoryItem } from '../assess/assessment.ts';

/** The rest of an item, without the place where it stands. */
export type Client = Omit<InventoryItem, 'where'>;

/** `built-in`: a client, but nobody's own. */
export type Reading = Client | 'built-in' | undefined;

const Texts = z.array(z.string()).catch([]);
const Text = z.string().optional().catch(undefined);
const Truth = z.boolean().catch(false);

export function readClient(record: Readonly<Record<string, unknown>>): Reading {
  for (const read of [readKeycloak, readOkta, readAuth0, readCognito, readOAuth]) {
    const found = read(record);
    if (found !== undefined) return found;
  }
  return undefined;
}

const Keycloak = z.object({
  clientId: z.string().min(1),
  protocol: z.string(),
  name: Text,
  publicClient: Truth,
  bearerOnly: Truth,
  serviceAccountsEnabled: Truth,
  clientAuthenticatorType: Text,
  redirectUris: Texts,
  webOrigins: Texts,
  attributes: z.record(z.string(), z.unknown()).catch({}),
});

/** Every realm has them (server_admin, "Default clients"); `<realm>-realm` stands in the master realm. */
const KEYCLOAK_BUILT_IN =
  /^(?:account|account-console|admin-cli|broker|realm-management|security-admin-console|.+-realm)$/;

function readKeycloak(record: object): Reading {
  const { data: client } = Keycloak.safeParse(record);
  if (client === undefined) return undefined;
  if (KEYCLOAK_BUILT_IN.test(client.clientId)) return 'built-in';
  const isSaml = client.protocol === 'saml';
  const keyed = ['client-jwt', 'client-x509'].includes(client.clientAuthenticatorType ?? '');
  return {
    kind: client.serviceAccountsEnabled ? 'service-account' : isSaml ? 'application' : 'oauth-client',
    name: client.clientId,
    ...ownerOf(client.attributes.owner),
    dependsOn: places(client.redirectUris, client.webOrigins),
    reissue: isSaml ? 'unknown' : client.publicClient || client.bearerOnly || keyed ? 'no' : 'yes',
  };
}

const Auth0 = z.object({
  client_id: z.string().min(1),
  name: z.string(),
  app_type: z.string(),
  global: Truth,
  token_endpoint_auth_method: Text,
  callbacks: Texts,
  web_origins: Texts,
  client_metadata: z.record(z.string(), z.unknown()).catch({}),
});

function readAuth0(record: object): Reading {
  const { data: client } = Auth0.safeParse(record);
  if (client === undefined) return undefined;
  if (client.global) return 'built-in';
  return {
    kind: client.app_type === 'non_interactive' ? 'service-account' : 'oauth-client',
    name: client.name,
    ...ownerOf(client.client_metadata.owner),
    dependsOn: places(client.callbacks, client.web_origins),
    reissue: reissueBy(client.token_endpoint_auth_method),
  };
}

const Okta = z.object({
  label: z.string().min(1),
  signOnMode: z.string(),
  credentials: z
    .object({ oauthClient: z.object({ token_endpoint_auth_method: Text }).optional().catch(undefined) })
    .catch({}),
  settings: z
    .object({
      oauthClient: z.object({ application_type: Text, redirect_uris: Texts }).optional().catch(undefined),
    })
    .catch({}),
});

function readOkta(record: object): Reading {
  const { data: app } = Okta.safeParse(record);
  if (app === undefined) return undefined;
  const { application_type: type, redirect_uris: addresses = [] } = app.settings.oauthClient ?? {};
  if (app.signOnMode !== 'OPENID_CONNECT') {
    return { kind: 'application', name: app.label, dependsOn: [app.signOnMode], reissue: 'unknown' };
  }
  return {
    kind: type === 'service' ? 'service-account' : 'oauth-client',
    name: app.label,
    dependsOn: places(addresses),
    reissue: reissueBy(app.credentials.oauthClient?.token_endpoint_auth_method),
  };
}

const Cognito = z.object({
  ClientId: z.string().min(1),
  UserPoolId: z.string(),
  ClientName: Text,
  /** Whether there is one decides; what it is does not matter. A list of clients leaves it out altogether. */
  ClientSecret: z
    .unknown()
    .transform((secret) => secret !== undefined)
    .optional(),
  CallbackURLs: Texts,
  AllowedOAuthFlows: z.array(z.string()).optional().catch(undefined),
});

function readCognito(record: object): Reading {
  const { data: client } = Cognito.safeParse(record);
  if (client === undefined) return undefined;
  const isMachine = client.AllowedOAuthFlows?.join() === 'client_credentials';
  const described = 'RefreshTokenValidity' in record || 'AllowedOAuthFlows' in record;
  return {
    kind: isMachine ? 'service-account' : 'oauth-client',
    name: client.ClientName ?? client.ClientId,
    dependsOn: places(client.CallbackURLs),
    reissue: client.ClientSecret === true ? 'yes' : described ? 'no' : 'unknown',
  };
}

/** Ory Hydra, and whoever else answers with client metadata as RFC 7591 §2 names it. */
const OAuth = z.object({
  client_id: z.string().min(1),
  client_name: Text,
  owner: Text,
  grant_types: z.array(z.string()),
  redirect_uris: Texts,
  scope: Text,
  token_endpoint_auth_method: Text,
});

function readOAuth(record: object): Reading {
  const { data: client } = OAuth.safeParse(record);
  if (client === undefined) return undefined;
  const isMachine = client.grant_types.join() === 'client_credentials';
  const scopes = client.scope === undefined || client.scope === '' ? [] : [`scope ${client.scope}`];
  return {
    kind: isMachine ? 'service-account' : 'oauth-client',
    name:
      client.client_name === undefined || client.client_name === '' ? client.client_id : client.client_name,
    ...ownerOf(client.owner),
    dependsOn: places(client.redirect_uris, scopes),
    reissue: reissueBy(client.token_endpoint_auth_method),
  };
}

/** RFC 7591 §2, and `private_key_jwt` of OpenID Connect Core §9: with a key pair only the public half is registered. */
function reissueBy(method: string | undefined): InventoryItem['reissue'] {
  if (method === undefined) return 'unknown';
  const keyed = ['none', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];
  return keyed.includes(method) ? 'no' : 'yes';
}

/** More addresses than this do not help anybody to know an application again. */
const MOST_PLACES = 20;

function places(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].filter((place) => place !== '' && place !== '+').slice(0, MOST_PLACES);
}

function ownerOf(owner: unknown): { readonly owner?: string } {
  return typeof owner === 'string' && owner !== '' ? { owner } : {};
}
