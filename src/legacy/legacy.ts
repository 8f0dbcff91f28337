/**
 * The contract of a legacy: one way to ask a live old system "is this password right?".
 *
 * A legacy judges one attempt with one call and says what it learnt. It never guesses: what it cannot tell apart from
 * a failure is a technical error and not a wrong password, because targets count wrong passwords towards a lockout.
 * It does no throttling, retrying or caching of its own: all that stands in `src/engine/login.ts`. Empty, over-long
 * and control-character passwords never arrive here, and it refuses them all the same.
 *
 * @module
 */
import type { z } from 'zod';
import type { IdentifierType } from '../identity/identity.ts';
import type { TypedPassword } from '../identity/typed-password.ts';

/** Who wants in: as typed, trimmed and in NFC; `key` is the normalised text (`ana@example.com`, `+491701234567`). */
export interface LegacyIdentifier {
  readonly type: IdentifierType;
  readonly value: string;
  readonly key: string;
  /** The id in the legacy, where the ledger knows whom this is. */
  readonly sourceId?: string;
}

/** Where the customer sits, for systems that count attempts by address. */
export interface LegacyAttempt {
  readonly address?: string;
  readonly userAgent?: string;
}

/** A customer as the legacy shows them at this moment. */
export interface LegacyProfile {
  /** The id in the source: the same one an export has, so that both mean one identity. */
  readonly sourceId: string;
  /** Columns, claims or attributes by the legacy's own names; the mapping gives them their meaning. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export type LegacyAnswer =
  /** For `lookup`: there is such a customer. */
  | { readonly outcome: 'match'; readonly profile: LegacyProfile }
  /** The password is right and has to be replaced. */
  | {
      readonly outcome: 'match-must-change';
      readonly profile: LegacyProfile;
      readonly reason: 'expired-in-legacy' | 'temporary-in-legacy';
    }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'unknown' }
  /** The legacy would not let them in although they exist. The password may or may not be right. */
  | { readonly outcome: 'blocked'; readonly reason: 'locked' | 'disabled' | 'unverified' }
  /** The password is right; the legacy asks for a second factor. */
  | { readonly outcome: 'mfa-required'; readonly profile?: LegacyProfile }
  /** `found`: for the log, without customer data: "503", "timed out", "2 entries". `after`: seconds (Retry-After). */
  | {
      readonly outcome: 'technical-error';
      readonly retryable: boolean;
      readonly found: string;
      readonly after?: number;
    };

export interface LegacySession {
  /** One attempt, one call. Aborting the signal ends it; what then comes of it is a technical error. Never throws. */
  verify(
    identifier: LegacyIdentifier,
    password: TypedPassword,
    attempt: LegacyAttempt,
    signal: AbortSignal,
  ): Promise<LegacyAnswer>;
  /** Is there such a customer? Absent: this legacy cannot say without a password. */
  lookup?(identifier: LegacyIdentifier, signal: AbortSignal): Promise<LegacyAnswer>;
  /** Can it be reached, with our credentials? Never with a customer's. Throws FootbridgeError LEGACY_UNREACHABLE. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface LegacyContext {
  /** Files in the configuration are relative to this folder. */
  readonly folder: string;
  /** Values of the named secrets a password hash needs (signer keys, peppers). */
  secret(name: string): string;
}

export interface Legacy<Config = unknown> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  /** Can it say who exists without a password? */
  looksUp(config: Config): boolean;
  /** What it cannot tell apart, in words for the docs page. */
  readonly cannot: readonly string[];
  open(config: Config, context: LegacyContext): Promise<LegacySession>;
  /** The legacies in the settings of this one, so that theirs are checked as its own are. Absent: there are none. */
  inside?(settings: Readonly<Record<string, unknown>>): readonly LegacyInside[];
}

/** A legacy in the settings of another, and where its own settings stand there. */
export interface LegacyInside {
  readonly connector: Pick<Legacy, 'id' | 'config'>;
  readonly settings: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly path: readonly PropertyKey[];
}

/** Types the config of a legacy by its schema. */
export function defineLegacy<Config>(legacy: Legacy<Config>): Legacy<Config> {
  return legacy;
}
