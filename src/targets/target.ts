/**
 * The contract of a target: one platform that we write, read back and undo.
 *
 * `accepts` says as data what can go in; `fit` says for one identity what would be lost, without asking anybody.
 * `write` answers for every record separately, whatever the platform does with a batch: a target whose bulk call
 * is all-or-nothing bisects. An answer that may or may not have been carried out is `unknown`, and the engine
 * looks (`find`) before anything is sent again.
 *
 * @module
 */
import type { z } from 'zod';
import type { CredentialPlan } from '../identity/credential-plan.ts';
import type { Factor, FactorType, Identifier, IdentifierType, Identity } from '../identity/identity.ts';
import type { Pace } from '../net/pace.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { RecordProblem } from '../problems/problem.ts';
import type { TargetSettings, WantedMembership } from './settings.ts';

export type { FieldRule, SettingName, TargetSettings, WantedMembership } from './settings.ts';

export interface TargetAccepts {
  readonly identifiers: readonly IdentifierType[];
  /** Formats of `src/passwords` it verifies, as they are or in its own envelope; others need vault or reset. */
  readonly passwords: Readonly<Record<string, 'native' | 'transcoded'>>;
  readonly factors: readonly FactorType[];
  readonly links: boolean;
  readonly consents: boolean;
  readonly memberships: readonly ('organisation' | 'group' | 'role')[];
  readonly timestamps: readonly ('createdAt' | 'updatedAt' | 'lastLoginAt')[];
  /** `kept`: our id can become theirs. `mapped`: they make one, the ledger keeps the pair. */
  readonly ids: 'kept' | 'mapped';
  readonly batch: { readonly max: number; readonly whole: boolean };
  /** Can a hash be added to a user who exists already? */
  readonly laterHash: 'yes' | 'no' | 'disputed';
  readonly undo: boolean;
  /** How a customer there gets a new credential; absent: not through us. */
  readonly reset?: TargetReset;
  /** In words, for the docs page. */
  readonly cannot: readonly string[];
}

export interface TargetReset {
  /** `setPassword` is there. */
  readonly setsPassword: boolean;
  /** What `addFactor` can add to a user that exists. */
  readonly addsFactors: readonly FactorType[];
  /** What `beginReset` can ask for on the platform's own origin. */
  readonly begins: readonly CredentialNeed[];
}

/** What bounds a move, with where that is said: a forecast uses it until a rehearsal has measured better. */
export interface TargetLimits {
  readonly usersPerSecond: number;
  readonly source: string;
  readonly basis: 'documented' | 'measured' | 'assumed';
  /** Other bounds, in words: jobs at once, users in a job, megabytes in a file. */
  readonly notes: readonly string[];
}

/** What would be left behind or changed for one identity, before it is written. */
export interface Fit {
  readonly credentialPlan: CredentialPlan;
  /** Why this plan: the limit that decided it, in words. */
  readonly reason: string;
  /** What nobody has confirmed about it: shown as disputed, never as a fact. */
  readonly disputed?: string;
  /**
   * FIELD_NOT_PORTABLE and its like: listed before the move, per customer. `field` is the path the mapping knows it by
   * (`email`, `memberships.roles`, `factors.totp`, `attributes.plan`), because that is what an operator accepts.
   */
  readonly losses: readonly RecordProblem[];
  /** The target would refuse it: it is held. */
  readonly refusal?: RecordProblem;
}

/** What a password must be here, in neutral words: told to a customer before they submit one. Absent: no such rule. */
export interface PasswordPolicy {
  /** Characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** UTF-8; 72 where bcrypt cuts. */
  readonly maxBytes?: number;
  /** At least so many of each. */
  readonly digits?: number;
  readonly upper?: number;
  readonly lower?: number;
  readonly special?: number;
  readonly notUsername?: boolean;
  readonly notEmail?: boolean;
  /** So many former passwords are refused; only the target itself can tell. */
  readonly history?: number;
  /** The target looks into a list of its own; only it can tell. */
  readonly blocklist?: boolean;
  /** Rules of its own that only it can judge, in its own words. */
  readonly other: readonly string[];
}

/** A credential that can be asked for in a journey. */
export type CredentialNeed = 'password' | 'passkey' | 'totp' | 'recovery-codes';

export interface BeginReset {
  /** What the customer is to set; the first is what they are led to. */
  readonly needs: readonly CredentialNeed[];
  /** Where the platform sends them afterwards. */
  readonly returnTo?: string;
  /** Seconds for which it stays open. */
  readonly lifespan: number;
  /** BCP 47. */
  readonly language?: string;
}

/** A journey of the platform's own has begun, on its origin. */
export type BegunReset =
  /** The customer is sent there. `expiresAt` ISO 8601. */
  | { readonly status: 'link'; readonly url: string; readonly expiresAt?: string }
  /** The platform has written to the customer itself. */
  | { readonly status: 'mailed' }
  /** It asks at the next login; the customer must still be able to log in. */
  | { readonly status: 'at-login' }
  | Exclude<Outcome, { readonly status: 'done' }>;

/** One intended change. `identity` is the state to reach; for a delete, the state we last wrote. */
export interface Write {
  /** Ours, stable across retries. */
  readonly id: string;
  readonly operation: 'create' | 'update' | 'delete';
  /** The id by which `find` recognises our own user: 32 hex digits, not derived from personal data. */
  readonly externalId: string;
  readonly targetId?: string;
  readonly identity: Identity;
  readonly credentialPlan: CredentialPlan;
  /** An update that leaves password and second factors alone: the customer's own are there by now. */
  readonly keepsCredentials?: boolean;
}

