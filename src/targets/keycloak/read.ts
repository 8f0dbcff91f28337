/**
 * Reads users back: what is shown of them, and a fingerprint of everything that an undo must not destroy.
 *
 * Keycloak shows a login only while its session lasts, or where it re-hashed the password: its policy differs from
 * almost every imported hash, so the first login leaves a changed credential for good. Left unseen is a login whose
 * session has ended and whose hash was of the realm's own kind already. Changed passwords, new factors, used
 * passkeys, edited profiles, links, groups and roles are seen.
 *
 * Fifty users come in one call; their credentials take one more each. Links, groups, roles and sessions are asked
 * for only where the realm has any.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { FactorType, Identifier } from '../../identity/identity.ts';
import { RemoteError } from '../../net/remote-error.ts';
import type { Snapshot } from '../target.ts';
import { fromAttributes, PHONE, PHONE_VERIFIED } from './attributes.ts';
import type { Config } from './config.ts';
import type { Place } from './place.ts';
import type { FederatedIdentity, Group, ShownCredential, User } from './shapes.ts';

/** Users in one call: their ids stand in its address, and Keycloak reads at most 4,096 characters of one. */
const PAGE = 50;

/** Clients that every realm has; their roles are for administrators. */
const BUILT_IN_CLIENTS = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]);

/** Roles of the realm that every realm has, besides its default role. */
const BUILT_IN_ROLES = new Set(['offline_access', 'uma_authorization']);

/** Everything that is shown of one user: what `restore` puts back. */
export interface Image {
  readonly user: User;
  readonly credentials: readonly ShownCredential[];
  readonly links: readonly FederatedIdentity[];
  readonly groups: readonly Group[];
  readonly realmRoles: readonly string[];
  readonly clientRoles: Readonly<Record<string, readonly string[]>>;
}

export async function readUsers(
  place: Place,
  ids: readonly string[],
): Promise<readonly (Snapshot | undefined)[]> {
  if (ids.length === 0) return [];
  const realm = await lookAround(place);
  const pages: Promise<(readonly [string, Snapshot])[]>[] = [];
  // An empty id, and one with a space, would turn into another question.
  const distinct = [...new Set(ids)].filter((id) => /^\S+$/.test(id));
  for (let start = 0; start < distinct.length; start += PAGE)
    pages.push(readPage(place, distinct.slice(start, start + PAGE), realm));
  const snapshots = new Map((await Promise.all(pages)).flat());
  return ids.map((id) => snapshots.get(id));
}

interface Around {
  readonly links: boolean;
  readonly groups: boolean;
  readonly roles: boolean;
  readonly sessions: boolean;
}

/** What there is in this realm at all. Without the right to see it, anything may be there. */
async function lookAround({ api, memberships }: Place): Promise<Around> {
  const { role } = await memberships.settings();
  const [providers, { count }, roles, clients, sessions] = await Promise.all([
    api.identityProviders().catch(unlessForbidden),
    api.groupCount(),
    api.realmRoles(),
    api.clients().catch(unlessForbidden),
    api.sessionCounts().catch(unlessForbidden),
  ]);
  return {
    links: providers === undefined || providers.length > 0,
    groups: count > 0,
    roles:
      roles.some(({ name }) => name !== role && !BUILT_IN_ROLES.has(name)) ||
      (await hasClientRoles({ api }, clients)),
    sessions: sessions === undefined || sessions.some(({ active }) => active > 0),
  };
}

async function hasClientRoles(
  { api }: Pick<Place, 'api'>,
  clients: Awaited<ReturnType<Place['api']['clients']>> | undefined,
): Promise<boolean> {
  if (clients === undefined) return true;
  const own = clients.filter(({ clientId }) => !BUILT_IN_CLIENTS.has(clientId));
  const roles = await Promise.all(own.map(({ id }) => api.clientRoles(id)));
  return roles.some((list) => list.length > 0);
}

function unlessForbidden(error: unknown): undefined {
  if (error instanceof RemoteError && error.status === 403) return undefined;
  throw error;
}

async function readPage(
  place: Place,
  ids: readonly string[],
  around: Around,
): Promise<(readonly [string, Snapshot])[]> {
  const users = await place.api.usersById(ids);
  const snapshots = await Promise.all(users.map((user) => readUser(place, user, around)));
  return snapshots.flatMap((snapshot) =>
    snapshot === undefined ? [] : [[snapshot.targetId, snapshot] as const],
  );
}

