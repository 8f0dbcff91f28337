/**
 * How a live target is set up, as data in neutral words: what `footbridge readiness` compares with what customers need.
 *
 * Fields are named by canonical path (`email`, `profile.given_name`, `attributes.plan`), whatever the target calls
 * them. `undefined` and absent mean that the target does not say, or has no such thing; then nothing is concluded.
 *
 * @module
 */
import type { FactorType } from '../identity/identity.ts';

export interface TargetSettings {
  /** Rights we lack. `needed`: without it nothing can be written. */
  readonly missingRights: readonly { readonly name: string; readonly needed: boolean }[];
  /** Tables, columns and plugins that the migration writes to and that are not there. */
  readonly missingParts: readonly string[];
  /** Whether our external id can be read back: without it nobody is found again. */
  readonly mark: 'seen' | 'hidden';
  readonly fields: readonly FieldRule[];
  /** What becomes of a field without a rule. `hidden`: stored, and neither shown nor safe. `lost`: it has no place. */
  readonly otherFields: 'kept' | 'hidden' | 'lost';
  readonly identifiers: IdentifierSettings;
  readonly passwords: PasswordSettings;
  /** Second factors that a login asks for; the others would lie there unused. */
  readonly secondFactors?: readonly FactorType[];
  /** Relying-party ids whose passkeys work. */
  readonly relyingParties?: readonly string[];
  readonly providers?: ProviderSettings;
  /** What is missing of the groups and roles of customers is created on the way. */
  readonly createsMemberships: boolean;
  readonly mail: 'set up' | 'absent' | 'unknown';
  /** Who has an unverified address must verify it before they get in. */
  readonly verifiesEmail: boolean;
  readonly lockout: 'off' | 'for a while' | 'for good' | 'unknown';
  /** Asks us about a password that waits in the vault. `unsaid`: this configuration does not tell. */
  readonly asksForVault: 'yes' | 'no' | 'unsaid';
  /** What every new user gets. */
  readonly defaults: Readonly<Record<'groups' | 'roles' | 'actions', readonly string[]>>;
  /** Where each is changed: menu path, command or call, in the target's own words. */
  readonly where: Readonly<Partial<Record<SettingName, string>>>;
}

export type SettingName =
  | 'rights'
  | 'parts'
  | 'fields'
  | 'identifiers'
  | 'passwords'
  | 'secondFactors'
  | 'relyingParties'
  | 'providers'
  | 'memberships'
  | 'mail'
  | 'verifiesEmail'
  | 'lockout'
  | 'vault'
  | 'defaults';

export interface FieldRule {
  readonly path: string;
  /** `asked`: whoever lacks it meets a form at the first login. `refused`: there is no user without it. */
  readonly required?: 'asked' | 'refused';
  /** What happens to somebody whose value breaks the rule below. */
  readonly broken?: 'asked' | 'refused' | 'nothing';
  readonly min?: number;
  readonly max?: number;
  /** Each for the whole value; in the syntax of JavaScript, with the flag u. */
  readonly patterns?: readonly string[];
  readonly options?: readonly string[];
  /** Rules of the target that cannot be tried from here, by name. */
  readonly untried?: readonly string[];
}

export interface IdentifierSettings {
  readonly loginWithEmail: boolean;
  /** The address is the user name: nobody logs in with one of their own. */
  readonly emailAsUsername: boolean;
  readonly usernameEditable: boolean;
  readonly duplicateEmails: boolean;
}

export interface PasswordSettings {
  readonly login: boolean;
  /** Customers can ask for a new one by themselves. */
  readonly reset: boolean;
  /** Rules for new passwords, in words: old ones keep working. */
  readonly rules: readonly string[];
  /** What a password is hashed with at its first login, in words. */
  readonly hashing?: string;
  /** Days after which a password must be changed. */
  readonly expiresAfter?: number;
}

export interface ProviderSettings {
  readonly enabled: readonly string[];
  readonly disabled: readonly string[];
  /** Provider of the legacy → its name there, where it has another. */
  readonly called: Readonly<Record<string, string>>;
}

/** A group, role or organisation that customers have. */
export interface WantedMembership {
  readonly type: 'organisation' | 'group' | 'role';
  readonly name: string;
  readonly client?: string;
}