/** The answer for one write. */
export type Outcome =
  | { readonly status: 'done'; readonly targetId: string }
  | { readonly status: 'refused'; readonly problem: RecordProblem }
  /** Not carried out, for certain. Worth another try, not before `after` milliseconds. */
  | { readonly status: 'retry'; readonly code: ProblemCode; readonly found: string; readonly after?: number }
  /** Nobody knows: timed out, broken connection, 5xx. Look before sending again. */
  | { readonly status: 'unknown'; readonly found: string };

/** Whom to look for: by our external id first, else by identifier. */
export interface FindKey {
  readonly externalId: string;
  readonly targetId?: string;
  readonly identifiers: readonly Identifier[];
}

export interface Found {
  readonly targetId: string;
  /** `ours`: carries our external id. `other`: has one of the identifiers but is not ours. */
  readonly whose: 'ours' | 'other';
}

/** A user as the target shows it, for read-back, rollback and reconciliation. */
export interface Snapshot {
  readonly targetId: string;
  readonly externalId?: string;
  readonly status: 'active' | 'disabled';
  readonly identifiers: readonly Identifier[];
  /** Profile claims and attributes the target shows, by canonical path: `profile.given_name`, `attributes.plan`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** `unknown` where the target does not say whether there is one. */
  readonly password: 'present' | 'absent' | 'unknown';
  readonly factors: readonly FactorType[];
  readonly links: readonly { readonly provider: string; readonly subject: string }[];
  readonly memberships: readonly {
    readonly type: 'organisation' | 'group' | 'role';
    readonly name: string;
  }[];
  /**
   * Changes when the customer or an administrator does something that an undo must not destroy: a login, a changed
   * or re-hashed password, a new factor, an edited profile. Opaque; compared as a whole.
   */
  readonly fingerprint: string;
  /** All that `restore` needs to put an updated user back. Sealed by the ledger. */
  readonly image: unknown;
}

/** One thing about the target that was looked at before anything is written. */
export interface Check {
  readonly title: string;
  readonly ok: boolean;
  /** A failed check that must stop the import; otherwise a warning. */
  readonly fatal: boolean;
  /** What was found and what to do. */
  readonly found: string;
}

export interface TargetSession {
  /** Who this target is, for certain: an id that changes when the address now points to another system. */
  fingerprint(): Promise<string>;
  /** Read-only: may we write, and is the target set up for what `sample` needs? */
  check(sample: readonly Identity[]): Promise<readonly Check[]>;
  /** Read-only: how the target is set up, for `readiness`. Absent: it cannot be asked. */
  inspect?(): Promise<TargetSettings>;
  /** Read-only: of these the ones that the target lacks. Absent: it makes what it needs. */
  missingMemberships?(wanted: readonly WantedMembership[]): Promise<readonly WantedMembership[]>;
  /** In the order of the keys; undefined: nobody. */
  find(keys: readonly FindKey[]): Promise<readonly (Found | undefined)[]>;
  /** In the order of the writes. Never throws for one record; throws RemoteError where the whole target is gone. */
  write(writes: readonly Write[]): Promise<readonly Outcome[]>;
  /** In the order of the ids; undefined: not there. */
  read(targetIds: readonly string[]): Promise<readonly (Snapshot | undefined)[]>;
  /** Removes users this migration made. In order; done also when already gone. */
  remove(targetIds: readonly string[]): Promise<readonly Outcome[]>;
  /** Puts a user back to an earlier image of its own. Absent: an update cannot be undone. */
  restore?(image: unknown, identity: Identity): Promise<Outcome>;
  /** Tries to log in as the customer would: proof, not assumption. Absent: cannot be tried. */
  login?(
    identifier: Identifier,
    password: string,
  ): Promise<'accepted' | 'refused' | 'blocked' | 'factor-required'>;
  /** Read-only: what a password must be here. Absent: it cannot be asked. */
  passwordPolicy?(): Promise<PasswordPolicy>;
  /**
   * Gives a user a new password, as an administrator does, and ends their sessions where the target can.
   * `refused` with PASSWORD_REFUSED: `expected` says in words which rule it broke.
   */
  setPassword?(targetId: string, password: string): Promise<Outcome>;
  /**
   * Gives a user one more factor; those they have stay, except that new recovery codes void the old. The same factor
   * again is done again. The user handle of a passkey made for it is the user's id there, in UTF-8: some platforms
   * find a customer who types no name by it.
   */
  addFactor?(targetId: string, factor: Factor): Promise<Outcome>;
  /** Begins the platform's own journey, where credentials must be made on its origin. */
  beginReset?(targetId: string, reset: BeginReset): Promise<BegunReset>;
  /**
   * Read-only: is the platform set up for what `accepts.reset` offers? `returnTo` as `beginReset` will be given it.
   */
  checkReset?(returnTo: string | undefined): Promise<readonly Check[]>;
  close(): Promise<void>;
}

export interface TargetContext {
  readonly folder: string;
  /** The one budget of this target: every call goes through it. */
  readonly pace: Pace;
  /** Values of the named secrets a password hash needs (signer keys, peppers). */
  secret(name: string): string;
}

export interface Target<Config = unknown> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  readonly accepts: TargetAccepts;
  readonly limits?: TargetLimits;
  /** Pure: what one identity keeps and loses here. */
  fit(identity: Identity, config: Config): Fit;
  open(config: Config, context: TargetContext): Promise<TargetSession>;
}

/** Types the config of a target by its schema. */
export function defineTarget<Config>(target: Target<Config>): Target<Config> {
  return target;
}
