/**
 * Writes a batch: new users together, changes and deletions one by one.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Outcome, Write } from '../target.ts';
import { toOutcome } from './failures.ts';
import { importUsers } from './import.ts';
import type { Place } from './place.ts';
import type { NewUser } from './shapes.ts';
import { updateUser } from './update.ts';
import { chosen, toUser } from './user.ts';

export async function writeBatch(place: Place, writes: readonly Write[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<Write, Outcome>();
  const [created] = await Promise.all([
    createUsers(
      place,
      writes.filter(({ operation }) => operation === 'create'),
    ),
    Promise.all(
      writes.map(async (write) => {
        if (write.operation === 'update') outcomes.set(write, await changeUser(place, write));
        if (write.operation === 'delete') outcomes.set(write, await removeUser(place, write.targetId));
      }),
    ),
  ]);
  for (const [write, outcome] of created) outcomes.set(write, outcome);
  return writes.map((write) => outcomes.get(write) ?? { status: 'unknown', found: 'it was not sent' });
}

async function createUsers(
  { api, config, memberships }: Place,
  writes: readonly Write[],
): Promise<ReadonlyMap<Write, Outcome>> {
  const outcomes = new Map<Write, Outcome>();
  if (writes.length === 0) return outcomes;
  const defaults = await memberships.settings();
  const users = new Map<Write, NewUser>();
  for (const write of writes) {
    const user = toUser(write, config);
    const missing = await memberships.findMissing(user);
    if (missing !== undefined) outcomes.set(write, refuseMembership(missing));
    else
      users.set(write, {
        ...user,
        groups: union(user.groups, defaults.groups),
        realmRoles: union(user.realmRoles, [defaults.role]),
      });
  }
  const imported = await importUsers(api, [...users.values()]);
  for (const [index, write] of [...users.keys()].entries()) {
    const outcome = imported[index];
    if (outcome !== undefined) outcomes.set(write, outcome);
  }
  return outcomes;
}

async function changeUser(place: Place, write: Write): Promise<Outcome> {
  const { targetId } = write;
  if (targetId === undefined) return { status: 'unknown', found: 'there is no id to update' };
  try {
    const wanted = toUser(write, place.config);
    const missing = await place.memberships.findMissing(wanted);
    if (missing !== undefined) return refuseMembership(missing);
    if (await isForbiddenRename(place, targetId, write)) return refuseRename();
    await updateUser(place, targetId, wanted, write.keepsCredentials);
    return { status: 'done', targetId };
  } catch (error) {
    return toOutcome(error);
  }
}

/** Only a name of the customer's own: one that we took from the address stays as it is when the address changes. */
async function isForbiddenRename(
  { api, memberships }: Place,
  targetId: string,
  { identity }: Write,
): Promise<boolean> {
  const own = chosen(identity, 'username');
  if (own === undefined || (await memberships.settings()).editUsernameAllowed) return false;
  const [user] = await api.usersById([targetId]);
  return user !== undefined && user.username !== own.value.toLowerCase();
}

function refuseRename(): Outcome {
  const found = 'the realm does not allow user names to be edited (Realm settings, Login, Edit username)';
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', field: 'username', found } };
}

/** Done also when nobody was there any more. */
export async function removeUser({ api }: Place, targetId: string | undefined): Promise<Outcome> {
  if (targetId === undefined) return { status: 'unknown', found: 'there is no id to delete' };
  try {
    await api.deleteUser(targetId);
  } catch (error) {
    if (!(error instanceof RemoteError && error.answer === 'missing')) return toOutcome(error);
  }
  return { status: 'done', targetId };
}

function refuseMembership(missing: string): Outcome {
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', field: 'memberships', found: missing } };
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}