async function readUser(place: Place, user: User, around: Around): Promise<Snapshot | undefined> {
  const { api, config, memberships } = place;
  try {
    const [credentials, links, groups, roles, sessions, settings] = await Promise.all([
      api.credentials(user.id),
      around.links ? api.links(user.id) : [],
      around.groups ? api.groups(user.id) : [],
      around.roles ? api.roles(user.id) : { realmMappings: [], clientMappings: {} },
      around.sessions ? api.sessions(user.id) : [],
      memberships.settings(),
    ]);
    const clientRoles = Object.values(roles.clientMappings).map(
      ({ client, mappings }) => [client, mappings.map(({ name }) => name).toSorted()] as const,
    );
    const realmRoles = roles.realmMappings.map(({ name }) => name).filter((name) => name !== settings.role);
    const image = {
      user,
      credentials,
      links,
      groups,
      realmRoles: realmRoles.toSorted(),
      clientRoles: Object.fromEntries(clientRoles.toSorted()),
    };
    const lastSession = Math.max(0, ...sessions.map(({ start }) => start));
    return toSnapshot(image, lastSession, config);
  } catch (error) {
    // Removed between the two calls.
    if (error instanceof RemoteError && error.answer === 'missing') return undefined;
    throw error;
  }
}

/** @param lastSession milliseconds since 1970; 0: none is open */
export function toSnapshot(image: Image, lastSession: number, config: Config): Snapshot {
  const { user, credentials } = image;
  const externalId = user.attributes[config.externalIdAttribute]?.[0];
  return {
    targetId: user.id,
    ...(externalId !== undefined && { externalId }),
    status: user.enabled ? 'active' : 'disabled',
    identifiers: toIdentifiers(user, externalId),
    fields: {
      ...(user.firstName && { 'profile.given_name': user.firstName }),
      ...(user.lastName && { 'profile.family_name': user.lastName }),
      ...fromAttributes(user.attributes, config.externalIdAttribute),
    },
    password: credentials.some(({ type }) => type === 'password') ? 'present' : 'absent',
    factors: toFactors(credentials),
    links: toLinks(image.links, config),
    memberships: toMemberships(image),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([image, lastSession]))
      .digest('base64url'),
    image,
  };
}

/** A user name that only repeats the address, the number or our id is none of the customer's own. */
function toIdentifiers(user: User, externalId: string | undefined): readonly Identifier[] {
  const identifiers: Identifier[] = [];
  const phone = user.attributes[PHONE]?.[0];
  const phoneVerified = user.attributes[PHONE_VERIFIED]?.[0];
  if (user.email) identifiers.push({ type: 'email', value: user.email, verified: user.emailVerified });
  if (phone !== undefined)
    identifiers.push({
      type: 'phone',
      value: phone,
      ...(phoneVerified !== undefined && { verified: phoneVerified === 'true' }),
    });
  const repeats = [user.email, phone, externalId].includes(user.username);
  if (!repeats) identifiers.push({ type: 'username', value: user.username });
  return identifiers;
}

const FACTORS = new Map<string, FactorType>([
  ['otp', 'totp'],
  ['webauthn', 'webauthn'],
  ['webauthn-passwordless', 'webauthn'],
  ['recovery-authn-codes', 'recovery-codes'],
]);

function toFactors(credentials: readonly ShownCredential[]): readonly FactorType[] {
  return [...new Set(credentials.flatMap(({ type }) => FACTORS.get(type) ?? []))];
}

/** Back to the legacy's own name of the provider. */
function toLinks(links: readonly FederatedIdentity[], { providers }: Config): Snapshot['links'] {
  const names = new Map(Object.entries(providers).map(([legacy, alias]) => [alias, legacy]));
  return links.map(({ identityProvider, userId }) => ({
    provider: names.get(identityProvider) ?? identityProvider,
    subject: userId,
  }));
}

/** A group at the top is named with and without its slash, as legacies spell it either way. */
function toMemberships({ groups, realmRoles, clientRoles }: Image): Snapshot['memberships'] {
  const roles = [...realmRoles, ...Object.values(clientRoles).flat()];
  return [
    ...groups.map(({ path }) => ({ type: 'group' as const, name: path })),
    ...groups
      .filter(({ path }) => path.lastIndexOf('/') === 0)
      .map(({ name }) => ({ type: 'group' as const, name })),
    ...roles.map((name) => ({ type: 'role' as const, name })),
  ];
}
