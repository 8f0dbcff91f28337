/**
 * `footbridge hash identify`: the candidates for one hash, or the populations of a whole column.
 *
 * @module
 */
import type { Command } from 'commander';
import {
  type Candidate,
  type ColumnSurvey,
  type Hint,
  identify,
  type Population,
  type StoredHash,
  surveyColumn,
} from '../../../passwords/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Output } from '../../output.ts';
import type { ExitCode } from '../../terminal.ts';
import { withCount } from '../../with-progress.ts';
import { countOf, formatCount, formatTable } from '../../words.ts';
import type { Act, Invocation } from '../command.ts';
import { type ColumnFlags, readBeside, takesColumn } from './options.ts';
import type { HashRow } from './row.ts';
import { openRows } from './rows.ts';

interface Flags extends ColumnFlags {
  readonly source?: string;
  readonly all?: true;
}

/** More than this many candidates say little; `--all` lists them. */
const SHOWN = 8;
/** Rows named one by one; the rest is a number. */
const NAMED_ROWS = 5;

export function addIdentify(hash: Command, act: Act): void {
  takesColumn(
    hash
      .command('identify')
      .description('say what a hash is, or what a whole column of them holds')
      .argument('[hash]', 'in single quotes: a shell reads $ otherwise; absent: a column is read')
      .option('--source <product>', 'the product it comes from, such as vbulletin')
      .option('--all', 'every candidate, however unlikely'),
  ).action(
    act(async (invocation, given: string | undefined, flags: Flags) =>
      given === undefined ? identifyColumn(invocation, flags) : identifyOne(invocation, given, flags),
    ),
  );
}

async function identifyOne({ terminal, output }: Invocation, hash: string, flags: Flags): Promise<ExitCode> {
  const { beside } = readBeside(flags, terminal);
  const candidates = identify(hash, hintOf(flags, beside));
  output.result(candidates, () => describeCandidates(candidates, flags.all === true));
  return candidates.length > 0 ? 0 : 3;
}

/** `undefined` where nothing is known: a hint costs an ordering of its own. */
function hintOf({ source }: Flags, beside: Readonly<Record<string, string>>): Hint | undefined {
  const hasColumns = Object.keys(beside).length > 0;
  if (source === undefined && !hasColumns) return undefined;
  return { ...(source === undefined ? {} : { source }), ...(hasColumns ? { beside } : {}) };
}

export function describeCandidates(candidates: readonly Candidate[], all: boolean): string {
  if (candidates.length === 0) return 'of no known format';
  const shown = all ? candidates : candidates.slice(0, SHOWN);
  const table = formatTable(
    shown.map(({ format, certainty, reason }) => [format, certainty, reason]),
    '',
  );
  const left = candidates.length - shown.length;
  if (left === 0) return table;
  const known = 'One known password tells which: footbridge hash solve';
  return `${table}\n… and ${countOf(left, 'other')} (--all). ${known}`;
}

async function identifyColumn(invocation: Invocation, flags: Flags): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const given = readBeside(flags, terminal);
  const { rows } = openRows(flags, given, terminal);
  const unread: HashRow[] = [];
  let last = 0;
  const survey = await withCount(invocation, 'hashes', (tell) => {
    async function* readable(): AsyncIterable<StoredHash> {
      for await (const row of rows) {
        last = row.row;
        if (row.stored === undefined) unread.push(row);
        else yield row.stored;
        if (last % 10_000 === 0) tell(last);
      }
    }
    return surveyColumn(readable(), hintOf(flags, {}));
  });
  if (last === 0) throw new FootbridgeError('USAGE_WRONG', 'No hash was given');
  output.result(toJson(survey, unread), () => describeSurvey(survey, unread, output));
  return survey.anomalies.count + unread.length > 0 ? 3 : 0;
}

function toJson({ rows, populations, disabled, anomalies }: ColumnSurvey, unread: readonly HashRow[]) {
  return {
    rows,
    populations: populations.map((population) => ({
      ...population,
      parameters: Object.fromEntries(population.parameters),
      strengths: Object.fromEntries(population.strengths),
    })),
    disabled: Object.fromEntries(disabled),
    anomalies,
    unread: unread.map(({ row, problem }) => ({ row, problem })),
  };
}

function describeSurvey(survey: ColumnSurvey, unread: readonly HashRow[], { paint }: Output): string {
  const head = ['rows', 'format', 'certainty', 'parameters', 'strength'].map(paint.faint);
  const rows = survey.populations.map((population) => [
    population.count,
    population.format,
    population.certainty,
    countsIn(population.parameters),
    countsIn(population.strengths),
  ]);
  const disabled = [...survey.disabled].map(([meaning, count]) => [
    count,
    'disabled',
    'certain',
    meaning,
    '',
  ]);
  const lines = [formatTable([head, ...rows, ...disabled], '')];
  for (const population of survey.populations) {
    const note = ambiguity(population);
    if (note !== '') lines.push(note);
  }
  const strange = [
    ...survey.anomalies.first,
    ...unread.map(({ row, problem = '' }) => ({ row, reason: problem })),
  ];
  const count = survey.anomalies.count + unread.length;
  if (count > 0) {
    lines.push(paint.bad(`${countOf(count, 'row')} fit nothing:`));
    lines.push(
      formatTable(strange.slice(0, NAMED_ROWS).map(({ row, reason }) => [`row ${formatCount(row)}`, reason])),
    );
  }
  return lines.join('\n');
}

/** The two most frequent, and how many others. */
function countsIn(counts: ReadonlyMap<string, number>): string {
  const [first, second, ...others] = [...counts]
    .filter(([name]) => name !== '')
    .toSorted((a, b) => b[1] - a[1]);
  if (first === undefined) return '';
  if (second === undefined) return first[0];
  const named = [first, second].map(([name, count]) => `${name} (${formatCount(count)})`);
  return [...named, ...(others.length === 0 ? [] : [`${others.length} others`])].join(', ');
}

function ambiguity({ format, certainty, alternatives }: Population): string {
  if (certainty === 'certain' || alternatives.length === 0) return '';
  const named = alternatives.slice(0, 3).join(', ');
  const left = alternatives.length > 3 ? ` and ${alternatives.length - 3} others` : '';
  return `${format} may also be ${named}${left}: name the source (--source), or try one known password (footbridge hash solve).`;
}
