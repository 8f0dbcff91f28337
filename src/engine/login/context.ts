/** What the steps of the door share. */

import type { Identity } from '../../identity/identity.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { CustomerRow } from '../../ledger/sql/find-customer.ts';
import type { Legacies } from './ask-legacy.ts';
import type { DoorParts, LoginSettings } from './door.ts';
import { openIdentity } from './open-identity.ts';
import { type Standing, standingOf } from './standing.ts';

export interface DoorContext {
  readonly parts: DoorParts;
  readonly ledger: Ledger;
  readonly settings: LoginSettings;
  /** The run under which crossings at a login stand. */
  readonly runId: number;
  readonly legacies: Legacies | undefined;
  now(): number;
  /** For what goes on after an answer: the door does not close before it has ended. */
  keep(work: Promise<unknown>): void;
}

/** A customer the ledger knows, opened. */
export interface KnownCustomer {
  readonly row: CustomerRow;
  /** undefined: destroyed. */
  readonly identity: Identity | undefined;
}

export function openCustomer({ ledger }: Pick<DoorContext, 'ledger'>, row: CustomerRow): KnownCustomer {
  return { row, identity: openIdentity(ledger, row) };
}

export function standingFor({ legacies, settings }: DoorContext, known: KnownCustomer | undefined): Standing {
  return standingOf(known?.row, {
    legacy: legacies !== undefined,
    legacyPasswords: settings.legacyPasswords,
    shadow: settings.shadow,
    hasHash: known?.identity?.password !== undefined,
  });
}
