/**
 * Settling: a match is a migration once the target says or shows that it has the credential, and not before.
 *
 * Then the old password is dead: the identity crossed for good, and the hash in its seal is destroyed. The row and
 * everything else in it stay; PostgreSQL gives the bytes back at its next vacuum.
 *
 * @module
 */

import type { SettleQuestion } from '../../hooks/hook.ts';
import { canonicalBytes } from '../../identity/digest.ts';
import type { Queries } from '../../ledger/database/database.ts';
import { revokeInvitations } from '../../ledger/sql/invitations.ts';
import { markSettled } from '../../ledger/sql/journeys.ts';
import {
  buryCustomer,
  lockCustomer,
  planWithoutHash,
  putSeal,
  setOwner,
  settleCrossing,
} from '../../ledger/sql/login-crossing.ts';
import { findWrite } from '../../ledger/sql/reset-writes.ts';
import { destroyCopies } from '../link/destroy-copies.ts';
import { type Happening, note } from '../note.ts';
import { sendNow } from '../reset/send-now.ts';
import { type DoorContext, type KnownCustomer, openCustomer, standingFor } from './context.ts';
import { withoutPassword } from './merge.ts';

/** `busy`: a bulk write of this customer is under way; ask again. */
export type Settled = 'settled' | 'known-already' | 'busy' | 'gone';

export interface Seen {
  /** How we know: the hook's event, `looked`, `stored-by-us`. */
  readonly how: string;
  readonly targetId?: string;
  /** Fingerprint of the user when this was seen. */
  readonly after?: string;
  /** The customer was seen to log in, as against only setting a password. */
  readonly signedIn: boolean;
  /** They came in, and nobody says by what: by password only if that was let in here before. */
  readonly anyWay?: boolean;
}

/** The target has the credential of this customer. */
export async function settleStored(door: DoorContext, identityId: string, seen: Seen): Promise<Settled> {
  return door.ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, identityId);
    if (row === undefined) return 'gone';
    const known = openCustomer(door, row);
    const standing = standingFor(door, known);
    if (standing.kind === 'deleted') return 'gone';
    if (standing.kind === 'busy') return 'busy';
    const open = row.open_write === null ? undefined : await findWrite(tx, row.open_write);
    const isOfJourney = open !== undefined && open.invitation_id !== null;
    const isWaiting = standing.kind === 'open' && open === undefined;
    if (seen.anyWay === true && (isWaiting || isOfJourney)) return 'known-already';
    const proves = seen.signedIn && row.state !== 'proven' && row.state !== 'retired';
    if (row.owner === 'target' && !proves && !isOfJourney) return 'known-already';
    await settleCrossing(tx, {
      identityId,
      targetId: seen.targetId ?? null,
      after: seen.after ?? null,
      state:
        row.state === 'retired' ? 'retired' : seen.signedIn || row.state === 'proven' ? 'proven' : 'moved',
    });
    await markSettled(tx, identityId, new Date(door.now()));
    if (isOfJourney) await endJourney(door, tx, known);
    const events: Happening[] = [
      { kind: 'crossed', runId: door.runId, identityId, facts: { how: seen.how, signedIn: seen.signedIn } },
    ];
    events.push(...(await destroyHash(door, tx, known)));
    await note(door.ledger, tx, events);
    return 'settled';
  });
}

/** As where we see the end of a journey ourselves: no link is needed any more, and whoever used one is told. */
async function endJourney(
  { ledger, now }: DoorContext,
  tx: Queries,
  { row: { id: identityId }, identity }: KnownCustomer,
): Promise<void> {
  await revokeInvitations(tx, identityId, ['reset', 'recovery']);
  const language = identity?.profile.locale ?? 'und';
  await sendNow({ ledger, now }, tx, { identityId, kind: 'done', language, values: {} });
}

export async function destroyHash(
  { ledger, runId }: Pick<DoorContext, 'ledger' | 'runId'>,
  tx: Queries,
  { row, identity }: KnownCustomer,
): Promise<readonly Happening[]> {
  if (identity?.password === undefined) return [];
  const body = ledger.seals.seal(row.id, canonicalBytes(withoutPassword(identity)));
  await putSeal(tx, row.id, ledger.seals.version, body);
  await destroyCopies(tx, row.id, ledger);
  const facts = { format: identity.password.format ?? 'unnamed' };
  return [{ kind: 'vault-destroyed', runId, identityId: row.id, facts }];
}

/**
 * Anybody may have registered in the target with the address of a customer. A user whom nothing but what they are
 * called leads to us is that customer after a crossing, or by a reset: its code went to the address.
 */
export function speaksFor({ row }: KnownCustomer, { event, targetId }: SettleQuestion): boolean {
  if (row.hash === null || targetId === undefined || row.target_id === targetId) return true;
  if (row.target_id !== null) return false;
  return row.open_write !== null || row.owner === 'target' || event === 'reset';
}

/** An event of the target, or of the legacy, about somebody. */
export async function settleEvent(
  door: DoorContext,
  known: KnownCustomer,
  { event, targetId }: SettleQuestion,
): Promise<Settled> {
  const identityId = known.row.id;
  switch (event) {
    case 'stored':
    case 'signed-in':
    case 'changed':
    case 'reset':
      return settleStored(door, identityId, {
        how: event,
        signedIn: event === 'stored' || event === 'signed-in',
        anyWay: event === 'signed-in',
        ...(targetId === undefined ? {} : { targetId }),
      });
    case 'deleted':
      return bury(door, identityId);
    case 'changed-in-legacy':
      return disownVault(door, identityId);
  }
}

async function bury(door: DoorContext, identityId: string): Promise<Settled> {
  return door.ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, identityId);
    if (row === undefined) return 'gone';
    if (!(await setOwner(tx, identityId, 'deleted'))) return 'known-already';
    await buryCustomer(tx, identityId);
    await note(door.ledger, tx, [{ kind: 'tombstone', runId: door.runId, identityId, facts: {} }]);
    return 'settled';
  });
}

/** Our copy is of a password that is no more. */
async function disownVault(door: DoorContext, identityId: string): Promise<Settled> {
  return door.ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, identityId);
    if (row === undefined) return 'gone';
    const known = openCustomer(door, row);
    if (standingFor(door, known).kind === 'busy') return 'busy';
    if (!(await setOwner(tx, identityId, 'legacy'))) return 'known-already';
    await planWithoutHash(tx, identityId, door.legacies === undefined ? 'reset' : 'legacy');
    await note(door.ledger, tx, await destroyHash(door, tx, known));
    return 'settled';
  });
}
