/**
 * Looks whether the target has what it was told to store: for platforms without an event, and for events that got lost.
 *
 * Whoever is there with a password has crossed. Whoever never came, within the time given, is given back: the
 * identity is where it was, and the next login or the next wave may take it. Without access to the target nothing is
 * given back: only its events can tell, and guessing either way locks somebody out or lets an old password live.
 *
 * @module
 */
import { externalId } from '../../ledger/blind-index.ts';
import { findById } from '../../ledger/sql/find-customer.ts';
import {
  endCrossing,
  listUnsettled,
  lockCustomer,
  noteLoginProblem,
} from '../../ledger/sql/login-crossing.ts';
import type { FindKey } from '../../targets/target.ts';
import type { CrossingTarget } from '../crossing.ts';
import { note } from '../note.ts';
import { type DoorContext, openCustomer } from './context.ts';
import { settleStored } from './settle.ts';

/** Crossings looked at in one call to the target. */
const AT_ONCE = 100;

/** Milliseconds a target gets to store what it was just told. */
const PATIENCE = 2_000;

interface Waiting {
  readonly id: string;
  readonly calledAt: number;
  readonly key: FindKey;
}

export async function lookAround(door: DoorContext): Promise<{ settled: number; givenBack: number }> {
  const { target } = door.parts;
  const done = { settled: 0, givenBack: 0 };
  if (target === undefined) return done;
  let after = new Date(0);
  for (;;) {
    const open = await listUnsettled(door.ledger.db, new Date(door.now() - PATIENCE), AT_ONCE, after);
    if (open.length === 0) return done;
    const waiting = await Promise.all(open.map((one) => toWaiting(door, one.identity_id, one.called_at)));
    const there = waiting.filter((one) => one !== undefined);
    for (const [index, found] of (await target.session.find(there.map(({ key }) => key))).entries()) {
      const one = there[index];
      if (one === undefined) continue;
      const shown = found?.whose === 'ours' ? await lookAt(door, target, one.id, found.targetId) : 'nothing';
      // Made by the target after our match, and nobody can see by what they log in: an import would write over it.
      const isItsOwn = shown === 'unknown' && one.key.targetId === undefined;
      if (shown === 'stored') {
        done.settled += 1;
      } else if (!isItsOwn && door.now() - one.calledAt > door.settings.forgetUnsettled) {
        await giveUp(door, one.id, found?.whose === 'other');
        done.givenBack += 1;
      }
    }
    if (open.length < AT_ONCE) return done;
    after = open.at(-1)?.called_at ?? after;
  }
}

/**
 * Before anybody is believed again whose crossing is open: has the target stored it meanwhile? Some targets ask about
 * every password that is not theirs, and the old one must be dead from the moment the new one stands.
 *
 * @throws what the target throws: while it cannot be looked at, nobody knows whether the old password lives
 */
export async function settleIfThere(door: DoorContext, id: string): Promise<boolean> {
  const { target } = door.parts;
  const waiting = target === undefined ? undefined : await toWaiting(door, id, new Date());
  if (target === undefined || waiting === undefined) return false;
  const [found] = await target.session.find([waiting.key]);
  return found?.whose === 'ours' && (await lookAt(door, target, id, found.targetId)) === 'stored';
}

async function toWaiting(door: DoorContext, id: string, calledAt: Date): Promise<Waiting | undefined> {
  const row = await findById(door.ledger.db, id);
  if (row === undefined) return undefined;
  const { identity } = openCustomer(door, row);
  const key = {
    externalId: externalId(id),
    identifiers: identity?.identifiers ?? [],
    ...(row.target_id === null ? {} : { targetId: row.target_id }),
  };
  return { id, calledAt: calledAt.getTime(), key };
}

/** Settles what is seen. */
async function lookAt(
  door: DoorContext,
  { session }: CrossingTarget,
  id: string,
  targetId: string,
): Promise<'stored' | 'nothing' | 'unknown'> {
  const [snapshot] = await session.read([targetId]);
  // `unknown` is no observation: such a target has to tell by an event.
  if (snapshot?.password === 'unknown') return 'unknown';
  if (snapshot?.password !== 'present') return 'nothing';
  const settled = await settleStored(door, id, {
    how: 'looked',
    targetId,
    after: snapshot.fingerprint,
    signedIn: true,
  });
  return settled === 'settled' || settled === 'known-already' ? 'stored' : 'nothing';
}

/** Somebody else there under the same identifier is for a person to decide. */
async function giveUp(door: DoorContext, id: string, other: boolean): Promise<void> {
  await door.ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, id);
    if (row === undefined || row.open_write === null) return;
    await endCrossing(tx, id, other ? 'refused' : 'withdrawn', other ? 'TARGET_CONFLICT' : undefined);
    if (other) await noteLoginProblem(tx, door.runId, id, { code: 'TARGET_CONFLICT' });
    const kind = other ? 'held' : 'given-back';
    await note(door.ledger, tx, [{ kind, runId: door.runId, identityId: id, facts: {} }]);
  });
}
