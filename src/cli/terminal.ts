/**
 * Where a command runs: streams, environment, folder. Passed in, so that tests own them.
 *
 * @module
 */
import { text } from 'node:stream/consumers';

/** As much of a stream as we use. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Terminal {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder the command was started in. */
  readonly folder: string;
  /** A person sits here and may be asked. Never true in a pipe, a CI job or a container without a terminal. */
  readonly interactive: boolean;
  /** Everything on standard input; empty where that is a terminal. */
  readInput(): Promise<string>;
  /** The same as it comes, for what may be larger than memory. */
  streamInput(): AsyncIterable<Uint8Array>;
  /** Calls back at Ctrl-C or SIGTERM; returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
}

/** 0 done, 1 failed, 2 wrong use, 3 done with problems left, 130 stopped by the operator. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export function processTerminal(): Terminal {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    interactive:
      process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.CI === undefined,
    readInput: () => (process.stdin.isTTY === true ? Promise.resolve('') : text(process.stdin)),
    streamInput: () => (process.stdin.isTTY === true ? nothing() : process.stdin),
    onInterrupt(listener) {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => process.off('SIGINT', listener).off('SIGTERM', listener);
    },
  };
}

async function* nothing(): AsyncIterable<Uint8Array> {}
