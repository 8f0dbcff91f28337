/**
 * Brings a user to a wanted state, by the calls that an administrator would make.
 *
 * An import that overwrites would do it in one transaction, but it finds whom to overwrite by user name or address:
 * somebody else's account could be destroyed. So this is several calls. Each can be made again, and the order is
 * such that a user is never without the credentials of either state.
 *
 * @module
 */

import type { Place } from './place.ts';
import type { Credential, FederatedIdentity, NewUser, ShownCredential } from './shapes.ts';

export async function updateUser(
  place: Place,
  id: string,
  wanted: NewUser,
  keepsCredentials = false,
): Promise<void> {
  const { api, memberships } = place;
  const [credentials, { editUsernameAllowed }] = await Promise.all([
    api.credentials(id),
    memberships.settings(),
  ]);
  const {
    id: _,
    federatedIdentities,
    groups,
    realmRoles,
    clientRoles,
    username,
    // Read at creation only; cutting it is the plugin's business.
    federationLink: _link,
    ...state
  } = wanted;
  await api.updateUser(id, {
    ...state,
    ...(keepsCredentials && { credentials: [] }),
    ...(editUsernameAllowed && { username }),
  });
  if (!keepsCredentials) await removeReplaced(place, id, credentials, wanted.credentials);
  await updateLinks(place, id, federatedIdentities);
  await updateGroups(place, id, groups);
  await updateRoles(place, id, { realmRoles, clientRoles });
}

/** A password replaces the one before by itself; everything else is added beside it. */
export async function removeReplaced(
  { api }: Place,
  id: string,
  before: readonly ShownCredential[],
  wanted: readonly Credential[],
): Promise<void> {
  const keepsPassword = wanted.some(({ type }) => type === 'password');
  for (const credential of before)
    if (credential.type !== 'password' || !keepsPassword) await api.deleteCredential(id, credential.id);
}

export async function updateLinks(
  { api }: Place,
  id: string,
  wanted: readonly FederatedIdentity[],
): Promise<void> {
  const held = await api.links(id);
  for (const link of held) {
    const same = wanted.some((one) => isSameLink(one, link));
    if (!same) await api.deleteLink(id, link.identityProvider);
  }
  for (const link of wanted) {
    const same = held.some((one) => isSameLink(one, link));
    if (!same) await api.addLink(id, link);
  }
}

function isSameLink(one: FederatedIdentity, other: FederatedIdentity): boolean {
  return one.identityProvider === other.identityProvider && one.userId === other.userId;
}

export async function updateGroups(
  { api, memberships }: Place,
  id: string,
  wanted: readonly string[],
): Promise<void> {
  const [held, defaults] = await Promise.all([api.groups(id), memberships.settings()]);
  for (const group of held)
    if (!wanted.includes(group.path) && !defaults.groups.includes(group.path))
      await api.leaveGroup(id, group.id);
  for (const path of wanted) {
    const group = held.some((one) => one.path === path) ? undefined : await memberships.groupId(path);
    if (group !== undefined) await api.joinGroup(id, group);
  }
}

export async function updateRoles(
  place: Place,
  id: string,
  wanted: Pick<NewUser, 'realmRoles' | 'clientRoles'>,
): Promise<void> {
  const { api, memberships } = place;
  const [held, defaults] = await Promise.all([api.roles(id), memberships.settings()]);
  const realmRoles = [...wanted.realmRoles, defaults.role];
  const excess = held.realmMappings.filter(({ name }) => !realmRoles.includes(name));
  if (excess.length > 0) await api.changeRoles(id, 'DELETE', undefined, excess);
  for (const name of realmRoles) {
    if (held.realmMappings.some((role) => role.name === name)) continue;
    const role = await memberships.realmRole(name);
    if (role !== undefined) await api.changeRoles(id, 'POST', undefined, [role]);
  }
  for (const { id: client, client: clientId, mappings } of Object.values(held.clientMappings)) {
    const surplus = mappings.filter(({ name }) => !wanted.clientRoles[clientId]?.includes(name));
    if (surplus.length > 0) await api.changeRoles(id, 'DELETE', client, surplus);
  }
  for (const [clientId, names] of Object.entries(wanted.clientRoles)) {
    const client = await memberships.clientUuid(clientId);
    const has = held.clientMappings[clientId]?.mappings ?? [];
    for (const name of names) {
      if (has.some((role) => role.name === name)) continue;
      const role = await memberships.clientRole(clientId, name);
      if (role !== undefined && client !== undefined) await api.changeRoles(id, 'POST', client, [role]);
    }
  }
}
