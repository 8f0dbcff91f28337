/**
 * What every command is: a function that adds itself to the program.
 *
 * @module
 */
import type { Command } from 'commander';
import type { Output } from '../output.ts';
import type { ExitCode, Terminal } from '../terminal.ts';

/** What a command is given when it runs. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly output: Output;
  /** The file of `--config`. */
  readonly configFile?: string;
}

/** Wraps the work of a command: output, errors and exit code are handled around it. */
export type Act = <Arguments extends readonly unknown[]>(
  work: (invocation: Invocation, ...given: Arguments) => Promise<ExitCode>,
) => (...given: Arguments) => Promise<void>;

export type AddCommand = (program: Command, act: Act) => void;
