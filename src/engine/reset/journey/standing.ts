/**
 * Where an invited customer stands: may they go on, are they there already, or must somebody else be waited for? Pure.
 *
 * @module
 */
import type { CustomerRow } from '../../../ledger/sql/find-customer.ts';
import type { Purpose } from '../campaign.ts';

export type JourneyStanding =
  /** Deleted, excluded: nobody learns more than of a wrong link. */
  | 'gone'
  /** They have the credential this link is for. */
  | 'crossed'
  | 'held'
  /** A bulk write is under way, or they are not there yet. */
  | 'busy'
  | 'open';

type Row = Pick<CustomerRow, 'state' | 'status' | 'operation' | 'owner' | 'target_id' | 'open_write'>;

/** @param hasFactors of `enrol`: what was lost is there again. */
export function journeyStanding(row: Row | undefined, purpose: Purpose, hasFactors = false): JourneyStanding {
  if (row === undefined || row.owner === 'deleted' || row.state === 'excluded') return 'gone';
  if (row.operation === 'delete' && row.owner !== 'target') return 'gone';
  // Held after they crossed is about what an import wanted to change: no reason to keep them from their account.
  if (row.state === 'held' && row.owner !== 'target') return 'held';
  // Disabled stays disabled: a new password would open nothing. What the target says of those who crossed is its own.
  if ((row.status === 'disabled' || row.status === 'locked') && row.owner !== 'target') return 'held';
  if (row.state === 'moving' && row.open_write === null) return 'busy';
  if (purpose === 'enrol') return enrolStanding(row, hasFactors);
  // Support has looked at who calls: that they set a credential once and lost it is why they call.
  if (purpose === 'recovery') return 'open';
  return row.owner === 'target' || row.state === 'retired' ? 'crossed' : 'open';
}

/** A factor is added to an account; who has none in the target has nothing to add it to. */
function enrolStanding(row: Row, hasFactors: boolean): JourneyStanding {
  if (row.target_id === null) return 'busy';
  return hasFactors ? 'crossed' : 'open';
}
