/**
 * Asks before something that cannot be taken back, on a terminal; elsewhere `--yes` has to say it.
 *
 * @module
 */
import { confirm, isCancel } from '@clack/prompts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Invocation } from './commands/command.ts';

/** @throws {FootbridgeError} USAGE_WRONG without a terminal and without `--yes` */
export async function confirmed(
  { terminal, output }: Invocation,
  yes: boolean,
  question: string,
): Promise<boolean> {
  if (yes) return true;
  if (!terminal.interactive || output.json) {
    throw new FootbridgeError('USAGE_WRONG', 'This needs --yes where nobody can be asked');
  }
  const answer = await confirm({ message: question, initialValue: false });
  return !isCancel(answer) && answer;
}
