/**
 * A journey, as the page sees it: what stands between a link and a new credential. This file is the contract; the steps
 * are in `journey/`.
 *
 * Nothing of it is kept in memory: a session is a small object that the page seals into a cookie. What must happen only
 * once (an invitation is used, a credential is written) is decided in the ledger. Whoever has no good link learns
 * nothing at all: wrong, used and expired look the same.
 *
 * @module
 */
import type { Factor } from '../../identity/identity.ts';
import type { TypedPassword } from '../../identity/typed-password.ts';
import type { PasswordPolicy } from '../../targets/target.ts';
import type { Purpose } from './campaign.ts';

/** Sealed into the cookie; never shown, never logged. Bounded: under 3 KB as JSON. */
export interface JourneySession {
  readonly invitationId: string;
  readonly identityId: string;
  readonly purpose: Purpose;
  readonly language: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** They have shown that they are the customer, or nobody asks. */
  readonly confirmed: boolean;
  /** Keyed hash of the code that was sent to them, and until when it counts. */
  readonly code?: { readonly hash: string; readonly until: number };
  /** Of a passkey ceremony that has begun, base64url. */
  readonly challenge?: string;
  /** What was set in this journey. */
  readonly credential?: 'passkey' | 'password' | 'handed-over';
  /** How the platform reached them, where they were handed over. */
  readonly handedOver?: 'link' | 'mailed' | 'at-login';
  /** base32; offered and not yet proved by a code. */
  readonly totp?: string;
  readonly factors: readonly Factor['type'][];
  /** The factor was offered, and left for later where that is allowed. */
  readonly leftOut?: boolean;
}

/** What the page shows next. Personal data only where the customer has shown who they are, and then masked. */
export type JourneyView =
  /** The link is good: one button begins. Opening it did nothing. */
  | { readonly step: 'welcome'; readonly purpose: Purpose; readonly lost: readonly Factor['type'][] }
  /** `sentTo` masked: `m•••@e•••.com`, `•••• 42`. */
  | {
      readonly step: 'confirm';
      readonly by: 'code';
      readonly sentTo: string;
      readonly wrong: boolean;
    }
  /** The current password at the target, before a factor is added to an account that has one. */
  | {
      readonly step: 'confirm';
      readonly by: 'fact' | 'password';
      readonly fact?: string;
      readonly wrong: boolean;
    }
  | {
      readonly step: 'credential';
      /** Offered by our page, by the platform's own page, or not at all. */
      readonly passkey: 'here' | 'there' | 'no';
      readonly password: 'here' | 'there' | 'no';
      readonly rules: PasswordRules;
      readonly refused: readonly PasswordObjection[];
      /** What they log in with, for password managers; only for who has shown who they are, or need not. */
      readonly account?: string;
    }
  | {
      readonly step: 'factor';
      readonly why: 'lost' | 'required';
      readonly lost: readonly Factor['type'][];
      /** `otpauth://` address; the page draws it. */
      readonly totpUri: string;
      readonly totpSecret: string;
      readonly wrong: boolean;
      /** May the step be left out? */
      readonly optional: boolean;
    }
  /** Shown once. */
  | { readonly step: 'recovery-codes'; readonly codes: readonly string[] }
  /** They go on at the platform. */
  | { readonly step: 'there'; readonly url: string }
  /** The platform has written to them, or asks at the next login. */
  | { readonly step: 'handed-over'; readonly how: 'mailed' | 'at-login' }
  | {
      readonly step: 'done';
      readonly loginUrl: string;
      readonly credential: 'passkey' | 'password' | 'factor' | 'there';
    }
  /** They have crossed another way: nothing to do. */
  | { readonly step: 'crossed'; readonly loginUrl: string }
  /** Wrong, used, expired: all the same. */
  | { readonly step: 'invalid' }
  /** The target is away, or somebody else is at it: nothing was lost, try again. */
  | { readonly step: 'later' }
  /** A person must look at it: support has been told, by number. */
  | { readonly step: 'held' }
  /** Too many tries. `after` seconds. */
  | { readonly step: 'throttled'; readonly after: number };

/** Said before anything is submitted. */
export interface PasswordRules {
  readonly min: number;
  readonly max: number;
  /** Of the target, where it can say. */
  readonly target?: PasswordPolicy;
}

/** Why a password is refused; the page says it in the reader's words. */
export type PasswordObjection =
  | { readonly why: 'too-short'; readonly min: number }
  | { readonly why: 'too-long'; readonly max: number }
  /** Breached, common, or made of words of this customer or this brand. */
  | { readonly why: 'known' | 'contextual' | 'old' }
  | { readonly why: 'digits' | 'upper' | 'lower' | 'special'; readonly min: number }
  /** A rule only the target could judge, in its words. */
  | { readonly why: 'target'; readonly said: string };

export interface Went {
  readonly view: JourneyView;
  /** Absent: the cookie goes. */
  readonly session?: JourneySession;
}

/** Who is calling, for throttles: the network address as the server believes it. */
export interface Caller {
  readonly address: string;
}

/** From a browser, after `navigator.credentials.create`: RegistrationResponseJSON of WebAuthn Level 3. */
export type PasskeyAnswer = unknown;

export interface Journeys {
  /** GET: marks `opened` and changes nothing else. */
  look(token: string, caller: Caller): Promise<JourneyView>;
  /** POST: a good link becomes a session. */
  begin(token: string, language: string, caller: Caller): Promise<Went>;
  /** A code that support has said on the telephone, with the identifier it is for. */
  beginByVoice(identifier: string, code: string, language: string, caller: Caller): Promise<Went>;
  /** Where a session stands; a reload. */
  stand(session: JourneySession): Promise<Went>;
  sendCode(session: JourneySession): Promise<Went>;
  confirm(session: JourneySession, answer: string, caller: Caller): Promise<Went>;
  /** PublicKeyCredentialCreationOptionsJSON, and the session that remembers its challenge. */
  passkeyOptions(session: JourneySession): Promise<Went & { readonly options?: unknown }>;
  passkey(session: JourneySession, answer: PasskeyAnswer, caller: Caller): Promise<Went>;
  password(session: JourneySession, typed: TypedPassword, caller: Caller): Promise<Went>;
  /** Goes on at the platform's own page. */
  handOver(session: JourneySession, need: 'password' | 'passkey' | 'totp'): Promise<Went>;
  /** Back from the platform: has it happened? Found by looking, never believed. */
  back(session: JourneySession): Promise<Went>;
  factor(session: JourneySession, code: string, caller: Caller): Promise<Went>;
  /** The factor is left out, where that is allowed; or the recovery codes have been seen. */
  goOn(session: JourneySession): Promise<Went>;
  /** Asks for a new link to the known address. The answer never says whether there is one. */
  newLink(
    asked: { readonly token: string } | { readonly identifier: string },
    language: string,
    caller: Caller,
  ): Promise<void>;
}
