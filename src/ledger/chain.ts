/**
 * The event chain: every change is one row, and every row carries a keyed hash over itself and the one before.
 *
 * Link = HMAC-SHA256(chain key, previous link || canonical JSON of the event). Whoever may write to the database
 * but has no key cannot change, remove, add or reorder an event without `verifyChain` saying where. What a chain
 * cannot show by itself is the loss of its newest events together with the head: `Head` is small so that it can be
 * noted elsewhere (`footbridge audit verify` prints it) and compared later.
 *
 * Facts are harmless by rule: codes, counts, field names. Never a value of a customer.
 *
 * @module
 */
import { createHmac, type KeyObject } from 'node:crypto';
import { FootbridgeError } from '../problems/problem.ts';
import type { Database, Queries } from './database/database.ts';

export interface LedgerEvent {
  readonly kind: string;
  /** Now, unless told. */
  readonly at?: Date;
  readonly runId?: number;
  readonly identityId?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Where the chain ends: note it elsewhere, and a later chain must pass through it. */
export interface Head {
  readonly seq: number;
  /** Hex. */
  readonly link: string;
}

export interface Chain {
  /**
   * Appends in the order given, in the caller's transaction or one of its own. The head is locked until that
   * transaction ends, so events of all workers stand in one order.
   */
  append(where: Queries | Database, events: readonly LedgerEvent[]): Promise<Head>;
  /** Reads the whole chain in pages. `anchor`: a head noted earlier. @throws LEDGER_TAMPERED */
  verify(database: Database, options?: VerifyOptions): Promise<Head>;
}

export interface VerifyOptions {
  readonly anchor?: Head;
  readonly onProgress?: (done: number, total: number) => void;
}

interface EventRow {
  readonly seq: number;
  /** Text, in UTC with microseconds: a Date would hide a change below the millisecond. */
  readonly at: string;
  readonly run_id: number | null;
  readonly identity_id: string | null;
  readonly kind: string;
  readonly facts: unknown;
  readonly link: Uint8Array;
}

interface HeadRow {
  readonly seq: number;
  readonly link: Uint8Array;
}

/** Events in one page of verifying: about two megabytes. */
const PAGE = 5_000;

const BEGINNING = Buffer.alloc(32);

export function chainWith(key: KeyObject): Chain {
  return {
    append: (where, events) =>
      'transaction' in where
        ? where.transaction((tx) => appendEvents(tx, key, events))
        : appendEvents(where, key, events),
    verify: (database, options) => verifyChain(database, key, options ?? {}),
  };
}

async function appendEvents(tx: Queries, key: KeyObject, events: readonly LedgerEvent[]): Promise<Head> {
  let { seq, link } = await lockHead(tx);
  if (events.length === 0) return { seq, link: toHex(link) };
  const rows = events.map((event) => {
    const at = (event.at ?? new Date()).toISOString();
    const facts = canonicalJson(event.facts ?? {});
    seq += 1;
    link = nextLink(key, link, [seq, at, event.runId ?? null, event.identityId ?? null, event.kind], facts);
    return { seq, at, event, facts, link };
  });
  await tx.query(
    `insert into event (seq, at, run_id, identity_id, kind, facts, link)
     select * from unnest($1::bigint[], $2::timestamptz[], $3::int[], $4::uuid[], $5::text[], $6::jsonb[], $7::bytea[])`,
    [
      rows.map((row) => row.seq),
      rows.map((row) => row.at),
      rows.map((row) => row.event.runId ?? null),
      rows.map((row) => row.event.identityId ?? null),
      rows.map((row) => row.event.kind),
      rows.map((row) => row.facts),
      rows.map((row) => row.link),
    ],
  );
  await tx.query('update event_head set seq = $1, link = $2', [seq, link]);
  return { seq, link: toHex(link) };
}

async function lockHead(tx: Queries): Promise<HeadRow> {
  const { rows } = await tx.query<HeadRow>('select seq, link from event_head for update');
  if (rows[0] === undefined) throw tampered('The head of the event chain is gone', 0);
  return rows[0];
}

async function verifyChain(database: Database, key: KeyObject, options: VerifyOptions): Promise<Head> {
  const { rows: heads } = await database.query<HeadRow>('select seq, link from event_head');
  const head = heads[0];
  if (head === undefined) throw tampered('The head of the event chain is gone', 0);
  const { anchor } = options;
  if (anchor !== undefined && anchor.seq > head.seq) {
    throw tampered(`The chain ends at event ${head.seq}, before the anchor ${anchor.seq}`, head.seq);
  }
  let seq = 0;
  let link: Uint8Array = BEGINNING;
  while (seq < head.seq) {
    const rows = await readPage(database, seq, head.seq);
    if (rows.length === 0) throw tampered(`Event ${seq + 1} is missing`, seq + 1);
    for (const row of rows) {
      link = checkRow(row, seq + 1, key, link);
      seq = row.seq;
      if (anchor?.seq === seq) checkLink(anchor.link, link, seq, 'is not the one that was anchored');
    }
    options.onProgress?.(seq, head.seq);
  }
  checkLink(toHex(head.link), link, seq, 'does not lead to the head');
  await refuseBeyond(database, head.seq);
  return { seq, link: toHex(link) };
}

/** Up to the head only: events written while we read come after it. */
async function readPage(database: Database, after: number, until: number): Promise<EventRow[]> {
  const { rows } = await database.query<EventRow>(
    `select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, run_id, identity_id, kind, facts, link
     from event where seq > $1 and seq <= $2 order by seq limit ${PAGE}`,
    [after, until],
  );
  return rows;
}

function checkRow(row: EventRow, expected: number, key: KeyObject, previous: Uint8Array): Uint8Array {
  if (row.seq !== expected) throw tampered(`Event ${expected} is missing`, expected);
  // Written with milliseconds: the last three digits of an untouched event are zero.
  const at = row.at.endsWith('000') ? `${row.at.slice(0, -3)}Z` : row.at;
  const link = nextLink(
    key,
    previous,
    [row.seq, at, row.run_id, row.identity_id, row.kind],
    canonicalJson(row.facts),
  );
  checkLink(toHex(row.link), link, row.seq, 'was changed, moved or put in');
  return link;
}

function checkLink(found: string, computed: Uint8Array, seq: number, why: string): void {
  if (found !== toHex(computed)) throw tampered(`Event ${seq} ${why}`, seq);
}

/** An event above the head was put in by hand: appending moves the head in the same transaction. */
async function refuseBeyond(database: Database, seq: number): Promise<void> {
  const { rows } = await database.query<{ seq: number }>(
    `select event.seq from event, event_head
     where event.seq > greatest(event_head.seq, $1) order by event.seq limit 1`,
    [seq],
  );
  if (rows[0] !== undefined) throw tampered(`Event ${rows[0].seq} stands after the head`, rows[0].seq);
}

function nextLink(key: KeyObject, previous: Uint8Array, event: readonly unknown[], facts: string): Buffer {
  return createHmac('sha256', key).update(previous).update(JSON.stringify(event)).update(facts).digest();
}

/**
 * Keys sorted, no spaces, absent left out: the same text before PostgreSQL's jsonb and after it. What jsonb cannot
 * hold (U+0000, half a surrogate pair) becomes U+FFFD.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed().replaceAll('\0', '\uFFFD'));
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const entries = Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, one]) => `${canonicalJson(name)}:${canonicalJson(one)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function tampered(happened: string, seq: number): FootbridgeError {
  return new FootbridgeError('LEDGER_TAMPERED', happened, { facts: { seq } });
}
