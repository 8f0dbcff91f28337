/** Steers a run that is going on, from another terminal: pause, resume, re-tune, cancel. */

import type { Ledger } from '../ledger/ledger.ts';
import { changeControl, findUnfinishedRun, type Run, type RunControl } from '../ledger/runs.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { note } from './note.ts';

export type Steering = Partial<Pick<RunControl, 'wanted' | 'concurrency' | 'perSecond' | 'batchSize'>>;

/** Takes effect within about a second, on every worker. */
export async function steerRun(ledger: Ledger, steering: Steering, operator: string): Promise<Run> {
  const run = await findUnfinishedRun(ledger.db);
  if (run === undefined) throw new FootbridgeError('RUN_CONTROL_INVALID', 'No run is going on');
  await changeControl(ledger.db, run.id, steering);
  const event = { kind: 'run-steered', runId: run.id, facts: { ...steering, by: operator } };
  // A visitor's statements run one by one in the process that holds the embedded ledger: that one notes it.
  if (ledger.db.access === 'own') await ledger.db.transaction((tx) => note(ledger, tx, [event]));
  return run;
}
