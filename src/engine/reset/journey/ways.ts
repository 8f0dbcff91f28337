/**
 * Where a customer can set what: on our page, on the platform's own, or nowhere. A configured handover goes first, because
 * the operator asked for it.
 *
 * @module
 */

import type { CredentialNeed } from '../../../targets/target.ts';
import { type Place, placeOf } from '../lost-factors.ts';
import type { JourneyContext } from './context.ts';

export function placeFor({ parts }: JourneyContext, need: CredentialNeed): Place {
  if (parts.handover?.begins.includes(need) === true) return 'there';
  const place = placeOf(need, parts.target?.reset, { passkeys: parts.policy.passkey !== undefined });
  // Our page writes to the target; without one there is only the platform's.
  return place === 'here' && parts.target === undefined ? 'no' : place;
}
