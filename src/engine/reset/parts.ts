/**
 * What campaigns and journeys are given to work with. The command line and the server put it together; the engine sees
 * contracts only.
 *
 * @module
 */
import type { ChannelSession } from '../../channels/channel.ts';
import type { HandoverSession } from '../../handovers/handover.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MessageWriter } from '../../messages/writer.ts';
import type { CredentialNeed, TargetReset } from '../../targets/target.ts';
import type { CrossingTarget } from '../crossing.ts';
import type { PlanInForce } from '../plan/in-force.ts';
import type { JourneyPolicy } from './journey-policy.ts';

/** A channel of the configuration, opened. */
export interface OpenChannel {
  /** `smtp`, `http`, or the name the operator gave it. */
  readonly name: string;
  readonly reaches: 'email' | 'phone';
  readonly session: ChannelSession;
}

/** A handover of the configuration, opened. */
export interface OpenHandover {
  readonly id: string;
  readonly begins: readonly CredentialNeed[];
  readonly session: HandoverSession;
}

export interface ResetParts {
  readonly ledger: Ledger;
  /** The first that reaches a customer is taken. */
  readonly channels: readonly OpenChannel[];
  readonly writer: MessageWriter;
  readonly policy: JourneyPolicy;
  /** May a link go to an address that the old system holds as unverified? */
  readonly unverified: boolean;
  readonly operator: string;
  /** Absent: customers are only handed over. */
  readonly target?: CrossingTarget & { readonly reset?: TargetReset };
  /** Before the target's own ways, where it is configured. */
  readonly handover?: OpenHandover;
  readonly plan?: PlanInForce;
  /** Losses the operator accepts, as `accept` of the configuration names them. */
  readonly accept: readonly string[];
  /** Who must not cross, by a list of the plan. */
  readonly denies?: (identity: Identity) => boolean;
  /** Values of the named secrets an old password hash needs; absent: such a hash says nothing about a new password. */
  readonly secret?: (name: string) => string;
  /** Milliseconds since 1970; tests own time. */
  readonly now: () => number;
}
