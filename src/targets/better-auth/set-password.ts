/**
 * A new password for a user who is there, as the admin plugin would set it: Better Auth's own hash, in its own column.
 * Open sessions end, also where the instance itself would leave them open.
 *
 * @see https://better-auth.com/docs/authentication/email-password
 * @module
 */
import type { Outcome, PasswordPolicy } from '../target.ts';
import { outcomeOf, type Undone } from './failures.ts';
import type { Instance } from './instance.ts';
import { idColumn } from './rows.ts';
import type { Row, Store } from './store.ts';

/** Better Auth has no other rules; its lengths are those of a JavaScript string. */
export function passwordPolicyOf({ context }: Instance): PasswordPolicy {
  const { minPasswordLength, maxPasswordLength } = context.password.config;
  return { minLength: minPasswordLength, maxLength: maxPasswordLength, other: [] };
}

export async function setPassword(instance: Instance, userId: string, password: string): Promise<Outcome> {
  const broken = brokenRule(instance, password);
  if (broken !== undefined) {
    const problem = { code: 'PASSWORD_REFUSED', field: 'password', expected: broken } as const;
    return { status: 'refused', problem };
  }
  const hash = await instance.context.password.hash(password);
  try {
    const known = await instance.database.transaction((store) => storeHash(instance, store, userId, hash));
    if (!known) return userGone();
    await instance.context.internalAdapter.deleteUserSessions(userId);
    return { status: 'done', targetId: userId };
  } catch (error) {
    return outcomeOf(error, true);
  }
}

function brokenRule(instance: Instance, { length }: string): string | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = passwordPolicyOf(instance);
  if (length < minLength) return `At least ${minLength} characters.`;
  return length > maxLength ? `At most ${maxLength} characters.` : undefined;
}

export function userGone(): Undone {
  const found = 'the user is no longer in the target';
  return { status: 'refused', problem: { code: 'TARGET_CHANGED', found } };
}

/** False: there is no such user. Two at once cannot both miss the row of the other and leave two passwords. */
async function storeHash(instance: Instance, store: Store, userId: string, hash: string): Promise<boolean> {
  if (!(await holdUser(store, userId))) return false;
  const where = [
    { field: 'userId', value: userId },
    { field: 'providerId', value: 'credential' },
  ];
  const now = new Date();
  const account = await store.adapter.findOne<Row>({ model: 'account', where });
  if (account !== null) {
    await store.adapter.updateMany({ model: 'account', where, update: { password: hash, updatedAt: now } });
    return true;
  }
  const columns = { accountId: userId, providerId: 'credential', userId, password: hash };
  const row = { ...idColumn(instance, 'account'), ...columns, createdAt: now, updatedAt: now };
  await store.insert('account', [row]);
  return true;
}

/** Writing the user's own row first makes everybody wait who changes the same user; false: nobody is there. */
export async function holdUser(store: Store, userId: string): Promise<Row | false> {
  const where = [{ field: 'id', value: userId }];
  const held = await store.adapter.update<Row>({ model: 'user', where, update: { updatedAt: new Date() } });
  return held ?? false;
}
