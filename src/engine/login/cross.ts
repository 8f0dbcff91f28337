/**
 * From a right password to an answer: whose it is, what stands against it, the claim, and who stores it.
 *
 * @module
 */
import type { Answer, Customer, MustChangeReason, VerifyQuestion } from '../../hooks/hook.ts';
import type { Factor, Identity } from '../../identity/identity.ts';
import { externalId } from '../../ledger/blind-index.ts';
import { findById } from '../../ledger/sql/find-customer.ts';
import { standInFor } from '../../ledger/sql/groups.ts';
import type { LegacyProfile } from '../../legacy/legacy.ts';
import { claim } from './claim.ts';
import { type DoorContext, type KnownCustomer, openCustomer } from './context.ts';
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
  found: KnownCustomer | undefined,
  verdict: RightPassword,
  { password, targetId: askedFor }: VerifyQuestion,
  asking: Asking,
  signal: AbortSignal,
): Promise<Answer> {
  const { fresh, id, several, known } = await whoCrosses(door, found, verdict);
  if (id === undefined) return { outcome: 'technical-error', retryable: false };
  // The legacy let in somebody else than the one the ledger knows by this identifier: two people, never one.
  if (known !== undefined && known.row.id !== id) return HELD;
  if (known !== undefined && isOfAnother(known, askedFor)) return HELD;
  if (isDenied(door, fresh?.identity) || isDenied(door, known?.identity)) return { outcome: 'unknown' };
  const status = statusOf(fresh?.identity, known?.identity, several);
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
  let claimed = await claim(door, id, several ? undefined : fresh?.identity, asking.hook, copy);
  while (claimed.kind === 'busy' && !signal.aborted) {
    await glance();
    if (!signal.aborted)
      claimed = await claim(door, id, several ? undefined : fresh?.identity, asking.hook, copy);
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
  if (targetId !== undefined && fresh !== undefined && !several)
    followLegacy(door, claimed.id, targetId, fresh.identity);
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

/** Answered like a tombstone: nobody learns that they stand on a list. */
export function isDenied({ parts }: DoorContext, identity: Identity | undefined): boolean {
  return identity !== undefined && parts.denies?.(identity) === true;
}

interface Crosser {
  /** What the legacy says of them, where it was asked. */
  readonly fresh: { readonly id: string; readonly identity: Identity } | undefined;
  /** Whose account it is; undefined: nobody can say. */
  readonly id: string | undefined;
  /** As far as the ledger knows them. */
  readonly known: KnownCustomer | undefined;
  /** Their account is made of several records: one of them must not overwrite it. */
  readonly several: boolean;
}

/** A record that was merged into another is that other's, whatever the legacy calls it. */
async function whoCrosses(
  door: DoorContext,
  known: KnownCustomer | undefined,
  { profile }: RightPassword,
): Promise<Crosser> {
  const { db } = door.ledger;
  const fresh = profile === undefined ? undefined : freshFrom(door, profile);
  const named = fresh?.id ?? known?.row.id;
  const account = named === undefined ? undefined : await standInFor(db, named);
  if (account?.several !== true) return { fresh, id: account?.id ?? named, several: false, known };
  // Under a name that only the legacy knows: what was decided about the whole account counts all the same.
  const row = known === undefined ? await findById(db, account.id) : undefined;
  return { fresh, id: account.id, several: true, known: row === undefined ? known : openCustomer(door, row) };
}

/** Whoever was shut out under one of several records stays so, though another is open. */
function statusOf(
  fresh: Identity | undefined,
  known: Identity | undefined,
  several: boolean,
): Identity['status'] | undefined {
  const shut = several && (known?.status === 'disabled' || known?.status === 'locked');
  return shut ? known.status : (fresh?.status ?? known?.status);
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
