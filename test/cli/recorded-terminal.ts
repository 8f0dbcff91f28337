/**
 * A terminal that remembers what was said.
 *
 * @module
 */
import type { Terminal } from '../../src/cli/terminal.ts';

export interface RecordedTerminal extends Terminal {
  /** What stands on standard output, on standard error. */
  said(): string;
  warned(): string;
  interrupt(): void;
}

export interface RecordedTerminalOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What stands on standard input. */
  readonly input?: string;
  /** Pretend that standard error is a terminal of this width. */
  readonly columns?: number;
}

export function recordTerminal(options: RecordedTerminalOptions = {}): RecordedTerminal {
  const out: string[] = [];
  const err: string[] = [];
  const listeners = new Set<() => void>();
  const { columns } = options;
  return {
    stdout: { write: (text) => out.push(text) },
    stderr: {
      write: (text) => err.push(text),
      ...(columns === undefined ? {} : { isTTY: true, columns }),
    },
    environment: options.environment ?? {},
    folder: options.folder ?? '/nowhere',
    interactive: false,
    readInput: async () => options.input ?? '',
    async *streamInput() {
      yield Buffer.from(options.input ?? '');
    },
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    said: () => out.join(''),
    warned: () => err.join(''),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
