/**
 * The credential plans in a reader's words, with the tint and the pattern they have in every chart.
 *
 * Tints after Okabe and Ito, which people with any common kind of colour blindness tell apart; the pattern says the
 * same once more, for paper in black and white.
 *
 * @see https://jfly.uni-koeln.de/color/
 * @module
 */
import { CREDENTIAL_PLANS, type CredentialPlan } from '../identity/credential-plan.ts';

interface PlanWords {
  /** Fits a legend. */
  readonly short: string;
  /** What it means for the customer. A sentence. */
  readonly long: string;
}

export const PLAN_WORDS = {
  native: {
    short: 'kept as it is',
    long: 'The new platform takes the stored hash. Customers notice nothing.',
  },
  transcoded: {
    short: 'kept, repacked',
    long: 'The same hash in the envelope of the new platform. Customers notice nothing.',
  },
  wrapped: {
    short: 'kept, wrapped',
    long: 'A weak hash is put inside a strong one. Customers notice nothing.',
  },
  vault: {
    short: 'kept in the vault',
    long: 'The hash stays sealed with Footbridge, which judges the first login. Customers notice nothing.',
  },
  legacy: {
    short: 'asked of the old system',
    long: 'Only the old system can judge the first login, so it has to stay up until then.',
  },
  reset: { short: 'must set a new one', long: 'Nobody can judge the password: customers set a new one.' },
  none: {
    short: 'no password',
    long: 'There is no password: they log in through a provider or with a passkey.',
  },
} as const satisfies Record<CredentialPlan, PlanWords>;

/** The customer keeps the password, and the new platform judges it from the first day. */
export const KEPT: readonly CredentialPlan[] = ['native', 'transcoded', 'wrapped'];

/** In the order in which they are stacked: from what costs nobody anything to what costs everybody something. */
export const PLAN_ORDER = CREDENTIAL_PLANS;
