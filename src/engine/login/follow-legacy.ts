/**
 * After a login of somebody who stands in the target already: fields whose authority is the legacy are brought there.
 *
 * In the background, because no customer should wait for a profile; what fails is tried again at their next login.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { externalId } from '../../ledger/blind-index.ts';
import { findById } from '../../ledger/sql/find-customer.ts';
import { noteAlone } from '../note.ts';
import { type DoorContext, openCustomer } from './context.ts';
import { followAuthority } from './merge.ts';

export function followLegacy(door: DoorContext, id: string, targetId: string, fresh: Identity): void {
  const { default: usual, fields } = door.settings.authority;
  if (usual === 'first-write' && !Object.values(fields).includes('legacy')) return;
  door.keep(bringOver(door, id, targetId, fresh).catch(() => undefined));
}

export async function bringOver(
  door: DoorContext,
  id: string,
  targetId: string,
  fresh: Identity,
): Promise<boolean> {
  const { target } = door.parts;
  const row = await findById(door.ledger.db, id);
  if (target === undefined || row === undefined) return false;
  const known = openCustomer(door, row).identity;
  const [there] = await target.session.read([targetId]);
  if (known === undefined || there === undefined) return false;
  const wanted = followAuthority(known, fresh, there.fields, door.settings.authority);
  if (wanted === undefined) return false;
  const [outcome] = await target.session.write([
    {
      id: `follow-${id}`,
      operation: 'update',
      externalId: externalId(id),
      targetId,
      identity: wanted,
      credentialPlan: row.credential_plan,
      keepsCredentials: true,
    },
  ]);
  const done = outcome?.status === 'done';
  await noteAlone(door.ledger, {
    kind: 'profile-followed',
    runId: door.runId,
    identityId: id,
    facts: { done },
  });
  return done;
}
