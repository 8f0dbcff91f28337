/**
 * Groups and roles of the realm: looked up once, created when the operator allows it. Roles of a client are never
 * created: that needs the right to change clients.
 *
 * An import would create an unknown role by itself and fail as a whole for an unknown group, so both are looked at
 * before. It also leaves out what every new user of the realm gets, its default role and groups; we add them.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Api } from './api.ts';
import type { Config } from './config.ts';
import type { NewUser, Role } from './shapes.ts';

export interface RealmSettings {
  /** What every user of this realm has: kept out of comparisons, put into every new user. */
  readonly role: string;
  readonly groups: readonly string[];
  readonly editUsernameAllowed: boolean;
}

export interface Memberships {
  settings(): Promise<RealmSettings>;
  /** @returns in words what is missing, so that the user must wait; undefined: everything is there */
  findMissing(user: Pick<NewUser, 'groups' | 'realmRoles' | 'clientRoles'>): Promise<string | undefined>;
  groupId(path: string): Promise<string | undefined>;
  realmRole(name: string): Promise<Role | undefined>;
  clientRole(clientId: string, name: string): Promise<Role | undefined>;
  clientUuid(clientId: string): Promise<string | undefined>;
}

export function createMemberships(api: Api, { createMissing }: Config): Memberships {
  const groups = createLookup(
    (path) => api.groupByPath(path),
    async (path) => {
      const parent = path.slice(0, path.lastIndexOf('/'));
      const parentId = parent === '' ? undefined : (await groups(parent))?.id;
      await api.createGroup(path.slice(parent.length + 1), parentId);
    },
    createMissing,
  );
  const realmRoles = createLookup(
    (name) => api.realmRole(name),
    (name) => api.createRealmRole(name),
    createMissing,
  );
  const clients = createLookup(
    async (clientId) => (await api.clients(clientId))[0],
    () => Promise.resolve(),
    false,
  );
  const clientRoles = createLookup(
    async (key) => {
      const [clientId = '', name = ''] = key.split('\0');
      const client = await clients(clientId);
      return client && api.clientRole(client.id, name);
    },
    () => Promise.resolve(),
    false,
  );
  let settings: Promise<RealmSettings> | undefined;

  return {
    settings() {
      settings ??= Promise.all([api.realm(), api.defaultGroups()]).then(([realm, found]) => ({
        role: realm.defaultRole.name,
        groups: found.map(({ path }) => path),
        editUsernameAllowed: realm.editUsernameAllowed,
      }));
      // A failure is not remembered: the next write asks again.
      settings.catch(() => {
        settings = undefined;
      });
      return settings;
    },
    async findMissing(user) {
      for (const path of user.groups)
        if ((await groups(path)) === undefined) return 'a group that the realm does not have';
      for (const name of user.realmRoles)
        if ((await realmRoles(name)) === undefined) return 'a role that the realm does not have';
      for (const [clientId, names] of Object.entries(user.clientRoles)) {
        if ((await clients(clientId)) === undefined) return 'a role of a client that the realm does not have';
        for (const name of names)
          if ((await clientRoles(`${clientId}\0${name}`)) === undefined)
            return 'a role that its client does not have';
      }
      return undefined;
    },
    groupId: async (path) => (await groups(path))?.id,
    realmRole: realmRoles,
    clientRole: (clientId, name) => clientRoles(`${clientId}\0${name}`),
    clientUuid: async (clientId) => (await clients(clientId))?.id,
  };
}

/** Remembers what was found; what is missing is asked for again, because somebody may create it meanwhile. */
function createLookup<Found>(
  find: (key: string) => Promise<Found | undefined>,
  create: (key: string) => Promise<unknown>,
  mayCreate: boolean,
): (key: string) => Promise<Found | undefined> {
  const known = new Map<string, Promise<Found | undefined>>();

  async function look(key: string): Promise<Found | undefined> {
    const found = await find(key).catch(ignore('missing'));
    if (found !== undefined || !mayCreate) return found;
    // Another worker may have been faster.
    await create(key).catch(ignore('conflict'));
    return find(key).catch(ignore('missing'));
  }

  return (key) => {
    const asked = known.get(key) ?? look(key);
    known.set(key, asked);
    asked.then(
      (found) => found === undefined && known.delete(key),
      () => known.delete(key),
    );
    return asked;
  };
}

function ignore(answer: 'missing' | 'conflict'): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof RemoteError && error.answer === answer) return undefined;
    throw error;
  };
}
