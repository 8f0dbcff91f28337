/**
 * A platform that Footbridge does not write itself: what it accepts, as data, so that `assess` can say what would
 * become of everybody there. The password formats it takes are its envelope's in `src/passwords/envelopes`.
 *
 * What nobody has confirmed is not promised: it counts as lost, and `disputed` says what is claimed.
 *
 * @module
 */
import type { Factor, IdentifierType, Profile } from '../../identity/identity.ts';
import type { TargetAccepts, TargetLimits } from '../target.ts';

export interface Platform {
  /** The id of its envelope, where it has one. */
  readonly id: string;
  readonly title: string;
  readonly accepts: Omit<TargetAccepts, 'passwords'>;
  readonly room: Room;
  /**
   * The hook in `src/hooks` by which it asks us at a login, so that a hash can wait in the vault. Absent: it asks
   * nobody, and whoever's hash it cannot verify has to set a new password.
   */
  readonly hook?: string;
  readonly limits: TargetLimits;
  /** Why something is lost here, by canonical path, where there is more to say than that it has no place. */
  readonly why?: Readonly<Record<string, string>>;
  /** What is said of it and was never confirmed: canonical path, or `laterHash`, `ids` … → the sentence. */
  readonly disputed: Readonly<Record<string, string>>;
  /** Where the facts stand: pages and repositories of the vendor. */
  readonly sources: readonly string[];
}

/** What one user of the platform has room for, and on what conditions: finer than `accepts`. */
export interface Room {
  /** There is no user without one of these. Empty: any identifier it accepts, or a link, will do. */
  readonly needs: readonly IdentifierType[];
  /** An e-mail address or phone number that is verified: without one the import refuses the row. */
  readonly needsVerified?: true;
  /** There is no user without these. */
  readonly needsClaims?: readonly (keyof Profile)[];
  /** How many of a kind; one unless said. */
  readonly most?: Readonly<Partial<Record<IdentifierType, number>>>;
  readonly username?: Rule;
  /**
   * `kept`: a flag says so. `assumed`: everything counts as proven, also what is not. `dropped`: nothing says so.
   */
  readonly verified: Readonly<Record<'email' | 'phone', 'kept' | 'assumed' | 'dropped'>>;
  /** A disabled customer can stay disabled. Where not, they would be let in again, so they are refused. */
  readonly disabled: boolean;
  /** An invitation nobody took up can stay one. */
  readonly invited: boolean;
  /** Can say that a password must be changed at the next login, beside an imported hash. */
  readonly mustChange: boolean;
  /** Claims with a place; `any`: what has none goes beside the attributes. */
  readonly claims: 'any' | readonly (keyof Profile)[];
  /** `any`, `none`, or how many characters of JSON fit. */
  readonly attributes: 'any' | 'none' | number;
  /** Which ids can be kept, where not all of them can. */
  readonly id?: Rule;
  /** Links of one customer; any number unless said. */
  readonly links?: number;
  readonly totp?: TotpRoom;
  readonly webauthn?: WebAuthnRoom;
  readonly recoveryCodes?: RecoveryCodesRoom;
}

/** `says` completes "… takes": `user names of letters, digits and _`. */
export interface Rule {
  readonly pattern: RegExp;
  readonly says: string;
}

type Totp = Extract<Factor, { type: 'totp' }>;

export interface TotpRoom {
  readonly algorithms: readonly Totp['algorithm'][];
  readonly digits: readonly number[];
  /** Seconds; `any` where each authenticator brings its own. */
  readonly periods: 'any' | readonly number[];
  readonly most: number;
  readonly secret?: Rule;
}

/** Only for the domain they were made for (WebAuthn §5.1.2): nothing a platform does changes that. */
export interface WebAuthnRoom {
  readonly passkeys: boolean;
  readonly secondFactors: boolean;
}

export interface RecoveryCodesRoom {
  readonly plain: boolean;
  readonly hashes: readonly string[];
  /** The form of every single plain code. */
  readonly code?: Rule;
  readonly count?: number;
  /** Only beside an authenticator app that moves. */
  readonly besideTotp?: true;
}

/** What nearly everybody computes: RFC 6238 as Google's authenticator has it. */
export const COMMON_TOTP: TotpRoom = { algorithms: ['SHA1'], digits: [6], periods: [30], most: 1 };

export const UUID: Rule = {
  pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  says: 'ids that are UUIDs',
};
