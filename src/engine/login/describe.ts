/**
 * What a lookup may tell of somebody whom only the legacy finds by what was typed.
 *
 * The legacy may call a customer by a name that the ledger has never heard, and the ledger know them by the id all the
 * same: then what the ledger says counts, or a target would make them a second account.
 *
 * @module
 */
import type { Answer } from '../../hooks/hook.ts';
import { findById } from '../../ledger/sql/find-customer.ts';
import { standInFor } from '../../ledger/sql/groups.ts';
import type { LegacyProfile } from '../../legacy/legacy.ts';
import { type DoorContext, openCustomer, standingFor } from './context.ts';
import { customerOf, freshFrom, isDenied } from './cross.ts';

export async function describe(door: DoorContext, profile: LegacyProfile): Promise<Answer> {
  const fresh = freshFrom(door, profile);
  if (fresh === undefined) return { outcome: 'technical-error', retryable: false };
  if (isDenied(door, fresh.identity)) return { outcome: 'unknown' };
  const account = await standInFor(door.ledger.db, fresh.id);
  const row = account === undefined ? undefined : await findById(door.ledger.db, account.id);
  const standing = standingFor(door, row === undefined ? undefined : openCustomer(door, row));
  const customer = customerOf(row ?? { id: fresh.id, target_id: null }, fresh.identity);
  switch (standing.kind) {
    case 'deleted':
      return { outcome: 'unknown' };
    case 'crossed':
      return { outcome: 'already-migrated', customer };
    case 'busy':
      return { outcome: 'technical-error', retryable: true };
    default:
      return standing.kind === 'open' && standing.held
        ? { outcome: 'blocked', reason: 'held' }
        : { outcome: 'match', customer };
  }
}
