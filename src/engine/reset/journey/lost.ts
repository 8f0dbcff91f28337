/**
 * Which second factors of a customer did not travel, and which did.
 *
 * @module
 */
import type { FactorType, Identity } from '../../../identity/identity.ts';
import type { CustomerRow } from '../../../ledger/sql/find-customer.ts';
import { withoutPassword } from '../../login/merge.ts';
import { lostFactors } from '../lost-factors.ts';
import type { JourneyContext } from './context.ts';

/** Second factors proper: recovery codes only stand in for one. */
function isSecond(type: FactorType): boolean {
  return type !== 'recovery-codes';
}

/** As the target's own rules say; without a target nobody can tell, and nothing is asked for. */
export function lostOf({ parts }: JourneyContext, identity: Identity): readonly FactorType[] {
  if (parts.target === undefined || identity.factors.length === 0) return [];
  return lostFactors(identity, parts.target.fit(withoutPassword(identity))).map(({ type }) => type);
}

/** They have a second factor, and the target holds it. */
export function keepsFactor(context: JourneyContext, identity: Identity): boolean {
  const lost = lostOf(context, identity);
  return identity.factors.some(({ type }) => isSecond(type) && !lost.includes(type));
}

/** Had a second factor, and arrives with none. */
export function lostSecond(context: JourneyContext, identity: Identity): boolean {
  const had = identity.factors.some(({ type }) => isSecond(type));
  return had && !keepsFactor(context, identity);
}

/** In the target itself: an authenticator app that was set up there counts like one of ours. */
export async function hasSecondThere(
  { parts }: JourneyContext,
  { target_id: targetId }: Pick<CustomerRow, 'target_id'>,
): Promise<boolean> {
  if (targetId === null || parts.target === undefined) return false;
  const [snapshot] = await parts.target.session.read([targetId]).catch(() => []);
  return snapshot?.factors.some((type) => type === 'totp' || type === 'webauthn') ?? false;
}
