/**
 * `footbridge link`: records that may be one person: find them, look at them, decide.
 *
 * @module
 */
import type { Command } from 'commander';
import type { Tier } from '../../engine/index.ts';
import {
  findMatches,
  type MergedTier,
  mergeMatch,
  mergeTier,
  previewMatch,
  separateMatch,
  undoMerge,
} from '../../engine/link.ts';
import { listMatches, type MatchState, tallyMatches } from '../../ledger/sql/matches.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readNumber } from '../arguments.ts';
import { confirmed } from '../confirm.ts';
import { describeFound, describeList, describePreview } from '../link/words.ts';
import { correlationOf, judgeOf, operatorName, withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { withProgress } from '../with-progress.ts';
import { countOf, formatTable } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

const TIERS = ['certain', 'probable', 'ambiguous'] as const satisfies readonly Tier[];
const STATES = ['open', 'merged', 'separate', 'gone'] as const satisfies readonly MatchState[];

/** A screen and a half. */
const LISTED = '50';

export const addLink: AddCommand = (program, act) => {
  const link = program.command('link').description('records that may be one person: find, look, decide');
  addFind(link, act);
  addList(link, act);
  addShow(link, act);
  addMerge(link, act);
  addSeparate(link, act);
  addUndo(link, act);
};

function addFind(link: Command, act: Act): void {
  link
    .command('find')
    .description('look through the ledger, and fill the queue of matches')
    .action(
      act((invocation) =>
        withLedger<ExitCode>(invocation, 'own', async ({ loaded, ledger }) => {
          const operator = operatorName(invocation.terminal.environment);
          const found = await withProgress(invocation, ({ stop }, onProgress) =>
            findMatches(ledger, correlationOf(loaded.config), { operator, signal: stop, onProgress }),
          );
          invocation.output.result(found, () => describeFound(found, invocation.output.paint));
          return (await openMatches(ledger.db)) > 0 ? 3 : 0;
        }),
      ),
    );
}

async function openMatches(db: Parameters<typeof tallyMatches>[0]): Promise<number> {
  const tallies = await tallyMatches(db);
  return tallies.reduce((sum, { state, count }) => sum + (state === 'open' ? count : 0), 0);
}

interface ListFlags {
  readonly tier?: string;
  readonly state: string;
  readonly limit: string;
}

function addList(link: Command, act: Act): void {
  link
    .command('list')
    .description('show the queue, without any data of customers')
    .option('--tier <tier>', TIERS.join(', '))
    .option('--state <state>', STATES.join(', '), 'open')
    .option('--limit <count>', 'at most so many', LISTED)
    .action(
      act((invocation, flags: ListFlags) => {
        const limit = readNumber(flags.limit, '--limit');
        const state = oneOf(STATES, flags.state, '--state');
        const tier = flags.tier === undefined ? undefined : oneOf(TIERS, flags.tier, '--tier');
        return withLedger<ExitCode>(invocation, 'share', async ({ ledger: { db } }) => {
          const filter = { state, ...(tier === undefined ? {} : { tier }) };
          const matches = await listMatches(db, filter, 0, limit);
          const total = (await tallyMatches(db))
            .filter((one) => one.state === state && (tier === undefined || one.tier === tier))
            .reduce((sum, { count }) => sum + count, 0);
          const { output } = invocation;
          output.result({ total, matches }, () => describeList(matches, total, output.paint));
          return total > 0 && state === 'open' ? 3 : 0;
        });
      }),
    );
}

function addShow(link: Command, act: Act): void {
  link
    .command('show')
    .description('what a merge would make of a match, field by field')
    .argument('<number>', 'as `link list` shows it')
    .option('--reveal', 'show values in the clear; hashes and secrets never; recorded')
    .action(
      act((invocation, number: string, { reveal = false }: { reveal?: boolean }) =>
        show(invocation, readNumber(number, 'the match'), reveal),
      ),
    );
}

function show(invocation: Invocation, id: number, reveal: boolean): Promise<ExitCode> {
  return withLedger<ExitCode>(invocation, 'own', async ({ loaded, ledger }) => {
    const by = reveal ? operatorName(invocation.terminal.environment) : undefined;
    const preview = await previewMatch(ledger, correlationOf(loaded.config), id, by);
    const { output } = invocation;
    const { match, members, merged, obstacle } = preview;
    const value = {
      match,
      members: members.map(({ identity: _sealed, ...member }) => member),
      decisions: merged?.decisions.map(({ field, winner, why }) => ({ field, winner, why })) ?? [],
      losses: merged?.losses ?? [],
      obstacle,
    };
    output.result(value, () => describePreview(preview, reveal, output.paint));
    return 0;
  });
}

interface MergeFlags {
  readonly tier?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly note?: string;
}

function addMerge(link: Command, act: Act): void {
  link
    .command('merge')
    .description('make one account of the records of a match, or of all certain ones')
    .argument('[number]', 'as `link list` shows it')
    .option('--tier <tier>', 'all of this tier that nothing stands in the way of: certain or probable')
    .option('--note <text>', 'why, for the audit log')
    .option('--dry-run', 'say what would happen; changes nothing')
    .option('--yes', 'do not ask')
    .action(act(merge));
}

async function merge(
  invocation: Invocation,
  number: string | undefined,
  flags: MergeFlags,
): Promise<ExitCode> {
  if ((number === undefined) === (flags.tier === undefined))
    throw new FootbridgeError('USAGE_WRONG', 'Either the number of a match or --tier is needed');
  if (number === undefined) return mergeAll(invocation, readMergeable(flags.tier ?? ''), flags);
  const id = readNumber(number, 'the match');
  if (flags.dryRun === true) return show(invocation, id, false);
  return withLedger<ExitCode>(invocation, 'own', async (opened) => {
    const { environment } = invocation.terminal;
    const judge = await judgeOf(opened, environment);
    await mergeMatch(judge, correlationOf(opened.loaded.config), id, decisionOf(invocation, flags));
    invocation.output.result(
      { match: id, state: 'merged' },
      () =>
        `Match ${id} is one account now; it crosses at the next \`footbridge import\`. \`link undo ${id}\` takes it back.`,
    );
    return 0;
  });
}

function mergeAll(invocation: Invocation, tier: Tier, flags: MergeFlags): Promise<ExitCode> {
  const { dryRun = false, yes = false } = flags;
  return withLedger<ExitCode>(invocation, 'own', async (opened) => {
    const judge = await judgeOf(opened, invocation.terminal.environment);
    const correlation = correlationOf(opened.loaded.config);
    const decision = decisionOf(invocation, flags);
    const foretold = await mergeTier(judge, correlation, tier, decision, true);
    const question = `${countOf(foretold.merged, `${tier} match`, `${tier} matches`)} would be merged`;
    if (!dryRun && !(await confirmed(invocation, yes, `${question}. Go on?`))) return 1;
    const done = dryRun ? foretold : await mergeTier(judge, correlation, tier, decision);
    invocation.output.result({ tier, dryRun, ...done }, () =>
      describeMerged(dryRun ? question : `${countOf(done.merged, 'match', 'matches')} merged`, done),
    );
    return Object.keys(done.left).length > 0 ? 3 : 0;
  });
}

function describeMerged(headline: string, { left }: MergedTier): string {
  const rows = Object.entries(left).map(([why, count]) => [count, why]);
  return rows.length === 0 ? `${headline}.` : `${headline}. Left as they are:\n${formatTable(rows)}`;
}

function addSeparate(link: Command, act: Act): void {
  link
    .command('separate')
    .description('these are different people: never propose them again')
    .argument('<number>', 'as `link list` shows it')
    .option('--note <text>', 'why, for the audit log')
    .action(
      act((invocation, number: string, flags: { note?: string }) =>
        withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const id = readNumber(number, 'the match');
          await separateMatch({ ledger }, id, decisionOf(invocation, flags));
          invocation.output.result(
            { match: id, state: 'separate' },
            () => `Match ${id}: they stay different people.`,
          );
          return 0;
        }),
      ),
    );
}

