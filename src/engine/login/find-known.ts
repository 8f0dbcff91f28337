/**
 * Whom a question is about, as far as the ledger knows: by our external id, the target's id, or what was typed.
 *
 * @module
 */
import type { Whom } from '../../hooks/hook.ts';
import {
  type CustomerRow,
  findById,
  findByIdentifiers,
  findByTargetId,
} from '../../ledger/sql/find-customer.ts';
import { type DoorContext, type KnownCustomer, openCustomer } from './context.ts';
import { type Reading, readingsOf } from './readings.ts';

export interface FoundWhom {
  readonly readings: readonly Reading[];
  readonly known: KnownCustomer | undefined;
  /** Several customers have what was typed, and nobody can say which of them it is. */
  readonly ambiguous: boolean;
}

/** Everything that needs is the ledger: a route is asked for without a door. */
type Finder = Pick<DoorContext, 'ledger'>;

export async function findKnown(door: Finder, whom: Whom): Promise<FoundWhom> {
  const readings =
    whom.identifier === undefined ? [] : readingsOf(whom.identifier, whom.type, door.ledger.index);
  const byId = await findByIds(door, whom);
  if (byId !== undefined) return { readings, known: openCustomer(door, byId), ambiguous: false };
  const rows = await findByIdentifiers(
    door.ledger.db,
    readings.map(({ hash }) => hash),
  );
  const meant = chooseMeant(rows);
  if (meant === 'several') return { readings, known: undefined, ambiguous: true };
  return { readings, known: meant === undefined ? undefined : openCustomer(door, meant), ambiguous: false };
}

async function findByIds({ ledger }: Finder, whom: Whom): Promise<CustomerRow | undefined> {
  if (whom.externalId !== undefined && /^[0-9a-f]{32}$/.test(whom.externalId)) {
    const found = await findById(ledger.db, whom.externalId);
    if (found !== undefined) return found;
  }
  return whom.targetId === undefined ? undefined : findByTargetId(ledger.db, whom.targetId);
}

/** The first reading that leads to somebody decides. Of several, those held for exactly this do not count. */
function chooseMeant(rows: readonly CustomerRow[]): CustomerRow | 'several' | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const same = rows.filter(({ hash }) => hash === first.hash);
  if (same.length === 1) return first;
  const free = same.filter(({ state }) => state !== 'held' && state !== 'excluded');
  const [only, ...more] = free;
  return only !== undefined && more.length === 0 ? only : 'several';
}
