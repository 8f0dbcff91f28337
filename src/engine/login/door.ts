/**
 * The shape of the one door: what is given to it, what can be asked of it, and what it tells about itself.
 *
 * The rules are in `../login.ts`, one file for each step.
 *
 * @module
 */
import type { Answer, OutcomeName, Question } from '../../hooks/hook.ts';
import type { FactorType, Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { LegacyProfile, LegacySession } from '../../legacy/legacy.ts';
import type { CrossingTarget, Mapped } from '../crossing.ts';

/** By which hook a question comes, and what that hook can do. */
export interface Asking {
  /** Name of the hook in the configuration. */
  readonly hook: string;
  /** Milliseconds until the answer has to be there. */
  readonly deadline: number;
  readonly stores: 'target' | 'footbridge';
  /** Bytes of a password the target's own hasher can take. */
  readonly longestPassword?: number;
  /** Second factors that this hook hands over with the profile. */
  readonly factors?: readonly FactorType[];
}

/** Who judged: nobody, where it was answered before anybody had to. */
export type Judge = 'vault' | 'legacy' | 'target' | 'nobody';

/** One answer, for metrics and history. Holds nothing of a customer. */
export interface Observation {
  readonly hook: string;
  readonly op: Question['op'];
  readonly outcome: OutcomeName;
  readonly judge: Judge;
  /** Rule of `login.cohorts` the customer falls under; empty: none. */
  readonly cohort: string;
  /** Milliseconds from the question to the answer. */
  readonly took: number;
  /** Why, where the outcome alone does not say: `throttled`, `deadline`, `breaker-open`, `cached` … */
  readonly because?: string;
}

export interface LegacyPart {
  readonly name: string;
  readonly session: LegacySession;
  readonly looksUp: boolean;
  /** What the mapping makes of a profile. */
  map(profile: LegacyProfile): Mapped;
}

/** What an operator decides about logins; defaults and words are in the configuration (`login`). */
export interface LoginSettings {
  /**
   * Can a customer still change a password in the legacy without us knowing? `may-change`: then the legacy judges
   * while it lives. `frozen`: our copy is as good, so the vault judges.
   */
  readonly legacyPasswords: 'may-change' | 'frozen';
  readonly throttle: {
    /** Wrong guesses at one identifier before it has to wait, and how many of them are forgiven a minute. */
    readonly perIdentifier: { readonly burst: number; readonly perMinute: number };
    readonly perAddress: { readonly burst: number; readonly perMinute: number };
    /** Questions of all customers together. */
    readonly overall: { readonly burst: number; readonly perMinute: number };
  };
  /** Calls to the legacy in flight at most; beyond it as many again may wait. */
  readonly legacyConcurrency: number;
  /** Failures in a row after which the legacy is left alone, and for how long (ms). */
  readonly breaker: { readonly failures: number; readonly pause: number };
  /** Milliseconds for which an outcome answers a repeated attempt; 30,000 at most. */
  readonly remember: number;
  /** Who has the last word on an attribute once the user is in the target: `first-write` or `legacy`. */
  readonly authority: { readonly default: Authority; readonly fields: Readonly<Record<string, Authority>> };
  /** Rules tried in order; the first that fits names the cohort. */
  readonly cohorts: readonly CohortRule[];
  /** Judge by vault and legacy both, and record where they disagree. */
  readonly shadow: boolean;
  /** Does a right password count although the legacy wants a second factor? */
  readonly mfa: 'refuse' | 'match';
  /** Characters of a right password below which the customer has to choose another one; 0: none. */
  readonly shortestPassword: number;
  /** Milliseconds after which an answered match that the target never stored is given back. */
  readonly forgetUnsettled: number;
  /** Losses accepted by name, as for an import. */
  readonly accept: readonly string[];
}

export type Authority = 'first-write' | 'legacy';

export interface CohortRule {
  readonly name: string;
  readonly where: {
    readonly passwordFormats?: readonly string[];
    readonly credentialPlans?: readonly string[];
    readonly status?: readonly string[];
    /** Domains of e-mail addresses, lower case. */
    readonly domains?: readonly string[];
  };
}

export interface DoorParts {
  readonly ledger: Ledger;
  /** Namespace of the ids of identities: that of the source. */
  readonly source: string;
  readonly legacy?: LegacyPart;
  /** Absent: a platform we have no API of. Then only its own events settle. */
  readonly target?: CrossingTarget;
  readonly settings: LoginSettings;
  /** Who must not cross, by a list of the plan: they may be in no export, so that no import has excluded them. */
  readonly denies?: (identity: Identity) => boolean;
  /** Values of the named secrets a password hash needs. */
  secret(name: string): string;
  readonly observe?: (observation: Observation) => void;
  /** Milliseconds since 1970; the system's unless a test owns time. */
  readonly now?: () => number;
}

export interface DoorHealth {
  readonly legacy: 'none' | 'closed' | 'open' | 'half-open';
  readonly legacyInFlight: number;
  /** Matches answered whose credential nobody has seen in the target yet. */
  readonly unsettled: number;
}

export interface Door {
  /** Never throws and never answers after the deadline. */
  ask(question: Question, asking: Asking): Promise<Answer>;
  /** One round of looking: settles what the target shows, gives back what it never stored. Returns how many of each. */
  lookAround(): Promise<{ readonly settled: number; readonly givenBack: number }>;
  health(): Promise<DoorHealth>;
  /** Lets the questions under way end, writes the history down. */
  close(): Promise<void>;
}
