/**
 * What became of a write that nobody settled: found by looking in the target, never by sending it again.
 *
 * The customer set the credential there: settled. Nobody did: the link is theirs again. Nobody can tell: it stays open,
 * and whoever comes back with the link sets it once more, which ends the doubt.
 *
 * @module
 */
import { externalId } from '../../../ledger/blind-index.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import { findInvitationById, type InvitationRow } from '../../../ledger/sql/invitations.ts';
import { endCrossing, lockCustomer } from '../../../ledger/sql/login-crossing.ts';
import { listOpenResets, type ResetWriteRow, settleFactor } from '../../../ledger/sql/reset-writes.ts';
import type { Snapshot } from '../../../targets/target.ts';
import { openIdentity } from '../../login/open-identity.ts';
import { note } from '../../note.ts';
import type { JourneyContext } from './context.ts';
import { type Gained, settleGained } from './settle.ts';
import { IN_FLIGHT } from './usable.ts';

/** Looked at in one round. */
const AT_ONCE = 100;

/** Milliseconds after which a write that nobody finished is given back: a journey on the platform's own page takes so long. */
const FORGET = 24 * 3_600_000;

export type LookedAgain = 'done' | 'not-done' | 'unknown';

/** Settles what is seen. */
export async function lookAtOpenWrite(
  context: JourneyContext,
  invitation: InvitationRow,
  write: ResetWriteRow,
): Promise<LookedAgain> {
  const { ledger, parts } = context;
  const row = await findById(ledger.db, write.identity_id);
  if (row === undefined) return 'unknown';
  const identity = openIdentity(ledger, row);
  const identifiers = identity?.identifiers ?? [];
  const whom = { identifiers, ...(row.target_id === null ? {} : { targetId: row.target_id }) };
  try {
    const said = await parts.handover?.session.completed?.(whom, write.called_at.toISOString());
    if (parts.target === undefined) {
      if (said !== 'yes') return said === 'no' ? 'not-done' : 'unknown';
      await settleGained(context, {
        invitation,
        row,
        write,
        gained: 'elsewhere',
        targetId: row.target_id,
        how: 'looked',
      });
      return 'done';
    }
    const [found] = await parts.target.session.find([{ externalId: externalId(row.id), ...whom }]);
    if (found?.whose !== 'ours') return 'not-done';
    const [now] = await parts.target.session.read([found.targetId]);
    if (now === undefined) return 'not-done';
    const gained =
      said === 'yes'
        ? 'elsewhere'
        : whatWasGained(beforeOf(context, write), now, write.operation === 'factor');
    if (gained === 'unknown' || gained === undefined) return gained === undefined ? 'not-done' : 'unknown';
    await settleGained(context, {
      invitation,
      row,
      write,
      gained,
      targetId: found.targetId,
      after: now.fingerprint,
      how: 'looked',
    });
    return 'done';
  } catch {
    // The target is away: nothing is known, and nothing is lost by it.
    return 'unknown';
  }
}

function beforeOf(
  { ledger }: JourneyContext,
  { identity_id: id, before }: ResetWriteRow,
): Snapshot | undefined {
  if (before === null) return undefined;
  // Sealed by us, from a snapshot of the target.
  return JSON.parse(ledger.seals.open(id, before).toString('utf8')) as Snapshot;
}

/** What stands there now and did not before; undefined: nothing. Pure. */
export function whatWasGained(
  before: Pick<Snapshot, 'password' | 'factors'> | undefined,
  now: Pick<Snapshot, 'password' | 'factors'>,
  factorOnly: boolean,
): Gained | 'unknown' | undefined {
  const more = (type: 'webauthn' | 'totp') => count(now.factors, type) > count(before?.factors ?? [], type);
  if (factorOnly) return more('totp') || more('webauthn') ? 'factor' : undefined;
  if (more('webauthn')) return 'passkey';
  if (now.password === 'unknown') return 'unknown';
  if (now.password === 'absent') return undefined;
  // Of who had one nobody can tell: a login or an administrator changes the fingerprint as well.
  return before?.password === 'present' ? undefined : 'password';
}

function count(factors: Snapshot['factors'], type: string): number {
  return factors.filter((one) => one === type).length;
}

/** One round over whoever did not come back. Called by the server now and then. */
export async function lookAfterJourneys(
  context: JourneyContext,
): Promise<{ readonly settled: number; readonly givenBack: number }> {
  const done = { settled: 0, givenBack: 0 };
  let after = new Date(0);
  for (;;) {
    const before = new Date(context.now() - IN_FLIGHT);
    const open = await listOpenResets(context.ledger.db, before, after, AT_ONCE);
    for (const write of open) {
      const invitation = await findInvitationById(context.ledger.db, write.invitation_id ?? '');
      const seen = invitation === undefined ? 'not-done' : await lookAtOpenWrite(context, invitation, write);
      if (seen === 'done') done.settled += 1;
      else if (seen === 'not-done' && context.now() - write.called_at.getTime() > FORGET) {
        await giveBack(context, write);
        done.givenBack += 1;
      }
    }
    if (open.length < AT_ONCE) return done;
    after = open.at(-1)?.called_at ?? after;
  }
}

async function giveBack({ ledger, runId }: JourneyContext, write: ResetWriteRow) {
  const run = await runId();
  await ledger.db.transaction(async (tx) => {
    const row = await lockCustomer(tx, write.identity_id);
    if (row === undefined) return;
    if (write.operation === 'factor') await settleFactor(tx, write.id, 'withdrawn', null);
    else if (row.open_write === write.id) await endCrossing(tx, row.id, 'withdrawn');
    await note(ledger, tx, [{ kind: 'given-back', runId: run, identityId: row.id, facts: {} }]);
  });
}
