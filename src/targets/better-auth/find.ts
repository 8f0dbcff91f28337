/**
 * Looks users up: by our external id first, else by what they log in with.
 *
 * @module
 */
import type { Identifier } from '../../identity/identity.ts';
import type { FindKey, Found } from '../target.ts';
import type { Instance } from './instance.ts';
import type { Row } from './store.ts';

/** Values in one query: far below the parameter limit of any database. */
const PORTION = 500;

/** Rows of many users at once; Better Auth returns 100 unless told otherwise. */
const ALL = 1_000_000;

export async function findUsers(
  instance: Instance,
  keys: readonly FindKey[],
): Promise<readonly (Found | undefined)[]> {
  const ours = await findOurs(
    instance,
    keys.map(({ externalId }) => externalId),
  );
  const unknown = keys.filter(({ externalId }) => !ours.has(externalId));
  const owners = await findOwners(
    instance,
    unknown.flatMap(({ identifiers }) => identifiers),
  );
  return keys.map(({ externalId, identifiers }) => {
    const own = ours.get(externalId);
    if (own !== undefined) return { targetId: own, whose: 'ours' };
    for (const identifier of identifiers) {
      const targetId = owners.get(ownerKey(instance, identifier));
      if (targetId !== undefined) return { targetId, whose: 'other' };
    }
    return undefined;
  });
}

/** External id → user id, for users that are still there. */
export async function findOurs(
  instance: Instance,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const records = await findRows(instance, 'footbridgeIdentity', 'externalId', externalIds);
  const users = await findRows(
    instance,
    'user',
    'id',
    records.map(({ userId }) => String(userId)),
  );
  const alive = new Set(users.map(({ id }) => String(id)));
  return new Map(
    records
      .filter(({ userId }) => alive.has(String(userId)))
      .map(({ externalId, userId }) => [String(externalId), String(userId)]),
  );
}

/** Where each type of identifier stands in the user table, and the plugin that puts it there. */
const COLUMNS = {
  email: { column: 'email', plugin: undefined },
  username: { column: 'username', plugin: 'username' },
  phone: { column: 'phoneNumber', plugin: 'phone-number' },
} as const;

/** `ownerKey` → id of the user who has this identifier. */
export async function findOwners(
  instance: Instance,
  identifiers: readonly Identifier[],
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>();
  for (const type of ['email', 'username', 'phone'] as const) {
    const { column, plugin } = COLUMNS[type];
    if (plugin !== undefined && !instance.plugins.has(plugin)) continue;
    const values = identifiers
      .filter((identifier) => identifier.type === type)
      .map((identifier) => instance.normalise(identifier));
    for (const row of await findRows(instance, 'user', column, values))
      owners.set(`${type}:${String(row[column])}`, String(row.id));
  }
  return owners;
}

export function ownerKey(instance: Instance, identifier: Identifier): string {
  return `${identifier.type}:${instance.normalise(identifier)}`;
}

/** All rows of a model whose column has one of these values. */
export async function findRows(
  instance: Pick<Instance, 'database'>,
  model: string,
  field: string,
  values: readonly string[],
  adapter = instance.database.adapter,
): Promise<Row[]> {
  const wanted = [...new Set(values)];
  const rows: Row[] = [];
  for (let start = 0; start < wanted.length; start += PORTION) {
    const value = wanted.slice(start, start + PORTION);
    rows.push(
      ...(await adapter.findMany<Row>({ model, where: [{ field, operator: 'in', value }], limit: ALL })),
    );
  }
  return rows;
}
