/** What the steps of a journey share. */
import type { Identity } from '../../../identity/identity.ts';
import type { Ledger } from '../../../ledger/ledger.ts';
import type { CustomerRow } from '../../../ledger/sql/find-customer.ts';
import type { InvitationRow } from '../../../ledger/sql/invitations.ts';
import type { PasswordPolicy } from '../../../targets/target.ts';
import type { JourneySession } from '../journey.ts';
import type { ResetParts } from '../parts.ts';
import type { Throttles } from './throttles.ts';

export interface JourneyContext {
  readonly parts: ResetParts;
  readonly ledger: Ledger;
  readonly throttles: Throttles;
  /** The run under which the writes of journeys stand; made at the first. */
  runId(): Promise<number>;
  /** Of the target, asked once in a while. Undefined: it cannot say. */
  passwordPolicy(): Promise<PasswordPolicy | undefined>;
  now(): number;
  /** For what goes on after an answer: `close` waits for it. */
  keep(work: Promise<unknown>): void;
}

/** Whoever holds a good link, opened. */
export interface Invited {
  readonly invitation: InvitationRow;
  readonly row: CustomerRow;
  readonly identity: Identity;
}

/** An invited customer on their way. */
export interface Walking extends Invited {
  readonly session: JourneySession;
}
