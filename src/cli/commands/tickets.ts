/**
 * `footbridge tickets`: calls to support, taken in from a file and counted.
 *
 * @module
 */
import type { Command } from 'commander';
import { z } from 'zod';
import {
  MOST_TICKETS,
  RECENT_TICKETS,
  readTickets,
  type TakenTickets,
  type Ticket,
  type TicketTotals,
  takeTickets,
} from '../../engine/tickets.ts';
import { didYouMean } from '../../identity/mapping/nearest.ts';
import { describeProblem, FootbridgeError } from '../../problems/problem.ts';
import { operatorName, withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { type ReadTicket, readTicketFile, type TicketColumns } from '../tickets/read-tickets.ts';
import { countOf, formatCount, formatTable } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

export const addTickets: AddCommand = (program, act) => {
  const tickets = program.command('tickets').description('calls to support, beside what customers are asked');
  addImport(tickets, act);
  addList(tickets, act);
};

interface ImportFlags extends TicketColumns {
  readonly source: string;
  readonly dryRun?: boolean;
}

function addImport(tickets: Command, act: Act): void {
  tickets
    .command('import')
    .description('take in tickets of a help desk from a CSV; each counts once, however often it is imported')
    .argument('<file>', 'the CSV, with a header')
    .requiredOption('--source <name>', 'which help desk: zendesk')
    .option('--id <column>', 'column with the number of the ticket', 'id')
    .option('--at <column>', 'column with the time', 'at')
    .option('--customer <column>', 'column with what the customer logs in with; it is looked up and not kept')
    .option('--tags <column>', 'column with tags, separated by commas, semicolons or bars')
    .option('--dry-run', 'say what would be taken in; writes nothing')
    .action(
      act(async (invocation, file: string, { source, dryRun = false, ...columns }: ImportFlags) => {
        const folder = invocation.terminal.folder;
        demandName(source);
        const rows = readTicketFile(file, folder, source, columns);
        const outcome = dryRun ? await countOnly(rows) : await takeAll(invocation, rows);
        invocation.output.result({ file, dryRun, ...outcome }, () => describeImport(outcome, dryRun));
        return outcome.refused > 0 ? 3 : 0;
      }),
    );
}

/** @throws {FootbridgeError} USAGE_WRONG */
function demandName(source: string): void {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(source))
    throw new FootbridgeError(
      'USAGE_WRONG',
      '--source is not a name of lower-case letters, digits and hyphens',
    );
}

/** Every row is in exactly one of `added`, `repeated` and `refused`. */
interface ImportOutcome extends TakenTickets {
  readonly rows: number;
  readonly refused: number;
  /** The first of those refused. */
  readonly problems: readonly { readonly position: string; readonly problem: string }[];
}

/** Problems that are told; more than that is one mistake made often. */
const MOST_TOLD = 20;

async function takeAll(invocation: Invocation, rows: AsyncIterable<ReadTicket>): Promise<ImportOutcome> {
  const by = operatorName(invocation.terminal.environment);
  return withLedger(invocation, 'own', ({ ledger }) =>
    gather(rows, (tickets) => takeTickets(ledger, tickets, by)),
  );
}

/** Without the ledger nobody can say what is here already. */
function countOnly(rows: AsyncIterable<ReadTicket>): Promise<ImportOutcome> {
  return gather(rows, async ({ length }) => ({ added: length, repeated: 0, joined: 0 }));
}

async function gather(
  rows: AsyncIterable<ReadTicket>,
  take: (tickets: readonly Ticket[]) => Promise<TakenTickets>,
): Promise<ImportOutcome> {
  const sum = { rows: 0, added: 0, repeated: 0, joined: 0, refused: 0 };
  const problems: { position: string; problem: string }[] = [];
  let waiting: Ticket[] = [];
  const flush = async () => {
    const { added, repeated, joined } = await take(waiting);
    sum.added += added;
    sum.repeated += repeated;
    sum.joined += joined;
    waiting = [];
  };
  for await (const { position, ticket, problem } of rows) {
    sum.rows += 1;
    if (ticket !== undefined) waiting.push(ticket);
    if (problem !== undefined) {
      sum.refused += 1;
      if (problems.length < MOST_TOLD) problems.push({ position, problem: describeProblem(problem) });
    }
    if (waiting.length >= MOST_TICKETS) await flush();
  }
  if (waiting.length > 0) await flush();
  return { ...sum, problems };
}

function describeImport(
  { rows, added, repeated, joined, refused, problems }: ImportOutcome,
  dryRun: boolean,
): string {
  const verb = dryRun ? 'would be added' : 'added';
  return [
    `${countOf(rows, 'row')} = ${formatCount(added)} ${verb} + ${formatCount(repeated)} here already + ${formatCount(refused)} refused`,
    ...(dryRun ? [] : [`${countOf(joined, 'ticket')} of customers we know`]),
    ...problems.map(({ position, problem }) => `  ${position}: ${problem}`),
    ...(refused > problems.length ? [`  and ${formatCount(refused - problems.length)} more`] : []),
  ].join('\n');
}

function addList(tickets: Command, act: Act): void {
  tickets
    .command('list')
    .description('how many tickets, by day, campaign and cohort')
    .option('--since <day>', 'from this day on, 2026-11-01; absent: thirty days')
    .option('--until <day>', 'up to this day; absent: now')
    .option('--by <what>', 'day, campaign, cohort or tag', 'day')
    .action(
      act((invocation, flags: { since?: string; until?: string; by: string }) => {
        const by = readBy(flags.by);
        const until = flags.until === undefined ? Date.now() : readDay(flags.until, '--until') + DAY;
        const since = flags.since === undefined ? until - RECENT_TICKETS : readDay(flags.since, '--since');
        return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const totals = await readTickets(ledger, since, until);
          invocation.output.result(totals, () => describeTotals(totals, by));
          return 0;
        });
      }),
    );
}

const DAY = 86_400_000;

/** @throws {FootbridgeError} USAGE_WRONG */
function readDay(text: string, flag: string): number {
  // V8 takes the 30th of February for the 2nd of March.
  if (!z.iso.date().safeParse(text).success)
    throw new FootbridgeError('USAGE_WRONG', `${flag} is no day like 2026-11-01`);
  return Date.parse(`${text}T00:00:00Z`);
}

const WAYS = ['day', 'campaign', 'cohort', 'tag'] as const;

/** @throws {FootbridgeError} USAGE_WRONG */
function readBy(text: string): (typeof WAYS)[number] {
  const way = WAYS.find((one) => one === text);
  if (way !== undefined) return way;
  throw new FootbridgeError('USAGE_WRONG', `--by is ${WAYS.join(', ')}${didYouMean(text, WAYS)}`);
}

function describeTotals(
  { since, until, total, days, tags }: TicketTotals,
  by: (typeof WAYS)[number],
): string {
  const counted: readonly (readonly [string, number])[] =
    by === 'tag'
      ? tags.map(({ tag, count }) => [tag, count])
      : [...Map.groupBy(days, (one) => one[by] ?? '')].map(([name, members]) => [
          name === '' ? NAMELESS[by] : name,
          members.reduce((sum, { count }) => sum + count, 0),
        ]);
  const line = `${countOf(total, 'ticket')} from ${since.slice(0, 10)} until ${until.slice(0, 16).replace('T', ' ')} UTC`;
  return counted.length === 0 ? line : `${line}\n${formatTable(counted)}`;
}

const NAMELESS = { day: '', campaign: 'no campaign', cohort: 'no cohort' } as const;
