/**
 * What a command says: to a person in words, with `--json` to a machine.
 *
 * Standard output carries the result and nothing else, so that it can be piped. Warnings, progress and errors go
 * to standard error; with `--json` each of them is one JSON object on one line.
 *
 * @module
 */
import { FootbridgeError } from '../problems/problem.ts';
import type { Terminal } from './terminal.ts';
import { type Paint, paintFor } from './words.ts';

export interface Output {
  readonly json: boolean;
  readonly paint: Paint;
  /** The result: `value` for machines, `words` for people. Once for each command. */
  result(value: unknown, words: () => string): void;
  /** A line beside the result, for people only. */
  say(line: string): void;
  warn(sentence: string): void;
  error(error: unknown): void;
}

export function createOutput(terminal: Terminal, json: boolean): Output {
  const { stdout, stderr, environment } = terminal;
  const paint = paintFor(stdout, environment);
  const paintError = paintFor(stderr, environment);
  return {
    json,
    paint,
    result(value, words) {
      const text = json ? JSON.stringify(value) : words();
      if (text !== '') stdout.write(`${text}\n`);
    },
    say(line) {
      if (!json) stdout.write(`${line}\n`);
    },
    warn(sentence) {
      const line = json ? JSON.stringify({ warning: sentence }) : `${paintError.warn('!')} ${sentence}`;
      stderr.write(`${line}\n`);
    },
    error(error) {
      const known = asFootbridgeError(error);
      const { code, message, facts } = known;
      const line = json
        ? JSON.stringify({ code, message, facts })
        : `${paintError.bad(code)} ${message}${stackOf(known, environment)}`;
      stderr.write(`${line}\n`);
    },
  };
}

/** What nobody foresaw is INTERNAL; its own words are kept, they name no customer (SECURITY.md). */
export function asFootbridgeError(error: unknown): FootbridgeError {
  if (error instanceof FootbridgeError) return error;
  const words = error instanceof Error ? `${error.name}: ${firstLine(error.message)}` : String(error);
  return new FootbridgeError('INTERNAL', `Footbridge itself failed: ${words}`, { cause: error });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** The stack helps only who asks for it. */
function stackOf(error: FootbridgeError, environment: Terminal['environment']): string {
  if (environment.FOOTBRIDGE_DEBUG === undefined) return '';
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `\n${error.stack}${cause}`;
}
