/**
 * Takes users away whom this migration made, with everything that hangs on them.
 *
 * @module
 */
import type { Outcome } from '../target.ts';
import { outcomeOf } from './failures.ts';
import { findRows } from './find.ts';
import type { Instance } from './instance.ts';
import { leaveOrganisations } from './organisations.ts';
import type { Store } from './store.ts';

/** Tables that point at a user, children first. Other plugins' tables go by `on delete cascade`. */
export const CHILD_MODELS = ['session', 'account', 'twoFactor', 'passkey', 'footbridgeIdentity'] as const;

export function hasModel(instance: Instance, model: string): boolean {
  return instance.context.tables[model] !== undefined;
}

export async function deleteUsers(
  instance: Instance,
  store: Store,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  if (hasModel(instance, 'member')) await leaveOrganisations(instance, store, userIds);
  const value = [...userIds];
  for (const model of CHILD_MODELS) {
    if (!hasModel(instance, model)) continue;
    await store.adapter.deleteMany({ model, where: [{ field: 'userId', operator: 'in', value }] });
  }
  await store.adapter.deleteMany({ model: 'user', where: [{ field: 'id', operator: 'in', value }] });
}

/** Which of these users are there, and which of those are ours. */
export async function sortOut(instance: Instance, userIds: readonly string[]) {
  const users = await findRows(instance, 'user', 'id', userIds);
  const records = await findRows(instance, 'footbridgeIdentity', 'userId', userIds);
  return {
    there: new Set(users.map(({ id }) => String(id))),
    ours: new Set(records.map(({ userId }) => String(userId))),
  };
}

/** Only ours go; who is gone already counts as removed. */
export async function removeUsers(
  instance: Instance,
  userIds: readonly string[],
): Promise<readonly Outcome[]> {
  const { there, ours } = await sortOut(instance, userIds);
  const failed = await removeOurs(
    instance,
    userIds.filter((id) => ours.has(id)),
  );
  return userIds.map((targetId) => {
    if (ours.has(targetId) || !there.has(targetId))
      return failed.get(targetId) ?? { status: 'done', targetId };
    const found = 'a user this migration did not make';
    return { status: 'refused', problem: { code: 'TARGET_CONFLICT', found } };
  });
}

/** All at once; where a table of the operator's own holds on to one of them, each alone. */
async function removeOurs(
  instance: Instance,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Outcome>> {
  try {
    await instance.database.transaction((store) => deleteUsers(instance, store, userIds));
    return new Map();
  } catch (error) {
    const [only] = userIds;
    if (only !== undefined && userIds.length === 1) return new Map([[only, outcomeOf(error, true)]]);
  }
  const failed = new Map<string, Outcome>();
  for (const id of userIds)
    for (const [targetId, outcome] of await removeOurs(instance, [id])) failed.set(targetId, outcome);
  return failed;
}
