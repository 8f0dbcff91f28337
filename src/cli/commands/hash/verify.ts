/**
 * `footbridge hash verify`: does this password belong to this hash?
 *
 * @module
 */
import type { Command } from 'commander';
import { PasswordHashError, type StoredHash, strength, verify } from '../../../passwords/index.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Act } from '../command.ts';
import { type BesideFlags, readBeside, takesBeside } from './options.ts';
import { type PasswordFlags, readPassword, takesPassword } from './password.ts';

export function addVerify(hash: Command, act: Act): void {
  const command = hash
    .command('verify')
    .description('say whether a password fits')
    .argument('<hash>', 'in single quotes: a shell reads $ otherwise');
  takesPassword(takesBeside(command)).action(
    act(async (invocation, text: string, flags: BesideFlags & PasswordFlags) => {
      const { terminal, output } = invocation;
      const stored = { ...readBeside(flags, terminal), hash: text };
      const fits = await tryPassword(await readPassword(invocation, flags), stored);
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
    throw asUsage(error);
  }
}

/** What is wrong with a hash is wrong use of the command; anything else is not ours to judge. */
export function asUsage(error: unknown): unknown {
  return error instanceof PasswordHashError
    ? new FootbridgeError('USAGE_WRONG', error.message, { cause: error })
    : error;
}
