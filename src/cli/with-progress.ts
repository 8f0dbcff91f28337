/**
 * Runs a long verb with its progress shown and Ctrl-C obeyed.
 *
 * @module
 */
import { createMeter } from '../engine/progress.ts';
import type { Invocation } from './commands/command.ts';
import { type Interrupts, withInterrupt } from './interrupt.ts';
import { createProgressView, type ShownProgress } from './progress.ts';

export async function withProgress<T>(
  { terminal, output }: Invocation,
  work: (interrupts: Interrupts, onProgress: (progress: ShownProgress) => void) => Promise<T>,
): Promise<T> {
  const view = createProgressView(terminal, output);
  try {
    return await withInterrupt(terminal, output, (interrupts) => work(interrupts, view.show));
  } finally {
    view.finish();
  }
}

/** Shows how far something has come that Ctrl-C may simply end: it changes nothing, or goes on where it was. */
export async function withCount<T>(
  { terminal, output }: Invocation,
  phase: ShownProgress['phase'],
  work: (tell: (done: number, total?: number) => void) => Promise<T>,
): Promise<T> {
  const view = createProgressView(terminal, output);
  const meter = createMeter(undefined);
  try {
    return await work((done, total) => {
      meter.add(done - meter.reading().done);
      const { rate } = meter.reading();
      const left = total === undefined || rate === 0 ? {} : { eta: ((total - done) / rate) * 1000 };
      view.show({ phase, done, rate, ...left, ...(total === undefined ? {} : { total }), counts: {} });
    });
  } finally {
    view.finish();
  }
}
