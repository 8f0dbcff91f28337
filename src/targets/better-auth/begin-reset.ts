/**
 * Begins Better Auth's own way to a new password: the token that `requestPasswordReset` makes, without the e-mail.
 *
 * The link goes to the instance, which sends the customer on to the page of the application, with the token. Where that
 * page leads afterwards is the application's business. Single use; a new password there is the customer's own.
 *
 * @see https://better-auth.com/docs/authentication/email-password#request-password-reset
 * @module
 */
import { randomBytes } from 'node:crypto';
import type { BeginReset, BegunReset, TargetContext, TargetSession } from '../target.ts';
import { leadsTo } from './check-reset.ts';
import { outcomeOf } from './failures.ts';
import type { Instance } from './instance.ts';
import { userGone } from './set-password.ts';

/** Better Auth's own have 24 letters and digits, 142 bits; this is 256. */
const TOKEN_BYTES = 32;

/** @param page of the application, as `target.resetPage` names it */
export function beginResetAt(
  instance: Instance,
  pace: TargetContext['pace'],
  page: string,
): NonNullable<TargetSession['beginReset']> {
  return (targetId, reset) => pace.run(() => beginReset(instance, page, targetId, reset));
}

async function beginReset(
  instance: Instance,
  page: string,
  userId: string,
  { needs, lifespan }: BeginReset,
): Promise<BegunReset> {
  const other = needs.find((need) => need !== 'password');
  if (other !== undefined) return refuse(`no way of its own to a ${other} without a login`);
  if (!leadsTo(instance, page))
    return refuse('no `baseURL`, or the origin of `target.resetPage` is not among the `trustedOrigins`');
  const { context } = instance;
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(Date.now() + lifespan * 1000);
  try {
    if ((await context.internalAdapter.findUserById(userId)) === null) return userGone();
    await context.internalAdapter.createVerificationValue({
      value: userId,
      identifier: `reset-password:${token}`,
      expiresAt,
    });
  } catch (error) {
    // A token that nobody has is no harm, so a second try is always right.
    return outcomeOf(error, false);
  }
  const url = `${context.baseURL}/reset-password/${token}?callbackURL=${encodeURIComponent(page)}`;
  return { status: 'link', url, expiresAt: expiresAt.toISOString() };
}

function refuse(found: string): BegunReset {
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', found } };
}
