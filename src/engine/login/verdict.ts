/** What a judge says of one attempt, before anything is made of it. */
import type { LegacyProfile } from '../../legacy/legacy.ts';

export type Verdict =
  /** `profile`: from the legacy, fresh. `ofCopy`: right by the hash in the ledger, which may be disowned meanwhile. */
  | {
      readonly outcome: 'match';
      readonly profile?: LegacyProfile;
      readonly mustChange?: MustChange;
      readonly ofCopy?: true;
    }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'blocked'; readonly reason: 'locked' | 'disabled' | 'unverified' }
  /** Nobody judged: too many guesses before this one. `after`: seconds. */
  | { readonly outcome: 'throttled'; readonly after: number }
  | { readonly outcome: 'mfa-required'; readonly profile?: LegacyProfile }
  /** `because`: for metrics and logs: `breaker-open`, `legacy-failed`, `hash-unreadable`. */
  | { readonly outcome: 'technical-error'; readonly retryable: boolean; readonly because: string };

export type MustChange = 'expired-in-legacy' | 'temporary-in-legacy';

/** A guess at a password, as far as anybody can tell. */
export function isGuess({ outcome }: Verdict): boolean {
  return outcome === 'wrong' || outcome === 'unknown' || outcome === 'blocked';
}
