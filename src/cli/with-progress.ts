/**
 * Runs a long verb with its progress shown and Ctrl-C obeyed.
 *
 * @module
 */
import type { OnProgress } from '../engine/index.ts';
import type { Invocation } from './commands/command.ts';
import { type Interrupts, withInterrupt } from './interrupt.ts';
import { createProgressView } from './progress.ts';

export async function withProgress<T>(
  { terminal, output }: Invocation,
  work: (interrupts: Interrupts, onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const view = createProgressView(terminal, output);
  try {
    return await withInterrupt(terminal, output, (interrupts) => work(interrupts, view.show));
  } finally {
    view.finish();
  }
}
