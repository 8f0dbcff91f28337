/**
 * `footbridge problems`: what a person must look at: list it, export it, resolve it.
 *
 * @module
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  exportProblems,
  type ListedProblem,
  listProblems,
  type ProblemFilter,
  resolveProblems,
} from '../../engine/index.ts';
import { CATALOGUE, type ProblemCode } from '../../problems/catalogue.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { readNumber } from '../arguments.ts';
import { operatorName, withLedger } from '../parts.ts';
import { writePrivateFile } from '../private-file.ts';
import type { ExitCode } from '../terminal.ts';
import { countOf, formatCount, formatTable, type Paint } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

interface FilterFlags {
  readonly code?: string;
  readonly run?: string;
  readonly state?: string;
  readonly retry?: boolean;
}

const STATES = ['open', 'resolved', 'exempt', 'superseded'] as const;

/** A screen and a half; the rest is for `export`. */
const LISTED = '50';

export const addProblems: AddCommand = (program, act) => {
  const problems = program.command('problems').description('what a person must look at');
  addList(problems, act);
  addExport(problems, act);
  addResolve(problems, act);
};

function withFilter(command: Command): Command {
  return command
    .option('--code <code>', 'only this code')
    .option('--run <number>', 'only of this run')
    .option('--retry', 'only what is worth sending again as it is');
}

function addList(problems: Command, act: Act): void {
  withFilter(problems.command('list'))
    .description('show them, without any data of customers')
    .option('--state <state>', `open, resolved, exempt or superseded`, 'open')
    .option('--limit <count>', 'at most so many', LISTED)
    .action(
      act((invocation, flags: FilterFlags & { limit: string }) => {
        const limit = readNumber(flags.limit, '--limit');
        const filter = readFilter(flags);
        return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const listed: ListedProblem[] = [];
          let total = 0;
          for await (const problem of listProblems(ledger, filter)) {
            if (listed.length < limit) listed.push(problem);
            total += 1;
          }
          invocation.output.result({ total, problems: listed }, () =>
            describeList(listed, total, invocation.output.paint),
          );
          return total > 0 ? 3 : 0;
        });
      }),
    );
}

/** One heading for each code, with what to do; below it the rows concerned. */
function describeList(listed: readonly ListedProblem[], total: number, paint: Paint): string {
  if (total === 0) return 'No problems.';
  const groups = [...Map.groupBy(listed, ({ code }) => code)].map(([code, problems]) => {
    const { title, expected, fix } = CATALOGUE[code];
    const rows = problems.map(({ id, position, field, found }) => [
      `#${id}`,
      position ?? '',
      field ?? '',
      found ?? '',
    ]);
    return `${paint.bold(code)}  ${title}.\n${paint.faint(`${expected} ${fix}`)}\n${formatTable(rows)}`;
  });
  const more = total - listed.length;
  if (more > 0)
    groups.push(`… and ${formatCount(more)} more: --limit, --code, or \`footbridge problems export\``);
  return groups.join('\n\n');
}

function addExport(problems: Command, act: Act): void {
  withFilter(problems.command('export'))
    .description('write them with their records as NDJSON: personal data and hashes in the clear')
    .requiredOption('--output <file>', 'a new file, which only you may read')
    .action(
      act((invocation, flags: FilterFlags & { output: string }) => {
        const filter = readFilter(flags);
        return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const { terminal, output } = invocation;
          const file = resolve(terminal.folder, flags.output);
          const operator = operatorName(terminal.environment);
          const count = await writePrivateFile(file, jsonLines(exportProblems(ledger, operator, filter)));
          output.result({ file, problems: count }, () => `${countOf(count, 'problem')} written to ${file}`);
          return 0;
        });
      }),
    );
}

async function* jsonLines(problems: AsyncIterable<unknown>): AsyncIterable<string> {
  for await (const problem of problems) yield JSON.stringify(problem);
}

function addResolve(problems: Command, act: Act): void {
  problems
    .command('resolve')
    .description('close problems: try again at the next import, or leave these customers out')
    .argument('[numbers...]', 'numbers that `problems list` shows')
    .option('--code <code>', 'all open ones of this code')
    .requiredOption('--as <how>', '"retry": the cause is gone; "exempt": they shall not move')
    .option('--note <text>', 'why, for the audit log')
    .option('--dry-run', 'say how many it would be; changes nothing')
    .action(act(resolveThem));
}

interface ResolveFlags {
  readonly code?: string;
  readonly as: string;
  readonly note?: string;
  readonly dryRun?: boolean;
}

async function resolveThem(
  invocation: Invocation,
  numbers: readonly string[],
  { code, as, note, dryRun = false }: ResolveFlags,
): Promise<ExitCode> {
  if (as !== 'retry' && as !== 'exempt')
    throw new FootbridgeError('USAGE_WRONG', '--as is "retry" or "exempt"');
  if (numbers.length > 0 === (code !== undefined)) {
    throw new FootbridgeError('USAGE_WRONG', 'Either numbers of problems or --code is needed');
  }
  const which =
    code === undefined
      ? { ids: numbers.map((text) => readNumber(text, 'the problem')) }
      : { code: readCode(code) };
  if (dryRun) return foretell(invocation, which);
  return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
    const operator = operatorName(invocation.terminal.environment);
    const resolution = { as, ...(note === undefined ? {} : { note }) } as const;
    const closed = await resolveProblems(ledger, which, resolution, operator);
    invocation.output.result({ closed, as }, () =>
      as === 'retry'
        ? `${countOf(closed, 'problem')} closed; they cross at the next \`footbridge import\`.`
        : `${countOf(closed, 'problem')} closed; these customers will not move.`,
    );
    return 0;
  });
}

type Which = { readonly ids: readonly number[] } | { readonly code: ProblemCode };

function foretell(invocation: Invocation, which: Which): Promise<ExitCode> {
  return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
    let problems = 0;
    for await (const { id, code } of listProblems(ledger)) {
      if ('code' in which ? which.code === code : which.ids.includes(id)) problems += 1;
    }
    invocation.output.result({ problems }, () => `${countOf(problems, 'problem')} would be closed.`);
    return 0;
  });
}

function readFilter({ code, run, state, retry }: FilterFlags): ProblemFilter {
  return {
    ...(code === undefined ? {} : { code: readCode(code) }),
    ...(run === undefined ? {} : { runId: readNumber(run, '--run') }),
    ...(state === undefined ? {} : { state: readState(state) }),
    ...(retry === undefined ? {} : { retry }),
  };
}

function readState(text: string): (typeof STATES)[number] {
  const state = STATES.find((one) => one === text);
  if (state === undefined) throw new FootbridgeError('USAGE_WRONG', `--state is one of ${STATES.join(', ')}`);
  return state;
}

function readCode(text: string): ProblemCode {
  if (Object.hasOwn(CATALOGUE, text)) return text as ProblemCode;
  throw new FootbridgeError('USAGE_WRONG', 'There is no such code; docs/errors.md lists them');
}
