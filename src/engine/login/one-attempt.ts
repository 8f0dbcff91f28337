/**
 * One attempt of a customer is one attempt at the legacy, however often the target repeats its question.
 *
 * Targets repeat: Cognito and Kratos ask three times, Okta and Entra twice, and a typo that reaches an Active
 * Directory three times locks the account. Questions about the same identifier and password join the one under way;
 * refusals are remembered for some seconds. A match is never remembered: a repeated right password does no harm at
 * the legacy, and a remembered one might be dead by now.
 *
 * Each instance remembers for itself: the key is an HMAC under a key of this process, and a fast digest of a typed
 * password has no place in a shared database. A repetition that reaches another instance costs the legacy one more
 * call, and the shared throttle counts it.
 *
 * @module
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { TypedPassword } from '../../identity/typed-password.ts';
import type { Verdict } from './verdict.ts';

export interface Judged {
  readonly verdict: Verdict;
  /** It was somebody else's question, or a remembered answer. */
  readonly repeated: boolean;
}

export interface Attempts {
  once(whom: string, password: TypedPassword, judge: () => Promise<Verdict>): Promise<Judged>;
}

interface Remembered {
  readonly verdict: Verdict;
  readonly until: number;
}

/** Refusals remembered at most: a stuffing run must not fill the memory. */
const MOST = 50_000;

export function createAttempts(remember: number, now: () => number): Attempts {
  const key = randomBytes(32);
  const underWay = new Map<string, Promise<Verdict>>();
  const refused = new Map<string, Remembered>();

  function forgetOld(): void {
    const time = now();
    for (const [attempt, { until }] of refused) {
      if (until > time && refused.size <= MOST) return;
      refused.delete(attempt);
    }
  }

  return {
    async once(whom, password, judge) {
      const attempt = createHmac('sha256', key).update(`${whom}\0${password.reveal()}`).digest('base64');
      forgetOld();
      const known = refused.get(attempt);
      if (known !== undefined && known.until > now()) return { verdict: known.verdict, repeated: true };
      const joined = underWay.get(attempt);
      if (joined !== undefined) return { verdict: await joined, repeated: true };
      const judging = judge();
      underWay.set(attempt, judging);
      try {
        const verdict = await judging;
        if (isRefusal(verdict)) refused.set(attempt, { verdict, until: now() + remember });
        return { verdict, repeated: false };
      } finally {
        underWay.delete(attempt);
      }
    },
  };
}

function isRefusal({ outcome }: Verdict): boolean {
  return outcome === 'wrong' || outcome === 'unknown' || outcome === 'blocked';
}
