/**
 * Reads the tickets of a CSV that a help desk exported, by the names of its columns.
 *
 * A row that is no ticket is reported with its place and field, and never with what stands in it.
 *
 * @module
 */
import { resolve } from 'node:path';
import type { z } from 'zod';
import { Ticket } from '../../engine/tickets.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { FootbridgeError, type RecordProblem } from '../../problems/problem.ts';
import { openCsv } from '../../sources/reading/csv-file.ts';
import type { Frame } from '../../sources/reading/frames.ts';

/** Which column holds what. */
export interface TicketColumns {
  readonly id: string;
  readonly at: string;
  readonly customer?: string;
  readonly tags?: string;
}

export interface ReadTicket {
  /** `line 12` */
  readonly position: string;
  readonly ticket?: Ticket;
  readonly problem?: RecordProblem;
}

/** @throws {FootbridgeError} SOURCE_MISSING, USAGE_WRONG where there is no such column */
export async function* readTicketFile(
  name: string,
  folder: string,
  source: string,
  columns: TicketColumns,
): AsyncIterable<ReadTicket> {
  const csv = await openCsv(resolve(folder, name), {});
  for (const column of Object.values(columns)) demandColumn(column, csv.names);
  const framer = csv.framer(csv.start);
  const frames: Frame[] = [];
  for await (const chunk of csv.file.chunks(csv.start.offset)) {
    framer.push(chunk, frames);
    for (const frame of frames.splice(0)) yield toTicket(frame, source, columns);
  }
  framer.end(frames);
  for (const frame of frames) yield toTicket(frame, source, columns);
}

function demandColumn(column: string, names: readonly string[]): void {
  if (names.includes(column)) return;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `There is no column "${column}"${didYouMean(column, names)}; there are ${names.join(', ')}`,
  );
}

function toTicket({ position, fields, problem }: Frame, source: string, columns: TicketColumns): ReadTicket {
  if (problem !== undefined) return { position, problem };
  const textIn = (column: string | undefined) => {
    const value = column === undefined ? undefined : fields[column];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const customer = textIn(columns.customer);
  const read = Ticket.safeParse({
    source,
    id: textIn(columns.id),
    at: toTime(textIn(columns.at)),
    ...(customer === undefined ? {} : { customer }),
    tags: splitTags(textIn(columns.tags)),
  });
  return read.success
    ? { position, ticket: read.data }
    : { position, problem: toProblem(read.error, columns) };
}

/** `2026-11-20 10:05` is UTC, as help desks export it; other ways to write a day are ambiguous, and refused. */
function toTime(text: string | undefined): string | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(
    text ?? '',
  );
  if (parts === null) return text;
  const [, day, minute, second = ':00', zone = 'Z'] = parts;
  const offset = /^(?:z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2}):?/, '$1:');
  return `${day}T${minute}${second}${offset}`;
}

function splitTags(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/[,;|]|\s{2,}/)
    .map((tag) => tag.trim())
    .filter(Boolean);
}

const EXPECTED: Readonly<Record<string, string>> = {
  id: 'The number of a ticket: letters, digits and signs without spaces, at most 80.',
  at: 'A time like `2026-11-20T10:05:00Z` or `2026-11-20 10:05`, which is UTC.',
  customer: 'What a customer logs in with, at most 320 characters.',
  tags: 'At most ten tags of 40 characters, none with an address or a number of a customer.',
};

function toProblem(error: z.ZodError, columns: TicketColumns): RecordProblem {
  const part = String(error.issues[0]?.path[0] ?? 'id');
  const column = Object.entries(columns).find(([name]) => name === part)?.[1];
  const expected = EXPECTED[part];
  return {
    code: 'TICKET_INVALID',
    field: column ?? part,
    ...(expected === undefined ? {} : { expected }),
  };
}
