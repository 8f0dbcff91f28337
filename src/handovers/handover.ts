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
  begin(user: HandoverUser, reset: BeginReset): Promise<BegunReset>;
  /**
   * Has the user set a new credential since (ISO 8601)? `unknown`: the platform does not show it. Absent: it never does.
   */
  completed?(user: HandoverUser, since: string): Promise<'yes' | 'no' | 'unknown'>;
  close(): Promise<void>;
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
  readonly reaches: BegunReset['status'] & ('link' | 'mailed' | 'at-login');
  /** What it cannot do, in words, for its page. */
  readonly cannot: readonly string[];
  open(config: Config, context: HandoverContext): Promise<HandoverSession>;
}

/** Types the config of a handover by its schema. */
export function defineHandover<Config>(handover: Handover<Config>): Handover<Config> {
  return handover;
}
