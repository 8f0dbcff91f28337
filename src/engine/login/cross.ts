/**
 * From a right password to an answer: whose it is, what stands against it, the claim, and who stores it.
 *
 * @module
 */
import type { Answer, Customer, MustChangeReason, VerifyQuestion } from '../../hooks/hook.ts';
import type { Factor, Identity } from '../../identity/identity.ts';
import { externalId } from '../../ledger/blind-index.ts';
import type { LegacyProfile } from '../../legacy/legacy.ts';
import { claim } from './claim.ts';
import type { DoorContext, KnownCustomer } from './context.ts';
import type { Asking } from './door.ts';
import { followLegacy } from './follow-legacy.ts';
import { glance } from './glance.ts';
import { withoutPassword } from './merge.ts';
import { storeNow } from './store-now.ts';
import type { Verdict } from './verdict.ts';

type RightPassword = Extract<Verdict, { outcome: 'match' | 'mfa-required' }>;

const HELD: Answer = { outcome: 'blocked', reason: 'held' };
const FAILED: Answer = { outcome: 'technical-error', retryable: true };

export async function cross(
  door: DoorContext,
  known: KnownCustomer | undefined,
  verdict: RightPassword,
  { password, targetId: askedFor }: VerifyQuestion,
  asking: Asking,
  signal: AbortSignal,
): Promise<Answer> {
  const fresh = verdict.profile === undefined ? undefined : freshFrom(door, verdict.profile);
  const id = known?.row.id ?? fresh?.id;
  if (id === undefined) return { outcome: 'technical-error', retryable: false };
  // The legacy let in somebody else than the one the ledger knows by this identifier: two people, never one.
  if (fresh !== undefined && fresh.id !== id) return HELD;
  if (known !== undefined && isOfAnother(known, askedFor)) return HELD;
  const status = fresh?.identity.status ?? known?.identity?.status;
  if (status === 'disabled' || status === 'locked') return { outcome: 'blocked', reason: status };
  if (wantsFactor(door, verdict, known, fresh?.identity, asking)) {
    const identity = fresh?.identity ?? known?.identity;
    const row = known?.row ?? { id, target_id: null };
    return {
      outcome: 'mfa-required',
      ...(identity === undefined ? {} : { customer: customerOf(row, identity) }),
    };
  }

  // Answered already, with a technical error: what is not claimed need not be given back.
  if (signal.aborted) return FAILED;
  const isOfCopy = verdict.outcome === 'match' && verdict.ofCopy === true;
  const copy = isOfCopy ? known?.identity?.password?.hash : undefined;
  let claimed = await claim(door, id, fresh?.identity, asking.hook, copy);
  while (claimed.kind === 'busy' && !signal.aborted) {
    await glance();
    claimed = await claim(door, id, fresh?.identity, asking.hook, copy);
  }
  switch (claimed.kind) {
    case 'crossed':
      return { outcome: 'already-migrated' };
    case 'deleted':
      return { outcome: 'unknown' };
    case 'busy':
    case 'outdated':
      return FAILED;
    case 'held':
      return HELD;
  }
  let targetId = claimed.targetId;
  if (asking.stores === 'footbridge') {
    const stored = await storeNow(door, claimed, password);
    if (stored.kind === 'held') return HELD;
    if (stored.kind === 'failed') return FAILED;
    targetId = stored.targetId;
  }
  if (targetId !== undefined && fresh !== undefined) followLegacy(door, claimed.id, targetId, fresh.identity);
  const customer = customerOf({ id: claimed.id, target_id: targetId ?? null }, claimed.identity);
  const reason = mustChange(door, verdict, password.bytes, password.reveal().length, asking);
  return reason === undefined
    ? { outcome: 'match', customer }
    : { outcome: 'match-must-change', customer, reason };
}

/**
 * The target asks for a user who is only called as this customer, who is somebody else there. While a crossing is open
 * it may be the user that the target has just made for it.
 */
function isOfAnother({ row }: KnownCustomer, askedFor: string | undefined): boolean {
  if (askedFor === undefined || row.hash === null || row.open_write !== null) return false;
  return row.target_id !== null && row.target_id !== askedFor;
}

/** Who the legacy says this is; undefined: the mapping could make nothing of it. */
export function freshFrom(
  { parts, ledger }: DoorContext,
  profile: LegacyProfile,
): { readonly id: string; readonly identity: Identity } | undefined {
  const { identity } = parts.legacy?.map(profile) ?? {};
  if (identity === undefined) return undefined;
  // The id is the legacy's own word; a mapping that forgot it would give every stranger the same one.
  const whole = { ...withoutPassword(identity), sourceId: profile.sourceId };
  return { id: ledger.index.identityId(parts.source, profile.sourceId), identity: whole };
}

export function customerOf(
  row: { readonly id: string; readonly target_id: string | null },
  identity: Identity,
): Customer {
  return {
    identity: withoutPassword(identity),
    externalId: externalId(row.id),
    uuid: row.id,
    ...(row.target_id === null ? {} : { targetId: row.target_id }),
  };
}

/** A second factor that would be lost on the way: the password alone must not become enough. */
function wantsFactor(
  { settings }: DoorContext,
  verdict: RightPassword,
  known: KnownCustomer | undefined,
  fresh: Identity | undefined,
  asking: Asking,
): boolean {
  if (settings.mfa === 'match') return false;
  if (verdict.outcome === 'mfa-required') return true;
  // Whoever stands in the target already has there what could be carried; its losses were accepted by name.
  if (asking.stores === 'footbridge' || known?.row.target_id != null) return false;
  const carried: readonly string[] = asking.factors ?? [];
  const factors = [...(known?.identity?.factors ?? []), ...(fresh?.factors ?? [])];
  return factors.some((factor) => isSecond(factor) && !carried.includes(factor.type));
}

function isSecond(factor: Factor): boolean {
  return factor.type === 'webauthn' ? !factor.passwordless : factor.type !== 'recovery-codes';
}

function mustChange(
  { settings }: DoorContext,
  verdict: RightPassword,
  bytes: number,
  length: number,
  { longestPassword }: Asking,
): MustChangeReason | undefined {
  if (verdict.outcome === 'match' && verdict.mustChange !== undefined) return verdict.mustChange;
  if (longestPassword !== undefined && bytes > longestPassword) return 'too-long-for-target';
  return length < settings.shortestPassword ? 'weak-for-target' : undefined;
}
