/**
 * How often anybody may try: links from one address, answers about one customer, messages to one customer.
 *
 * A token has 256 bits and needs no throttle to be safe; what is bounded there is the work that guessing makes. Codes
 * and facts are short, and there the bound is the safety: SP 800-63B-4 §3.2.2 allows 100 failures in a row at most, we
 * allow five, and one more every ten minutes, until there were a hundred.
 *
 * What can be guessed is spent before it is looked at and comes back where it was no guess, so that a thousand at once
 * do not slip through. The buckets are shared by all instances; only the one over all is each instance's own, because a row
 * that every request changes would be the slowest thing in the house.
 *
 * @module
 */
import type { Ledger } from '../../../ledger/ledger.ts';
import { type Bucket, giveBack, spend } from '../../../ledger/sql/throttle.ts';
import { type Allowance, createBucket } from '../../login/throttle.ts';

interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

const HOUR = 1 / 60;

const RATES = {
  /** Links that led nowhere, from one address: a household behind one, and a customer who pastes half a link. */
  link: { burst: 30, perMinute: 10 },
  /** Wrong codes, facts and passwords about one customer. */
  answer: { burst: 5, perMinute: 0.1 },
  /** The same from one address, over all customers. */
  'answer-from': { burst: 30, perMinute: 3 },
  /** Codes sent to one customer. */
  code: { burst: 3, perMinute: 0.2 },
  /** Links asked for by, or for, one customer: by anybody, so a mailbox gets six a day and no more. */
  'new-link': { burst: 2, perMinute: HOUR / 6 },
  'new-link-from': { burst: 10, perMinute: 1 },
  /** Passwords submitted by one customer: each costs a look into lists, and a call to the target. */
  submit: { burst: 20, perMinute: 4 },
  'submit-from': { burst: 60, perMinute: 30 },
  /** One use, and none again for as long as any session lives. */
  once: { burst: 1, perMinute: 0.001 },
} as const satisfies Record<string, Rate>;

export type Rated = keyof typeof RATES;

/** Requests of one instance with links that led nowhere: what a PostgreSQL on two cores shrugs off. */
const OVERALL: Rate = { burst: 2_000, perMinute: 6_000 };

const NOTHING = async () => undefined;

export interface Throttles {
  /** One try, of each of these about whom or from where. */
  take(...tries: readonly { readonly rated: Rated; readonly of: string }[]): Promise<Allowance>;
  /** A try by this instance, before it is known to be worth anything. */
  overall(): boolean;
}

export function createThrottles({ db, index }: Pick<Ledger, 'db' | 'index'>, now: () => number): Throttles {
  return {
    overall: createBucket(OVERALL, now),
    async take(...tries) {
      const buckets: Bucket[] = tries.map(({ rated, of }) => ({
        key: index.digest(`throttle\0journey\0${rated}\0${of}`),
        ...RATES[rated],
      }));
      const full = await spend(db, buckets, now());
      const spent = buckets.filter(({ key }) => !full.has(key)).map(({ key }) => key);
      const forgive = () => (spent.length === 0 ? NOTHING() : giveBack(db, spent));
      if (full.size === 0) return { forgive };
      await forgive();
      const slowest = Math.min(
        ...buckets.filter(({ key }) => full.has(key)).map(({ perMinute }) => perMinute),
      );
      return { refusedFor: Math.ceil(60 / slowest), forgive: NOTHING };
    },
  };
}
