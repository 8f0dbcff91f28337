/**
 * One attempt of a customer is one attempt at the legacy, however often the target repeats its question.
 *
 * Targets repeat: Cognito and Kratos ask three times, Okta and Entra twice, and a typo that reaches an Active
 * Directory three times locks the account. Questions about the same identifier and password join the one under way,
 * and its verdict is remembered for some seconds. The ledger is asked each time all the same: a verdict from a moment
 * ago lets nobody in who has crossed since. A legacy that changes a password without telling us is believed that
 * many seconds late, which is why they are few.
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
  /** @param by who judges, and by what: another judge may say something else */
  once(whom: string, by: string, password: TypedPassword, judge: () => Promise<Verdict>): Promise<Judged>;
  /** What was said about them holds no longer. */
  forget(whom: string): void;
}

interface Remembered {
  readonly whom: string;
  readonly verdict: Verdict;
  readonly until: number;
}

/** Verdicts remembered at most: a stuffing run must not fill the memory. */
const MOST = 50_000;

export function createAttempts(remember: number, now: () => number): Attempts {
  const key = randomBytes(32);
  const underWay = new Map<string, Promise<Verdict>>();
  const said = new Map<string, Remembered>();

  function forgetOld(): void {
    const time = now();
    for (const [attempt, { until }] of said) {
      if (until > time && said.size <= MOST) return;
      said.delete(attempt);
    }
  }

  return {
    async once(whom, by, password, judge) {
      const attempt = createHmac('sha256', key)
        .update(`${whom}\0${by}\0${password.reveal()}`)
        .digest('base64');
      forgetOld();
      const known = said.get(attempt);
      if (known !== undefined && known.until > now()) return { verdict: known.verdict, repeated: true };
      const joined = underWay.get(attempt);
      if (joined !== undefined) return { verdict: await joined, repeated: true };
      const judging = judge();
      underWay.set(attempt, judging);
      try {
        const verdict = await judging;
        if (isFinal(verdict)) said.set(attempt, { whom, verdict, until: now() + remember });
        return { verdict, repeated: false };
      } finally {
        underWay.delete(attempt);
      }
    },
    forget(whom) {
      for (const [attempt, one] of said) if (one.whom === whom) said.delete(attempt);
    },
  };
}

function isFinal({ outcome }: Verdict): boolean {
  return outcome !== 'technical-error' && outcome !== 'throttled';
}
