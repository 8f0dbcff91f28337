/**
 * `footbridge hash`: what is this password hash, and does this password fit?
 *
 * @module
 */
import { password as askPassword, isCancel } from '@clack/prompts';
import type { Command } from 'commander';
import { resolveSecret, secret } from '../../config/secret.ts';
import {
  type Candidate,
  identify,
  PasswordHashError,
  type StoredHash,
  strength,
  verify,
} from '../../passwords/index.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Terminal } from '../terminal.ts';
import { formatTable } from '../words.ts';
import type { Act, AddCommand, Invocation } from './command.ts';

export const addHash: AddCommand = (program, act) => {
  const hash = program.command('hash').description('look at password hashes');
  addIdentify(hash, act);
  addVerify(hash, act);
};

function addIdentify(hash: Command, act: Act): void {
  hash
    .command('identify')
    .description('say what a hash is; without an argument, one a line from standard input')
    .argument('[hash]', 'in single quotes: a shell reads $ otherwise')
    .action(
      act(async ({ terminal, output }, given: string | undefined) => {
        const hashes = given === undefined ? splitLines(await terminal.readInput()) : [given];
        if (hashes.length === 0) throw new FootbridgeError('USAGE_WRONG', 'No hash was given');
        const found = hashes.map((text) => identify(text));
        output.result(found, () => found.map(describeCandidates).join('\n'));
        return found.every((candidates) => candidates.length > 0) ? 0 : 3;
      }),
    );
}

function describeCandidates(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return 'of no known format';
  return formatTable(
    candidates.map(({ format, certainty, reason }) => [format, certainty, reason]),
    '',
  );
}

interface VerifyFlags {
  readonly format?: string;
  readonly beside: readonly string[];
  readonly secret: readonly string[];
}

function addVerify(hash: Command, act: Act): void {
  const collect = (one: string, all: readonly string[]): readonly string[] => [...all, one];
  hash
    .command('verify')
    .description('say whether a password fits; it is asked for, or read from standard input')
    .argument('<hash>', 'in single quotes: a shell reads $ otherwise')
    .option('--format <id>', 'where the hash alone does not say it')
    .option('--beside <name=value>', 'what stands beside the hash, such as salt=…', collect, [])
    .option('--secret <role=NAME>', 'a secret of the site, such as pepper=NAME_OF_A_VARIABLE', collect, [])
    .action(
      act(async (invocation, text: string, flags: VerifyFlags) => {
        const { terminal, output } = invocation;
        const stored = readStored(text, flags, terminal);
        const fits = await tryPassword(await readPassword(invocation), stored);
        const strong = strength(stored);
        output.result(
          { fits, strength: strong },
          () => `${fits ? 'It fits.' : 'It does not fit.'} (${strong.class}: ${strong.reason})`,
        );
        return fits ? 0 : 1;
      }),
    );
}

/** A hash that cannot be tried is the caller's business: the error says what is missing, never the hash. */
async function tryPassword(password: string, stored: StoredHash): Promise<boolean> {
  try {
    return await verify(password, stored);
  } catch (error) {
    if (error instanceof PasswordHashError)
      throw new FootbridgeError('USAGE_WRONG', error.message, { cause: error });
    throw error;
  }
}

function readStored(
  hash: string,
  { format, beside, secret: secrets }: VerifyFlags,
  { environment }: Terminal,
): StoredHash {
  const values = readPairs(secrets).map(([role, name]) => [role, resolveSecret(secret(name), environment)]);
  return {
    hash,
    ...(format === undefined ? {} : { format }),
    beside: Object.fromEntries(readPairs(beside)),
    secrets: Object.fromEntries(values),
  };
}

function readPairs(pairs: readonly string[]): readonly (readonly [string, string])[] {
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new FootbridgeError('USAGE_WRONG', '--beside and --secret look like name=value');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
}

/** Never from the command line: other users of the machine can read that. */
async function readPassword({ terminal }: Invocation): Promise<string> {
  if (!terminal.interactive) return splitLines(await terminal.readInput())[0] ?? '';
  const answer = await askPassword({ message: 'Password' });
  if (isCancel(answer)) throw new FootbridgeError('USAGE_WRONG', 'No password was given');
  return answer;
}

function splitLines(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}
