/**
 * Is a link still good? Pure. A link is used with the first credential that it may have written. Whoever is locked out
 * by our crash, and not by having used it, comes back with the same link and goes on.
 *
 * @module
 */
import type { InvitationRow } from '../../../ledger/sql/invitations.ts';
import type { ResetWriteRow } from '../../../ledger/sql/reset-writes.ts';

export type Usable =
  | 'open'
  /** It was used, and what it was used for did not happen, or nobody knows. */
  | 'resume'
  /** What it was used for happens at this moment. */
  | 'in-flight'
  | 'no';

/** Milliseconds after which a call that nobody settled is no longer under way: twice the patience of our HTTP client. */
export const IN_FLIGHT = 30_000;

export function usable(
  { state, expires_at: expires }: Pick<InvitationRow, 'state' | 'expires_at'>,
  write: Pick<ResetWriteRow, 'state' | 'outcome' | 'called_at'> | undefined,
  superseded: boolean,
  now: number,
): Usable {
  if (state === 'revoked' || expires.getTime() <= now) return 'no';
  if (state === 'open') return 'open';
  if (superseded || write === undefined) return 'no';
  if (write.state === 'settled') return write.outcome === 'done' ? 'no' : 'resume';
  return now - write.called_at.getTime() < IN_FLIGHT ? 'in-flight' : 'resume';
}
