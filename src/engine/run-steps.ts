/**
 * Goes through the steps of a run, from the one it had reached, and writes down how it ended.
 *
 * @module
 */
import { endRun } from '../ledger/runs.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { noteAlone } from './note.ts';
import type { StagingContext, Step } from './step.ts';
import { RunCancelled, RunStopped } from './stopped.ts';
import { withdraw } from './withdraw.ts';

export type Ended = 'done' | 'stopped' | 'cancelled';

/** @param always names of steps that every invocation goes through, whatever the run had reached */
export async function runSteps<Context extends StagingContext>(
  context: Context,
  steps: readonly Step<Context>[],
  always: ReadonlySet<string> = new Set(),
): Promise<Ended> {
  const {
    crossing: { ledger },
    run,
  } = context;
  const reached = steps.findIndex(({ name }) => name === run.step);
  try {
    for (const [index, step] of steps.entries()) {
      if (index < reached && !always.has(step.name)) continue;
      if (context.signal.aborted) throw new RunStopped();
      await step.run(context);
    }
    await endRun(ledger.db, run.id, 'done');
    await noteAlone(ledger, { kind: 'run-done', runId: run.id, facts: {} });
    return 'done';
  } catch (error) {
    if (error instanceof RunStopped) return 'stopped';
    if (error instanceof RunCancelled) {
      await withdraw(ledger, run.id);
      await endRun(ledger.db, run.id, 'cancelled');
      return 'cancelled';
    }
    await noteFailure(context, error);
    throw error;
  }
}

/** The reason is kept where it can be; a ledger that is gone cannot take it. */
async function noteFailure({ crossing, run }: StagingContext, error: unknown): Promise<void> {
  const code = error instanceof FootbridgeError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  await endRun(crossing.ledger.db, run.id, 'failed', { code, message }).catch(() => undefined);
}
