/**
 * Factor parity: which second factors and passkeys customers would lose on which target, by count and by reason.
 *
 * Drawn from an assessment alone. A customer with two reasons (a second app of eight digits) stands under both, so the
 * reasons of one factor may add up to more than its customers; `lost` never does.
 *
 * @module
 */
import type { FactorType } from '../../identity/identity.ts';
import type { Assessment, Outlook } from './assessment.ts';

export interface FactorParity {
  readonly factor: FactorType;
  /** Customers who have one. */
  readonly customers: number;
  readonly targets: readonly {
    readonly target: string;
    readonly title: string;
    /** At most so many lose it: the sum of the reasons, or everybody who has one. */
    readonly lost: number;
    readonly reasons: readonly FactorReason[];
  }[];
}

export interface FactorReason {
  /** `factors.webauthn.rpId`: kept, on a condition. */
  readonly field: string;
  readonly count: number;
  readonly why: string;
  readonly disputed?: string;
}

/** Only factors that somebody has, the most frequent first. */
export function factorParity({ everybody, outlooks }: Assessment): readonly FactorParity[] {
  return Object.entries(everybody.factors)
    .filter(([, customers]) => customers > 0)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, customers]) => ({
      factor: name as FactorType,
      customers,
      targets: outlooks.map((outlook) => parityOn(outlook, name, customers)),
    }));
}

function parityOn({ target, title, losses }: Outlook, factor: string, customers: number) {
  const field = `factors.${factor}`;
  const reasons = losses.filter((loss) => loss.field === field || loss.field.startsWith(`${field}.`));
  const gone = reasons.filter((loss) => loss.field === field).reduce((sum, { count }) => sum + count, 0);
  return { target, title, lost: Math.min(gone, customers), reasons };
}
