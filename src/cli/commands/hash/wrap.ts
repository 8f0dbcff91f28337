/**
 * `footbridge hash wrap`: a whole population wrapped in Argon2id while it streams through.
 *
 * Rows come out in their order and as they went in, but for the hash. What cannot be wrapped passes unchanged and is
 * counted with its reason, and so is what may be several formats unless one is named. The columns that a hash needed beside it are inside the wrapped one; whoever reads the result
 * needs them no more, except for secrets of the site.
 *
 * @module
 */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveSecret, secret } from '../../../config/secret.ts';
import { inOrder } from '../../../passwords/in-order.ts';
import {
  identify,
  PasswordHashError,
  parse,
  type StoredHash,
  strengthOf,
  type WrapOptions,
  type Wrapped,
  wrap,
} from '../../../passwords/index.ts';
import { DEFAULT_OUTER } from '../../../passwords/wrap.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { writePrivateFile } from '../../private-file.ts';
import type { Terminal } from '../../terminal.ts';
import { withCount } from '../../with-progress.ts';
import { countOf, formatTable } from '../../words.ts';
import type { Act, Invocation } from '../command.ts';
import { type ColumnFlags, readBeside, takesColumn } from './options.ts';
import type { HashRow } from './row.ts';
import { type HashRows, openRows } from './rows.ts';

interface Flags extends ColumnFlags {
  readonly output?: string;
  readonly show?: true;
  readonly wrapPepper?: string;
  readonly memory?: string;
  readonly passes?: string;
  readonly guess?: true;
}

export function addWrap(hash: Command, act: Act): void {
  takesColumn(
    hash
      .command('wrap')
      .description('put Argon2id around every weak hash of a column, without a password')
      .option('--output <file>', 'a new file, which only you may read; else standard output')
      .option('--show', 'write the hashes even where standard output is a terminal')
      .option(
        '--wrap-pepper <NAME>',
        'a secret keyed over the old digest, so that digests of other leaks are of no use',
      )
      .option('--memory <KiB>', `memory of the layer; ${DEFAULT_OUTER.memory} if not said`)
      .option('--passes <number>', `passes of the layer; ${DEFAULT_OUTER.passes} if not said`)
      .option(
        '--guess',
        'wrap what may be several formats as the likeliest: right for all of them, or a lockout for all',
      ),
  ).action(act(wrapColumn));
}

/** Wrappings at a time: libuv's four threads. */
const AT_ONCE = 4;

async function wrapColumn(invocation: Invocation, flags: Flags) {
  const { terminal, output } = invocation;
  if (flags.output === undefined && flags.show !== true && terminal.stdout.isTTY === true)
    throw new FootbridgeError(
      'USAGE_WRONG',
      'Hashes would be shown: give --output, pipe them, or say --show',
    );
  const rows = openRows(flags, readBeside(flags, terminal), terminal);
  const counts = createCounts();
  const written = await withCount(invocation, 'wrap', (tell) => {
    const work = (row: HashRow) => wrapRow(row, readOptions(flags, terminal), flags.guess === true);
    const lines = wrappedLines(rows, work, counts, tell);
    return flags.output === undefined
      ? writeLines(lines, terminal)
      : writePrivateFile(resolve(terminal.folder, flags.output), lines);
  });
  if (counts.rows === 0) throw new FootbridgeError('USAGE_WRONG', 'No hash was given');
  const summary = {
    rows: counts.rows,
    wrapped: counts.wrapped,
    good: toObject(counts.good),
    left: toObject(counts.left),
  };
  // Beside a stream of hashes the summary goes where progress goes.
  if (flags.output === undefined) {
    terminal.stderr.write(`${output.json ? JSON.stringify(summary) : describeCounts(counts)}\n`);
  } else {
    output.result({ ...summary, file: flags.output, lines: written }, () => describeCounts(counts));
  }
  return counts.left.size > 0 ? 3 : 0;
}

function readOptions(flags: Flags, { environment }: Terminal): WrapOptions {
  const outer = {
    ...DEFAULT_OUTER,
    ...(flags.memory === undefined ? {} : { memory: readNumber(flags.memory, '--memory') }),
    ...(flags.passes === undefined ? {} : { passes: readNumber(flags.passes, '--passes') }),
  };
  if (flags.wrapPepper === undefined) return { outer };
  return { outer, wrapPepper: resolveSecret(secret(flags.wrapPepper), environment) };
}

interface Counts {
  rows: number;
  wrapped: number;
  /** Reason → rows that need nothing. */
  readonly good: Map<string, number>;
  /** Reason → rows that are as weak as they were. */
  readonly left: Map<string, number>;
}

const createCounts = (): Counts => ({ rows: 0, wrapped: 0, good: new Map(), left: new Map() });

async function* wrappedLines(
  { rows, header }: HashRows,
  wrapOne: (row: HashRow) => Promise<Wrapped>,
  counts: Counts,
  tell: (done: number) => void,
): AsyncIterable<string> {
  const work = async (row: HashRow) => ({ row, result: await wrapOne(row) });
  for await (const { row, result } of inOrder(rows, work, AT_ONCE)) {
    const first = counts.rows === 0 ? header() : undefined;
    if (first !== undefined) yield first;
    count(counts, result);
    tell(counts.rows);
    yield row.write('hash' in result ? result.hash : undefined);
  }
}

async function wrapRow(
  { stored, problem = '' }: HashRow,
  options: WrapOptions,
  guess: boolean,
): Promise<Wrapped> {
  if (stored === undefined) return { reason: problem, left: true };
  try {
    const doubt = guess ? undefined : doubtAbout(stored);
    if (doubt !== undefined) return { reason: doubt, left: true };
    return await wrap(stored, options);
  } catch (error) {
    if (error instanceof PasswordHashError) return { reason: error.message, left: true };
    throw error;
  }
}

/**
 * A wrapped hash has one inside for ever: taken for the wrong format, it locks its owner out, and nobody can unwrap it.
 * Only what would be wrapped is doubted.
 */
function doubtAbout(stored: StoredHash): string | undefined {
  if (stored.format !== undefined) return undefined;
  const [best, ...others] = identify(stored.hash);
  if (best === undefined || others.length === 0) return undefined;
  const { class: found } = strengthOf(parse({ ...stored, format: best.format }).parts);
  if (found === 'strong' || found === 'acceptable') return undefined;
  return `may be ${best.format} or one of ${others.length} others: name it with --format (hash solve finds it), or --guess`;
}

function count(counts: Counts, result: Wrapped): void {
  counts.rows++;
  if ('hash' in result) {
    counts.wrapped++;
    return;
  }
  const into = result.left === true ? counts.left : counts.good;
  into.set(result.reason, (into.get(result.reason) ?? 0) + 1);
}

async function writeLines(lines: AsyncIterable<string>, { stdout }: Terminal): Promise<number> {
  let written = 0;
  for await (const line of lines) {
    stdout.write(`${line}\n`);
    written++;
  }
  return written;
}

function describeCounts({ rows, wrapped, good, left }: Counts): string {
  const table = [
    [wrapped, 'wrapped', ''],
    ...[...good].map(([reason, times]) => [times, 'left as it is', reason]),
    ...[...left].map(([reason, times]) => [times, 'not wrapped', reason]),
  ];
  return `${countOf(rows, 'row')}\n${formatTable(table)}`;
}

const toObject = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries(counts);
