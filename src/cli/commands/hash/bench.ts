/**
 * `footbridge hash bench`: how many logins a second this machine verifies, for the hashes of a file or for common ones.
 *
 * Each kind is tried with a wrong password, which costs as much as the right one, with as many at a time as there are
 * cores. Kinds take turns, so that a busy moment slows all of them.
 *
 * @module
 */

import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Command } from 'commander';
import {
  identify,
  PasswordHashError,
  parametersOf,
  parse,
  type StoredHash,
  verify,
} from '../../../passwords/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readRate } from '../../arguments.ts';
import { formatCount, formatTable } from '../../words.ts';
import type { Act } from '../command.ts';
import { type ColumnFlags, readBeside, takesColumn } from './options.ts';
import { openRows } from './rows.ts';

interface Flags extends ColumnFlags {
  readonly seconds?: string;
}

interface Kind {
  readonly format: string;
  readonly parameters: string;
  readonly stored: StoredHash;
}

/** Of nobody: salts of zeros, digests of nothing. */
const COMMON: readonly StoredHash[] = [
  { hash: `$2b$10$${'.'.repeat(53)}` },
  { hash: `$2b$12$${'.'.repeat(53)}` },
  { hash: `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}` },
  { hash: `pbkdf2_sha256$600000$aaaaaaaaaaaa$${'A'.repeat(43)}=` },
  { hash: `pbkdf2_sha256$1000000$aaaaaaaaaaaa$${'A'.repeat(43)}=` },
  { hash: `${'0'.repeat(32)}:${'0'.repeat(128)}`, format: 'better-auth-scrypt' },
  { hash: `$P$B${'.'.repeat(30)}` },
  { hash: `$6$aaaaaaaaaaaaaaaa$${'.'.repeat(86)}` },
  { hash: `$1$aaaaaaaa$${'.'.repeat(22)}` },
  { hash: `{SSHA}${'A'.repeat(32)}` },
];

/** Kinds of a file that are measured; the most frequent ones come first in any export. */
const MAX_KINDS = 20;
/** Rows that are looked at for kinds. */
const MAX_ROWS = 100_000;
/** Milliseconds of one turn. */
const TURN = 200;
/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 5;

export function addBench(hash: Command, act: Act): void {
  takesColumn(
    hash
      .command('bench')
      .description('measure how many logins a second this machine verifies')
      .option('--common', 'common kinds instead of those of a file')
      .option('--seconds <number>', 'for each kind', '1'),
  ).action(
    act(async ({ terminal, output }, flags: Flags & { readonly common?: true }) => {
      const seconds = readRate(flags.seconds ?? '', '--seconds');
      const given = readBeside(flags, terminal);
      const isCommon = flags.common === true || (flags.file === undefined && terminal.interactive);
      const kinds = isCommon ? COMMON.map(kindOf) : await kindsIn(openRows(flags, given, terminal).rows);
      const found = kinds.filter((kind) => kind !== undefined);
      if (found.length === 0)
        throw new FootbridgeError('USAGE_WRONG', 'No hash could be read; --common measures common kinds');
      const results = await measure(found, seconds * 1000);
      output.result(results, () => describeResults(results));
      return 0;
    }),
  );
}

function kindOf(stored: StoredHash): Kind | undefined {
  try {
    const { format, parts } = parse(stored);
    if (parts.primitive === 'disabled') return undefined;
    return { format, parameters: parametersOf(parts), stored: { ...stored, format } };
  } catch (error) {
    if (error instanceof PasswordHashError) return undefined;
    throw error;
  }
}

/** One hash for each format and parameters. */
async function kindsIn(rows: AsyncIterable<{ readonly stored?: StoredHash }>): Promise<Kind[]> {
  const kinds = new Map<string, Kind>();
  let seen = 0;
  for await (const { stored } of rows) {
    if (++seen > MAX_ROWS || kinds.size >= MAX_KINDS) break;
    if (stored === undefined || (stored.format === undefined && identify(stored.hash).length === 0)) continue;
    const kind = kindOf(stored);
    if (kind !== undefined) kinds.set(`${kind.format} ${kind.parameters}`, kind);
  }
  return [...kinds.values()];
}

interface Result {
  readonly format: string;
  readonly parameters: string;
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 timers were late at the most. */
  readonly loopDelay: number;
}

async function measure(kinds: readonly Kind[], milliseconds: number): Promise<readonly Result[]> {
  const tallies = kinds.map((kind) => ({
    kind,
    done: 0,
    spent: 0,
    delay: monitorEventLoopDelay({ resolution: RESOLUTION }),
  }));
  const atOnce = availableParallelism();
  // A library that is first used loads and compiles; that is no login.
  for (const { kind } of tallies) await verify('warm', kind.stored);
  while (tallies.some(({ spent }) => spent < milliseconds)) {
    for (const tally of tallies.filter(({ spent }) => spent < milliseconds)) {
      const started = performance.now();
      tally.delay.enable();
      const lane = async (): Promise<void> => {
        do {
          await verify('not the password', tally.kind.stored);
          tally.done++;
        } while (performance.now() - started < TURN);
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
      tally.delay.disable();
      tally.spent += performance.now() - started;
    }
  }
  return tallies.map(({ kind: { format, parameters }, done, spent, delay }) => ({
    format,
    parameters,
    perSecond: (done * 1000) / spent,
    loopDelay: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION),
  }));
}

function describeResults(results: readonly Result[]): string {
  const rows = results.map(({ format, parameters, perSecond, loopDelay }) => [
    format,
    parameters,
    `${perSecond < 100 ? perSecond.toFixed(1) : formatCount(perSecond)}/s`,
    `event loop ${loopDelay.toFixed(1)} ms late`,
  ]);
  return `${formatTable(rows, '')}\nOn ${availableParallelism()} cores, as many at a time. The delay is the 99th of 100.`;
}
