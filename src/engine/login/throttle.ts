/**
 * How many wrong guesses there may be: at one identifier, from one address, and questions altogether.
 *
 * Every attempt spends before it is judged and gets it back when it was no guess, so that a thousand parallel
 * guesses cannot all slip through. Identifier and address are shared by all instances, in the ledger. The overall
 * limit is each instance's own: a shared row that every login changes would be the slowest thing in the house, and
 * what it protects, this process and its connections, is per instance too.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { type Bucket, giveBack, spend } from '../../ledger/sql/throttle.ts';
import type { LoginSettings } from './door.ts';

export interface Allowance {
  /** Undefined: go on. Otherwise seconds after which a try makes sense. */
  readonly refusedFor?: number;
  /** It was no guess. */
  forgive(): Promise<void>;
}

export interface Throttle {
  /** `kind` keeps questions without a password apart from guesses. */
  take(kind: 'guess' | 'lookup', identifier: string, address: string | undefined): Promise<Allowance>;
}

/**
 * Questions without a password for one guess: the Keycloak plugin asks up to five times for one login, its console at
 * every search.
 */
const LOOKUPS = 12;

const NOTHING_TO_FORGIVE = async () => undefined;

export function createThrottle(
  { db, index }: Pick<Ledger, 'db' | 'index'>,
  limits: LoginSettings['throttle'],
  now: () => number,
): Throttle {
  const overall = createBucket(limits.overall, now);

  return {
    async take(kind, identifier, address) {
      if (!overall()) return { refusedFor: 1, forgive: NOTHING_TO_FORGIVE };
      const weight = kind === 'lookup' ? LOOKUPS : 1;
      const { burst, perMinute } = limits.perIdentifier;
      const key = index.digest(`throttle\0${kind}\0${identifier}`);
      const buckets: Bucket[] = [{ key, burst: burst * weight, perMinute: perMinute * weight }];
      if (address !== undefined) {
        buckets.push({ key: index.digest(`throttle\0address\0${address}`), ...limits.perAddress });
      }
      const full = await spend(db, buckets, now());
      const spent = buckets.filter(({ key }) => !full.has(key)).map(({ key }) => key);
      const slowest = buckets.filter(({ key }) => full.has(key)).map(({ perMinute }) => 60 / perMinute);
      const forgive = () => (spent.length === 0 ? NOTHING_TO_FORGIVE() : giveBack(db, spent));
      if (slowest.length === 0) return { forgive };
      await forgive();
      return { refusedFor: Math.ceil(Math.max(...slowest)), forgive: NOTHING_TO_FORGIVE };
    },
  };
}

/** A leaky bucket in memory. */
export function createBucket({ burst, perMinute }: { burst: number; perMinute: number }, now: () => number) {
  let spent = 0;
  let at = now();
  return (): boolean => {
    const time = now();
    spent = Math.max(0, spent - ((time - at) / 60_000) * perMinute);
    at = time;
    if (spent + 1 > burst) return false;
    spent += 1;
    return true;
  };
}
