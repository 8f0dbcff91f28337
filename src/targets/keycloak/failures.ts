/**
 * What Keycloak's failures mean for one write.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { Outcome } from '../target.ts';
import { Failure } from './shapes.ts';

/** Names of Keycloak's own rules: `error-invalid-email`. Other texts may hold a customer's data. */
const RULE = /^error-[a-z-]+$/;

/**
 * A 500 that Keycloak itself wrote: its transaction was rolled back. One without its words may come from a gateway
 * in front, or was lost on the way, and says nothing about what was done.
 */
export function isRolledBack(error: RemoteError): boolean {
  return error.status === 500 && typeof said(error).error === 'string';
}

/** Every answer but success. */
export type Undone = Exclude<Outcome, { readonly status: 'done' }>;

/** @throws what says something about the whole target: our credentials are refused, or it is no RemoteError */
export function toOutcome(error: unknown): Undone {
  if (!(error instanceof RemoteError) || error.answer === 'refused') throw error;
  if (error.answer === 'conflict')
    return {
      status: 'refused',
      problem: { code: 'TARGET_CONFLICT', found: describeConflict(error) },
    };
  if (isRolledBack(error))
    return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: 'Keycloak failed on it; its log says why' };
  if (error.ambiguous) return { status: 'unknown', found: error.message };
  if (error.answer === 'retry' || error.answer === 'wait') {
    const after = error.after === undefined ? {} : { after: error.after };
    return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: error.message, ...after };
  }
  const { field, errorMessage } = said(error);
  const rule = errorMessage && RULE.test(errorMessage) ? errorMessage : error.message;
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', found: rule, ...(field && { field }) } };
}

function describeConflict(error: RemoteError): string {
  const text = said(error).errorMessage ?? '';
  if (/email/i.test(text)) return 'the e-mail address is taken';
  if (/user ?name/i.test(text)) return 'the user name is taken';
  return 'the user name, the e-mail address or the id is taken';
}

/** For a call about one user: that one is not there any more. */
export function userGone(): Undone {
  const found = 'the user is no longer in the target';
  return { status: 'refused', problem: { code: 'TARGET_CHANGED', found } };
}

export function said(error: RemoteError): Failure {
  return Failure.safeParse(error.body).data ?? {};
}
