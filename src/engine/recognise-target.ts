/**
 * Is this the target whose users the ledger knows? Ids of one installation mean nobody, or strangers, in another.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { CrossingTarget } from './crossing.ts';

/** The first import decides which target this ledger belongs to. @throws TARGET_SWITCHED */
export async function claimTarget(ledger: Ledger, target: CrossingTarget): Promise<void> {
  if (await isKnownTarget(ledger, target)) return;
  const fingerprint = await fingerprintOf(target);
  await ledger.db.query(`update ledger set target = $1 where target is null`, [fingerprint]);
}

/** @returns false while no import has been here. @throws TARGET_SWITCHED */
export async function isKnownTarget({ db }: Ledger, target: CrossingTarget): Promise<boolean> {
  const { rows } = await db.query<{ target: string | null }>(`select target from ledger`);
  const known = rows[0]?.target ?? null;
  if (known === null) return false;
  if (known !== (await fingerprintOf(target))) throw new FootbridgeError('TARGET_SWITCHED');
  return true;
}

async function fingerprintOf({ id, session }: CrossingTarget): Promise<string> {
  return `${id}:${await session.fingerprint()}`;
}
