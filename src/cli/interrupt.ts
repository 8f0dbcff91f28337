/**
 * Ctrl-C: the first asks the verb to finish what is in flight and stop; the second stops at once.
 *
 * Both are safe: the ledger holds the intent of every write, and running the command again goes on from there.
 *
 * @module
 */
import type { Output } from './output.ts';
import type { Terminal } from './terminal.ts';

/** What a verb listens to. */
export interface Interrupts {
  /** Finish what is in flight. */
  readonly stop: AbortSignal;
  /** Leave what is in flight as it is. */
  readonly kill: AbortSignal;
}

/** Long enough to close what is open; a verb that hangs does not keep the operator. Milliseconds. */
const LAST_MOMENTS = 2_000;

/** Runs a verb with signals that Ctrl-C aborts. */
export async function withInterrupt<T>(
  terminal: Terminal,
  output: Output,
  work: (interrupts: Interrupts) => Promise<T>,
  atKill: () => void = endSoon,
): Promise<T> {
  const stop = new AbortController();
  const kill = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (stop.signal.aborted) {
      kill.abort();
      atKill();
      return;
    }
    output.warn('Finishing what is in flight. Ctrl-C again stops at once; both are safe.');
    stop.abort();
  });
  try {
    return await work({ stop: stop.signal, kill: kill.signal });
  } finally {
    stopListening();
  }
}

function endSoon(): void {
  setTimeout(() => process.exit(130), LAST_MOMENTS).unref();
}
