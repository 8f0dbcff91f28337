/** Who must not cross, by a list of the operator's: answered like a link to nowhere, because nobody learns of such a list. */
import type { Identity } from '../../../identity/identity.ts';
import type { JourneyContext } from './context.ts';

export function isDenied({ parts }: JourneyContext, identity: Identity): boolean {
  return parts.denies?.(identity) === true;
}
