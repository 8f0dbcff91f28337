/**
 * One customer on one line of time: what the ledger did with them, which messages they were sent, how far they came on
 * the page, what was written to the target, when they called support.
 *
 * Whoever reads it learns no value of the customer: no identifier, no address, no document. Details are codes, names of
 * ours, and counts.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { readHappenings, type TimelineRow } from '../ledger/sql/timeline.ts';
import { findOneCustomer } from './find-one.ts';

export interface Timeline {
  /** Our id. */
  readonly id: string;
  readonly state: string;
  readonly cohort: string;
  readonly credentialPlan: string;
  /** They have an account in the target. */
  readonly inTarget: boolean;
  /** Oldest first. */
  readonly happened: readonly Happened[];
  /** There is more, older than these. */
  readonly cut: boolean;
}

export interface Happened {
  readonly at: string;
  readonly where: 'ledger' | 'message' | 'page' | 'target' | 'support';
  readonly what: string;
  /** Of ours: numbers, codes, names of campaigns and operators. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** The newest that are told of each kind: more than that is a machine's work and no story. */
const MOST = 200;

/** @throws {FootbridgeError} CUSTOMER_UNKNOWN */
export async function readTimeline(ledger: Ledger, customer: string): Promise<Timeline> {
  const { id, state, cohort, credential_plan, target_id } = await findOneCustomer(ledger, customer);
  const rows = await readHappenings(ledger.db, id, MOST);
  return {
    id,
    state,
    cohort,
    credentialPlan: credential_plan,
    inTarget: target_id !== null,
    happened: rows.map(toHappened),
    cut: [...Map.groupBy(rows, (row) => row.place).values()].some((of) => of.length >= MOST),
  };
}

function toHappened({ at, place, what, details }: TimelineRow): Happened {
  return { at: at.toISOString(), where: place, what, details: plainOnly(details) };
}

/** Facts of events are harmless by rule; what is no plain value is no detail. */
function plainOnly(facts: TimelineRow['details']): Happened['details'] {
  const plain: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(facts ?? {})) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      plain[name] = value;
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) plain[name] = value.join(', ');
  }
  return plain;
}
