/**
 * Who loses which factor on the way, why, and what can be set up in its place.
 *
 * A kind of factor counts as lost where the target takes none of those that a customer had of it: somebody with two
 * authenticator apps of which one travels still has a second factor, and is asked for nothing.
 *
 * @module
 */
import type { FactorType, Identity } from '../../identity/identity.ts';
import type { CredentialNeed, Fit, TargetReset } from '../../targets/target.ts';

/** As the column `losses` of the ledger names them: whoever has none of these has lost no factor. */
export const FACTOR_LOSSES: readonly string[] = [
  'factors.totp',
  'factors.webauthn',
  'factors.recovery-codes',
  'factors.sms',
  'factors.email',
];

export interface LostFactor {
  readonly type: FactorType;
  /** In the words of the target. */
  readonly why: string;
}

/** In the order in which the customer has them. */
export function lostFactors(
  { factors }: Pick<Identity, 'factors'>,
  { losses }: Pick<Fit, 'losses'>,
): readonly LostFactor[] {
  return [...new Set(factors.map(({ type }) => type))].flatMap((type) => {
    const had = factors.filter((factor) => factor.type === type).length;
    const lost = losses.filter(({ field }) => field === `factors.${type}`);
    if (lost.length < had) return [];
    return { type, why: lost[0]?.found ?? 'the target has no place for it' };
  });
}

/** Where a factor can be set up anew. `no`: nowhere that we could lead to. */
export type Place = 'here' | 'there' | 'no';

/** What our page offers of itself. */
export interface PageOffers {
  /** It has a relying-party id that works at the target: `checkPasskeys`. */
  readonly passkeys: boolean;
}

/**
 * What comes in place of a lost factor: the same kind where that can be, else the app. Codes by SMS and e-mail are no
 * customer's own on any platform we write, so they never come back as what they were.
 */
export function replacementFor(
  type: FactorType,
  reset: TargetReset | undefined,
  page: PageOffers,
): { readonly need: CredentialNeed; readonly place: Place } {
  const same = SAME_KIND[type];
  const needs: readonly CredentialNeed[] = same === undefined || same === 'totp' ? ['totp'] : [same, 'totp'];
  for (const need of needs) {
    const place = placeOf(need, reset, page);
    if (place !== 'no') return { need, place };
  }
  return { need: needs[0] ?? 'totp', place: 'no' };
}

const SAME_KIND: Readonly<Partial<Record<FactorType, CredentialNeed>>> = {
  totp: 'totp',
  webauthn: 'passkey',
  'recovery-codes': 'recovery-codes',
};

const FACTOR_OF = {
  passkey: 'webauthn',
  totp: 'totp',
  'recovery-codes': 'recovery-codes',
} as const satisfies Partial<Record<CredentialNeed, FactorType>>;

/** Our page where the target lets us add it, else the platform's own. */
export function placeOf(need: CredentialNeed, reset: TargetReset | undefined, page: PageOffers): Place {
  if (reset === undefined) return 'no';
  const isOurs =
    need === 'password'
      ? reset.setsPassword
      : reset.addsFactors.includes(FACTOR_OF[need]) && (need !== 'passkey' || page.passkeys);
  if (isOurs) return 'here';
  return reset.begins.includes(need) ? 'there' : 'no';
}
