/**
 * Claims a customer for a crossing that begins at this login: looked at once more under a lock, intent committed.
 *
 * Between the verdict and this moment a bulk run, an event or another login may have been faster; what the lock shows
 * is what counts. Nobody is merged: a profile whose id or identifiers belong to somebody else is held for a person.
 *
 * @module
 */
import { canonicalBytes } from '../../identity/digest.ts';
import { identifierKey } from '../../identity/identifier.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Queries } from '../../ledger/database/database.ts';
import {
  findOthers,
  insertCustomer,
  lockCustomer,
  lockIdentifiers,
  noteLoginProblem,
  openCrossing,
  refreshCustomer,
} from '../../ledger/sql/login-crossing.ts';
import { findWrite } from '../../ledger/sql/reset-writes.ts';
import type { StagedIdentity } from '../../ledger/sql/stage-page.ts';
import { note } from '../note.ts';
import { IN_FLIGHT } from '../reset/journey/usable.ts';
import { type DoorContext, type KnownCustomer, openCustomer, standingFor } from './context.ts';
import { refresh, withoutPassword } from './merge.ts';

export type Claim =
  | { readonly kind: 'claimed'; readonly id: string; readonly identity: Identity; readonly targetId?: string }
  /** `outdated`: the hash that was compared is no longer the one that counts. */
  | { readonly kind: 'crossed' | 'deleted' | 'busy' | 'held' | 'outdated' };

/**
 * @param fresh what the legacy said of them just now
 * @param copy the hash of ours by which the password was found right
 */
export async function claim(
  door: DoorContext,
  id: string,
  fresh: Identity | undefined,
  hook: string,
  copy?: string,
): Promise<Claim> {
  return door.ledger.db.transaction(async (tx) => {
    // Names before rows, always: two logins would wait for each other in a circle otherwise.
    if (fresh !== undefined)
      await lockIdentifiers(
        tx,
        indexed(door, fresh).map(({ hash }) => hash),
      );
    const row = await lockCustomer(tx, id);
    if (row === undefined)
      return fresh === undefined ? { kind: 'deleted' } : admit(door, tx, id, fresh, hook);
    const known = openCustomer(door, row);
    if (copy !== undefined && isOutdated(door, known, copy)) return { kind: 'outdated' };
    return claimKnown(door, tx, known, fresh, hook);
  });
}

/** The customer changed the password in the legacy while the old one was compared. */
function isOutdated(door: DoorContext, known: KnownCustomer, copy: string): boolean {
  const standing = standingFor(door, known);
  if (standing.kind !== 'open') return false;
  return standing.judge !== 'vault' || known.identity?.password?.hash !== copy;
}

async function admit(
  door: DoorContext,
  tx: Queries,
  id: string,
  fresh: Identity,
  hook: string,
): Promise<Claim> {
  const staged = toStaged(door, id, fresh);
  if (await isTaken(tx, staged)) {
    await note(door.ledger, tx, [
      {
        kind: 'login-held',
        runId: door.runId,
        facts: { hook, why: 'an identifier belongs to somebody else' },
      },
    ]);
    return { kind: 'held' };
  }
  await insertCustomer(tx, door.runId, door.ledger.seals.version, staged);
  const row = await lockCustomer(tx, id);
  if (row === undefined) return { kind: 'busy' };
  return claimKnown(door, tx, openCustomer(door, row), fresh, hook);
}

async function claimKnown(
  door: DoorContext,
  tx: Queries,
  known: KnownCustomer,
  fresh: Identity | undefined,
  hook: string,
): Promise<Claim> {
  const standing = standingFor(door, known);
  if (standing.kind === 'stranger' || standing.kind === 'deleted') return { kind: 'deleted' };
  if (standing.kind !== 'open') return { kind: standing.kind };
  const { row } = known;
  if (await isBeingReset(door, tx, row)) return { kind: 'busy' };
  if (standing.held || known.identity === undefined) return { kind: 'held' };
  let identity = known.identity;
  if (fresh !== undefined && row.target_id === null) {
    identity = refresh(known.identity, fresh);
    const staged = toStaged(door, row.id, identity);
    if (await isTaken(tx, staged)) {
      await noteLoginProblem(tx, door.runId, row.id, { code: 'IDENTIFIER_DUPLICATE' });
      return { kind: 'held' };
    }
    await refreshCustomer(tx, door.ledger.seals.version, staged);
  }
  const write = await openCrossing(tx, door.runId, row);
  if (row.open_write === null)
    await note(door.ledger, tx, [
      { kind: 'crossing', runId: door.runId, identityId: row.id, facts: { hook, write } },
    ]);
  return {
    kind: 'claimed',
    id: row.id,
    identity: withoutPassword(identity),
    ...(row.target_id === null ? {} : { targetId: row.target_id }),
  };
}

/** A journey is writing a new password at this moment: storing the old one would bring it back to life. */
async function isBeingReset(
  door: DoorContext,
  tx: Queries,
  { open_write: id }: KnownCustomer['row'],
): Promise<boolean> {
  const open = id === null ? undefined : await findWrite(tx, id);
  if (open === undefined || open.invitation_id === null) return false;
  return door.now() - open.called_at.getTime() < IN_FLIGHT;
}

async function isTaken(tx: Queries, { id, identifiers }: StagedIdentity): Promise<boolean> {
  const hashes = identifiers.map(({ hash }) => hash);
  return (await findOthers(tx, id, hashes)) > 0;
}

function toStaged(door: DoorContext, id: string, identity: Identity): StagedIdentity {
  const { ledger } = door;
  const bytes = canonicalBytes(identity);
  return {
    id,
    digest: ledger.index.digest(bytes),
    state: 'staged',
    operation: 'create',
    source: door.parts.source,
    path: 'jit',
    cohort: '',
    credentialPlan: 'legacy',
    kind: identity.kind,
    status: identity.status,
    factors: [...new Set(identity.factors.map(({ type }) => type))],
    links: identity.links.length,
    losses: [],
    row: 0,
    position: 'login',
    body: ledger.seals.seal(id, bytes),
    identifiers: indexed(door, identity),
    problems: [],
  };
}

function indexed({ ledger }: DoorContext, { identifiers }: Identity): StagedIdentity['identifiers'] {
  return identifiers.map((identifier) => ({
    hash: ledger.index.identifier(identifier.type, identifierKey(identifier)),
    type: identifier.type,
    verified: identifier.verified,
  }));
}
