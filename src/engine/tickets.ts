/**
 * Tickets: calls and mails to support, as the help desk counts them. Each is taken in once, however often it is told.
 *
 * Whose it is, is found by the keyed hash of what they log in with; the identifier itself is kept nowhere. A ticket
 * whose customer nobody knows counts all the same.
 *
 * @module
 */
import { z } from 'zod';
import type { Ledger } from '../ledger/ledger.ts';
import {
  countTags,
  insertTickets,
  type TagCount,
  type TicketTotal,
  totalTickets,
} from '../ledger/sql/tickets.ts';
import { readingsOf } from './login/readings.ts';
import { note } from './note.ts';

const DAY = 86_400_000;

/** A tag says what a ticket is about. What looks like an address or a number is about somebody; a control character
 * would be obeyed by the terminal that lists it, and some of them no database takes. */
const Tag = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(40)
  .refine(
    (tag) => !tag.includes('@') && !/\d{6}|\p{C}/u.test(tag),
    'a tag, without an address or a number of a customer, and of printable characters',
  );

export const Ticket = z.strictObject({
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .meta({ description: 'Which help desk: lower-case letters, digits and hyphens.' }),
  id: z
    .string()
    .regex(/^[\x21-\x7e]{1,80}$/)
    .refine((id) => !id.includes('@'), 'the number of a ticket, not an address')
    .meta({ description: 'Of the ticket, as the help desk names it: told twice, it counts once.' }),
  at: z.iso
    .datetime({ offset: true })
    .refine((at) => Date.parse(at) >= 0, 'a time since 1970')
    .meta({ description: 'When the customer called or wrote.' }),
  customer: z.string().max(320).optional().meta({
    description: 'What the customer logs in with. It is looked up and not kept.',
  }),
  tags: z.array(Tag).max(10).default([]).meta({ description: 'What it is about.' }),
});
export type Ticket = z.output<typeof Ticket>;

/** Every ticket is in exactly one of `added` and `repeated`. */
export interface TakenTickets {
  readonly added: number;
  /** Was here already. */
  readonly repeated: number;
  /** Of `added`: exactly one customer of ours. */
  readonly joined: number;
}

/** What may be told at once. */
export const MOST_TICKETS = 500;

export async function takeTickets(
  ledger: Ledger,
  tickets: readonly Ticket[],
  operator: string,
): Promise<TakenTickets> {
  const rows = tickets.map(({ customer, at, ...same }) => ({
    ...same,
    at: new Date(at),
    tags: [...new Set(same.tags)],
    hashes:
      customer === undefined ? [] : readingsOf(customer, undefined, ledger.index).map(({ hash }) => hash),
  }));
  return ledger.db.transaction(async (tx) => {
    const { added, joined } = await insertTickets(tx, rows);
    const taken = { added, repeated: tickets.length - added, joined };
    if (added > 0) await note(ledger, tx, [{ kind: 'tickets-taken', facts: { ...taken, by: operator } }]);
    return taken;
  });
}

export interface TicketTotals {
  readonly since: string;
  readonly until: string;
  readonly total: number;
  readonly days: readonly TicketTotal[];
  /** The twenty most frequent. */
  readonly tags: readonly TagCount[];
}

/** @param since @param until milliseconds since 1970 */
export async function readTickets(
  { db }: Pick<Ledger, 'db'>,
  since: number,
  until: number,
): Promise<TicketTotals> {
  const span = { since: new Date(since), until: new Date(until) };
  const days = await totalTickets(db, span.since, span.until);
  return {
    since: span.since.toISOString(),
    until: span.until.toISOString(),
    total: days.reduce((sum, { count }) => sum + count, 0),
    days,
    tags: await countTags(db, span),
  };
}

/** Milliseconds: what is told when nobody says since when. */
export const RECENT_TICKETS = 30 * DAY;
