/**
 * Takes a password from a prompt, a file descriptor or standard input; never from the command line.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { password as askPassword, isCancel } from '@clack/prompts';
import type { Command } from 'commander';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { Invocation } from '../command.ts';

export interface PasswordFlags {
  readonly passwordFd?: string;
}

export function takesPassword(command: Command): Command {
  return command.option(
    '--password-fd <number>',
    'read the password from this file descriptor, such as 3 with 3<file; else it is asked for, or read from standard input',
  );
}

/** The first line, without its end. @throws {FootbridgeError} USAGE_WRONG */
export async function readPassword({ terminal }: Invocation, { passwordFd }: PasswordFlags): Promise<string> {
  if (passwordFd !== undefined) return firstLine(readDescriptor(passwordFd));
  if (!terminal.interactive) return firstLine(await terminal.readInput());
  const answer = await askPassword({ message: 'Password' });
  if (isCancel(answer)) throw new FootbridgeError('USAGE_WRONG', 'No password was given');
  return answer;
}

function readDescriptor(number: string): string {
  if (!/^\d{1,4}$/.test(number))
    throw new FootbridgeError('USAGE_WRONG', '--password-fd is the number of an open file descriptor');
  try {
    return readFileSync(Number(number), 'utf8');
  } catch (cause) {
    throw new FootbridgeError('USAGE_WRONG', `File descriptor ${number} cannot be read`, { cause });
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/)[0] ?? '';
}
