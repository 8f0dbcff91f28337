/**
 * Recovery by support, under the rule of two people: one operator asks and says what was checked, another approves or
 * refuses. The code itself is in `voice-code.ts`.
 *
 * The ledger holds the rule too (`000007.sql`): no code of ours can let one person do both. Names are as good as whoever
 * may set them; docs/assistance.md says what to do about that.
 *
 * @see https://pages.nist.gov/800-63-4/sp800-63b/events (§4.2, account recovery)
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { Ledger } from '../../ledger/ledger.ts';
import {
  type AssistanceRow,
  countRecent,
  decideAssistance,
  expireAssistance,
  findAssistance,
  insertAssistance,
  listAssistance,
  lockAssistance,
  type RecentAssistance,
} from '../../ledger/sql/assistance.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { findOneCustomer } from '../find-one.ts';
import { note } from '../note.ts';
import { type Check, type Level, missingFor } from './level.ts';

export type { AssistanceRow } from '../../ledger/sql/assistance.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds in which somebody has to decide: the customer is on the telephone, or called back the same hour. */
const DECIDE_WITHIN = HOUR;
/** Milliseconds in which the code of an approval has to be asked for. */
const SHOW_WITHIN = 30 * MINUTE;

/** Requests for one customer a day: who fails three times needs more than a code. Ours. */
const PER_CUSTOMER = 3;
/** Requests of one operator an hour: more than one every three minutes is no conversation any more. Ours. */
const PER_OPERATOR = 20;

/** Characters of the name of a person, or of a desk. */
const LONGEST_NAME = 80;

export interface AssistanceRequest {
  /** What the customer logs in with, or our id. */
  readonly customer: string;
  readonly level: Level;
  readonly checks: readonly Check[];
  readonly operator: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @throws {FootbridgeError} CUSTOMER_UNKNOWN, ASSISTANCE_REFUSED, OPERATOR_UNNAMED */
export async function requestAssistance(ledger: Ledger, asked: AssistanceRequest): Promise<AssistanceRow> {
  const { level, checks, now } = asked;
  const operator = demandName(asked.operator);
  const missing = missingFor(level, checks);
  if (missing !== undefined) throw refused(`What was checked does not make ${level}: ${missing}`);
  const { id: identityId, state, owner } = await findOneCustomer(ledger, asked.customer);
  if (state === 'excluded' || owner === 'deleted') throw refused('This customer is not to cross any more');
  const id = randomUUID();
  await ledger.db.transaction(async (tx) => {
    await lockAssistance(tx);
    await expireOld(ledger, tx, now);
    const since = { customer: new Date(now - 24 * HOUR), operators: new Date(now - HOUR) };
    refuseUnfit(await countRecent(tx, identityId, since), operator);
    await insertAssistance(tx, { id, identityId, level, checks, requestedBy: operator, now: new Date(now) });
    const facts = { id, level, checks: checks.map(sayCheck), by: operator };
    await note(ledger, tx, [{ kind: 'assistance-requested', identityId, facts }]);
  });
  return demandRow(ledger, id);
}

function refuseUnfit(recent: RecentAssistance, operator: string): void {
  if (!recent.person) throw refused('This is the account of a machine: nobody can call for it');
  if (recent.open > 0) throw refused('Somebody else is helping this customer already');
  if (recent.customer >= PER_CUSTOMER)
    throw refused(`This customer was helped ${PER_CUSTOMER} times within a day`);
  if (recent.operators.filter((one) => isSamePerson(one, operator)).length >= PER_OPERATOR)
    throw refused(`This operator asked ${PER_OPERATOR} times within an hour`);
}

/** For the chain: kinds, no numbers. */
function sayCheck({ strength, evidence, validated, verified }: Check): string {
  return [strength, evidence, validated, verified].join(' ');
}

export interface Decision {
  readonly id: string;
  readonly decision: 'approved' | 'refused';
  readonly operator: string;
  readonly now: number;
}

/** @throws {FootbridgeError} ASSISTANCE_UNKNOWN, ASSISTANCE_REFUSED, OPERATOR_UNNAMED */
export async function decideOnAssistance(ledger: Ledger, asked: Decision): Promise<AssistanceRow> {
  const { id, decision, now } = asked;
  const operator = demandName(asked.operator);
  await expireAlone(ledger, now);
  const row = await demandRow(ledger, id);
  if (isSamePerson(row.requested_by, operator)) throw refused('Nobody decides about a request of their own');
  await ledger.db.transaction(async (tx) => {
    if (!(await decideAssistance(tx, id, decision, operator, new Date(now)))) throw notOpen(row);
    await note(ledger, tx, [
      { kind: `assistance-${decision}`, identityId: row.identity_id, facts: { id, by: operator } },
    ]);
  });
  return demandRow(ledger, id);
}

function notOpen({ state }: AssistanceRow): FootbridgeError {
  return refused(`This request was decided, or is over: it is ${state}`);
}

export async function listRequests(
  ledger: Ledger,
  only: { readonly open?: boolean },
): Promise<readonly AssistanceRow[]> {
  return listAssistance(ledger.db, only, MOST_LISTED);
}

/** A desk that has more of them open has another trouble. */
const MOST_LISTED = 200;

/** @throws {FootbridgeError} ASSISTANCE_UNKNOWN */
export async function demandRow(ledger: Pick<Ledger, 'db'>, id: string): Promise<AssistanceRow> {
  const row = IS_UUID.test(id) ? await findAssistance(ledger.db, id) : undefined;
  if (row === undefined) throw new FootbridgeError('ASSISTANCE_UNKNOWN');
  return row;
}

const IS_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function expireAlone(ledger: Ledger, now: number): Promise<void> {
  await ledger.db.transaction((tx) => expireOld(ledger, tx, now));
}

async function expireOld(ledger: Ledger, tx: Parameters<typeof note>[1], now: number): Promise<void> {
  const before = {
    undecided: new Date(now - DECIDE_WITHIN),
    unused: new Date(now - SHOW_WITHIN),
    now: new Date(now),
  };
  const gone = await expireAssistance(tx, before);
  if (gone.length === 0) return;
  await note(
    ledger,
    tx,
    gone.map(({ id, identity_id }) => ({
      kind: 'assistance-expired',
      identityId: identity_id,
      facts: { id },
    })),
  );
}

/**
 * As people tell names apart: without case, accents, spaces and points, which a database cannot be trusted with (its
 * `lower` goes by the locale it was made with). Two people who are alike in all of that ask a third.
 */
export function isSamePerson(one: string, other: string): boolean {
  return bareName(one) === bareName(other);
}

function bareName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\p{Default_Ignorable_Code_Point}\p{P}\p{Z}\p{C}]/gu, '')
    .toLowerCase();
}

/** @throws {FootbridgeError} OPERATOR_UNNAMED */
export function demandName(operator: string): string {
  const name = operator.normalize('NFKC').trim();
  if (name === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name))
    throw new FootbridgeError('OPERATOR_UNNAMED');
  return name;
}

export function refused(happened: string): FootbridgeError {
  return new FootbridgeError('ASSISTANCE_REFUSED', happened);
}
