/**
 * What the plugin does after a right login: notes it, and replaces a carried hash by Better Auth's own.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import type { GenericEndpointContext } from 'better-auth';
import { isCarried } from './stored-password.ts';

/** The part of a request that is looked at. */
type SignIn = Pick<GenericEndpointContext, 'path' | 'body' | 'context'>;

/** The endpoints whose body holds the password that was just found right. */
const PASSWORD_SIGN_INS = new Set(['/sign-in/email', '/sign-in/username', '/sign-in/phone-number']);

/**
 * Marks that this customer has been here. Any way in counts: password, passkey, social.
 *
 * @returns is it the first time? False for somebody whom no migration made.
 */
export async function noteSignIn(userId: string, request: SignIn): Promise<boolean> {
  const where = [{ field: 'userId', value: userId }];
  const { adapter } = request.context;
  const row = await adapter.findOne<{ lastLoginAt?: Date | null }>({ model: 'footbridgeIdentity', where });
  if (row === null) return false;
  await adapter.updateMany({ model: 'footbridgeIdentity', where, update: { lastLoginAt: new Date() } });
  return row.lastLoginAt == null;
}

/**
 * Replaces a carried hash by Better Auth's own, once. The password is verified again against exactly the text that
 * is replaced, and the replacement only happens where that text still stands: a change made meanwhile wins, and a
 * wrong password can never become the right one. The second verification costs its time once in a customer's life.
 */
export async function upgradePassword(userId: string, request: SignIn): Promise<void> {
  const { adapter, internalAdapter, password: hooks } = request.context;
  const password = passwordOf(request);
  if (password === undefined) return;
  const account = await internalAdapter.findCredentialAccount(userId);
  const carried = account?.password;
  if (account == null || carried == null || !isCarried(carried)) return;
  if (!(await hooks.verify({ hash: carried, password }))) return;
  const own = await hooks.hash(password);
  const changed = await adapter.updateMany({
    model: 'account',
    where: [
      { field: 'id', value: account.id },
      { field: 'password', value: carried },
    ],
    update: { password: own, updatedAt: new Date() },
  });
  if (changed === 0) return;
  await adapter.updateMany({
    model: 'footbridgeIdentity',
    where: [{ field: 'userId', value: userId }],
    update: { passwordKnown: digestText(own) },
  });
}

function passwordOf(request: SignIn): string | undefined {
  if (!PASSWORD_SIGN_INS.has(request.path ?? '')) return undefined;
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('password' in body)) return undefined;
  return typeof body.password === 'string' ? body.password : undefined;
}

/** Tells two password texts apart without holding either. */
export function digestText(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