function addUndo(link: Command, act: Act): void {
  link
    .command('undo')
    .description('take a merge back: every record stands by itself again')
    .argument('<number>', 'as `link list --state merged` shows it')
    .option('--note <text>', 'why, for the audit log')
    .action(
      act((invocation, number: string, flags: { note?: string }) =>
        withLedger<ExitCode>(invocation, 'own', async (opened) => {
          const id = readNumber(number, 'the match');
          const judge = await judgeOf(opened, invocation.terminal.environment);
          await undoMerge(judge, correlationOf(opened.loaded.config), id, decisionOf(invocation, flags));
          invocation.output.result(
            { match: id, state: 'open' },
            () =>
              `Match ${id} is taken back; the next \`footbridge import\` writes them as they are. Who shares an identifier is held until somebody decides.`,
          );
          return 0;
        }),
      ),
    );
}

function decisionOf({ terminal }: Invocation, { note }: { readonly note?: string }) {
  return { operator: operatorName(terminal.environment), ...(note === undefined ? {} : { note }) };
}

/** Of what is only possible every match is looked at. */
function readMergeable(text: string): Tier {
  const tier = oneOf(TIERS, text, '--tier');
  if (tier !== 'ambiguous') return tier;
  throw new FootbridgeError('USAGE_WRONG', 'Ambiguous matches are merged one by one, after a look at each');
}

function oneOf<T extends string>(list: readonly T[], text: string, option: string): T {
  const found = list.find((one) => one === text);
  if (found !== undefined) return found;
  throw new FootbridgeError('USAGE_WRONG', `${option} is one of ${list.join(', ')}`);
}
