/**
 * The contract of a handover: a platform whose own journey our customer is sent into, because credentials must be made on
 * its origin or because its API is all we have of it.
 *
 * A target with `beginReset` needs none. A handover knows neither campaigns nor pages: it begins a journey for one
 * user, and can look whether the user has got what they were sent for.
 *
 * @module
 */
import type { z } from 'zod';
import type { Identifier } from '../identity/identity.ts';
import type { Pace } from '../net/pace.ts';
import type { BeginReset, BegunReset, CredentialNeed } from '../targets/target.ts';

/** Whom: by the platform's own id where the ledger has it, else by identifier. */
export interface HandoverUser {
  readonly targetId?: string;
  readonly identifiers: readonly Identifier[];
}

export interface HandoverSession {
  /** Can it be reached, and do our rights suffice? Changes nothing. @throws RemoteError */
  check(): Promise<void>;
  /**
   * Never throws for one user. `refused`: nobody there, or nobody who may have a new credential, or a need it cannot ask
   * for. Refused rights of ours are `retry`: no customer is to blame. A link is a credential: shown to its customer and
   * nobody else, never logged.
   */
  begin(user: HandoverUser, reset: BeginReset): Promise<BegunReset>;
  /**
   * Has the user set a new credential since (ISO 8601)? `unknown`: the platform does not show it, or cannot be asked
   * now. Absent: it never shows it.
   */
  completed?(user: HandoverUser, since: string): Promise<'yes' | 'no' | 'unknown'>;
  close(): Promise<void>;
}

/** What an operator has to know of a journey there, before customers are sent into it. */
export interface HandoverTraits {
  /** How long a link opens, in words; `asked`: for as long as we say, within these seconds. */
  readonly life: {
    readonly asked?: { readonly least?: number; readonly most?: number };
    readonly usual: string;
  };
  /** What a second beginning does to the first link. */
  readonly again: 'ends the first' | 'leaves the first' | 'unknown';
  /** Is the old password refused from the beginning on, and not only from the end? */
  readonly locksOut: boolean;
  /** Do sessions that are open there end with the new password? */
  readonly endsSessions: 'yes' | 'no' | 'a setting of the platform' | 'unknown';
  /** Does the customer come back to our page afterwards? */
  readonly comesBack: boolean;
  /** Can `completed` tell? `password`: of a password only. */
  readonly seesDone: 'yes' | 'password' | 'no';
  /** `real`: tested with the platform itself. `contract`: with its documented answers. */
  readonly proof: 'real' | 'contract';
}

export interface HandoverContext {
  readonly pace: Pace;
}

export interface Handover<Config = unknown> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  /** What its journey can ask for. */
  readonly begins: readonly CredentialNeed[];
  /** How it reaches the customer: our page sends them there, the platform writes to them, or it asks at the login. */
  readonly reaches: 'link' | 'mailed' | 'at-login';
  readonly traits: HandoverTraits;
  /** What it cannot do, in words, for its page. */
  readonly cannot: readonly string[];
  open(config: Config, context: HandoverContext): Promise<HandoverSession>;
}

/** Types the config of a handover by its schema. */
export function defineHandover<Config>(handover: Handover<Config>): Handover<Config> {
  return handover;
}
