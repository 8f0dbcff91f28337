/**
 * The factor parity report: of each cohort, who keeps which factor, who loses it and why, and where it can be set up anew.
 *
 * A customer with two apps of which one travels keeps the app. Counts only: nobody is named.
 *
 * @module
 */
import { readIdentity } from '../../identity/digest.ts';
import type { FactorType, Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { pageFactorHolders } from '../../ledger/sql/factor-holders.ts';
import type { CredentialNeed, Fit, TargetReset } from '../../targets/target.ts';
import type { CrossingTarget } from '../crossing.ts';
import { lostFactors, type PageOffers, type Place, replacementFor } from './lost-factors.ts';

/** Identities in one query; each brings its sealed body. */
const PAGE = 500;

export interface ParityRow {
  /** Empty: there is no plan. */
  readonly cohort: string;
  readonly factor: FactorType;
  /** Customers who have it in the old system. */
  readonly customers: number;
  readonly carried: number;
  readonly lost: number;
  /** Why, with how many; the most frequent first. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Of those who lose it; absent: nobody does. */
  readonly instead?: { readonly need: CredentialNeed; readonly place: Place };
}

export interface FactorParity {
  readonly document: 'footbridge-factor-parity';
  readonly version: 1;
  readonly target: string;
  /** Customers with any factor at all. */
  readonly customers: number;
  /** Of those, who loses one and is to be asked for it anew. */
  readonly losing: number;
  readonly rows: readonly ParityRow[];
}

export interface ParityParts {
  readonly ledger: Pick<Ledger, 'db' | 'seals'>;
  readonly target: Pick<CrossingTarget, 'id' | 'fit'> & { readonly reset?: TargetReset };
  readonly page: PageOffers;
}

export async function readParity(
  { ledger, target, page }: ParityParts,
  tell: (customers: number) => void = () => {},
): Promise<FactorParity> {
  const tally = new ParityTally();
  let after: string | null = null;
  for (;;) {
    const rows = await pageFactorHolders(ledger.db, after, PAGE);
    for (const { id, cohort, body } of rows) {
      const identity = readIdentity(ledger.seals.open(id, body));
      tally.add(cohort, identity, target.fit(identity));
    }
    tell(tally.customers);
    after = rows.at(-1)?.id ?? null;
    if (rows.length < PAGE) return tally.result(target, page);
  }
}

interface Counted {
  readonly cohort: string;
  readonly factor: FactorType;
  customers: number;
  readonly reasons: Map<string, number>;
}

class ParityTally {
  customers = 0;
  #losing = 0;
  readonly #counted = new Map<string, Counted>();

  add(cohort: string, identity: Identity, fit: Fit): void {
    const lost = lostFactors(identity, fit);
    this.customers += 1;
    if (lost.length > 0) this.#losing += 1;
    for (const factor of new Set(identity.factors.map(({ type }) => type))) {
      const counted = this.#of(cohort, factor);
      counted.customers += 1;
      const why = lost.find(({ type }) => type === factor)?.why;
      if (why !== undefined) counted.reasons.set(why, (counted.reasons.get(why) ?? 0) + 1);
    }
  }

  #of(cohort: string, factor: FactorType): Counted {
    const key = `${factor} ${cohort}`;
    const counted = this.#counted.get(key) ?? { cohort, factor, customers: 0, reasons: new Map() };
    this.#counted.set(key, counted);
    return counted;
  }

  result({ id, reset }: ParityParts['target'], page: PageOffers): FactorParity {
    const rows = [...this.#counted.values()].map(({ cohort, factor, customers, reasons }): ParityRow => {
      const lost = [...reasons.values()].reduce((sum, count) => sum + count, 0);
      return {
        cohort,
        factor,
        customers,
        carried: customers - lost,
        lost,
        reasons: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a)),
        ...(lost > 0 && { instead: replacementFor(factor, reset, page) }),
      };
    });
    rows.sort((a, b) => b.lost - a.lost || b.customers - a.customers || (a.cohort < b.cohort ? -1 : 1));
    const { customers } = this;
    return {
      document: 'footbridge-factor-parity',
      version: 1,
      target: id,
      customers,
      losing: this.#losing,
      rows,
    };
  }
}
