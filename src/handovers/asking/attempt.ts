/**
 * What a platform's failure means for one journey that was to begin.
 *
 * @module
 */
import { RemoteError } from '../../net/remote-error.ts';
import type { BegunReset } from '../../targets/target.ts';

/** @param found what is wrong with this user, without anything of theirs */
export function refused(found: string): BegunReset {
  return { status: 'refused', problem: { code: 'TARGET_REFUSED', found } };
}

/** Nobody else's failure is a customer's fault: refused rights are ours to repair, and the journey goes on then. */
export function toBegun(error: unknown): BegunReset {
  if (!(error instanceof RemoteError)) throw error;
  if (error.ambiguous) return { status: 'unknown', found: error.message };
  if (error.answer === 'missing') return refused('there is no such user');
  if (error.answer === 'invalid' || error.answer === 'conflict') return refused(error.message);
  const after = error.after === undefined ? {} : { after: error.after };
  return { status: 'retry', code: 'TARGET_UNAVAILABLE', found: error.message, ...after };
}
