/**
 * Import: stage, hold duplicates, cut waves, write, settle, read back. Safe to kill and run again.
 *
 * A run that was interrupted is gone on with, from the cursor behind its last staged page; a finished one is
 * followed by a new one, which moves only what changed since (the delta) and tries again what was held.
 *
 * @module
 */

import { findRun, type Run } from '../ledger/runs.ts';
import { accountForRun, type RunAccount } from './account.ts';
import { openJobs } from './batches/jobs.ts';
import { beginOrResume } from './begin-run.ts';
import type { Crossing } from './crossing.ts';
import { asOnlyImporter } from './only-importer.ts';
import { requirePlan } from './plan/in-force.ts';
import { requireWave, type WaitingWave } from './plan/waves.ts';
import type { OnProgress } from './progress.ts';
import { type Ended, runSteps } from './run-steps.ts';
import type { StepContext } from './step.ts';
import { checkTarget } from './steps/check-target.ts';
import { STEPS } from './steps/index.ts';
import { recoverWrites } from './steps/recover-writes.ts';
import { requireProofs } from './steps/require-proofs.ts';

export interface ImportOptions {
  /** First Ctrl-C: finish what is in flight. */
  readonly signal?: AbortSignal;
  /** Second Ctrl-C. */
  readonly kill?: AbortSignal;
  readonly onProgress?: OnProgress;
  readonly onlyWave?: string;
  /** Go on although the target is not ready. */
  readonly force?: boolean;
  /** A name for this run as a rollback point: "before wave 2". */
  readonly label?: string;
  /** Begin anew although a run is unfinished: its open writes are settled first. */
  readonly fresh?: boolean;
}

export interface ImportResult {
  readonly run: Run;
  readonly ended: Ended;
  readonly account: RunAccount;
  /** By the calendar of the plan: this wave, and all behind it, were not written. */
  readonly waits?: WaitingWave;
}

/** Steps that every invocation goes through, whatever the run had reached. */
const ALWAYS = new Set([checkTarget.name, recoverWrites.name, requireProofs.name]);

/** @throws LEDGER_BUSY when another process imports into this ledger; TARGET_*, SOURCE_*, LEDGER_* of the catalogue */
export async function importRun(crossing: Crossing, options: ImportOptions = {}): Promise<ImportResult> {
  return asOnlyImporter(crossing.ledger, async ({ worker, lost }) => {
    const { ledger } = crossing;
    await requirePlan(ledger, crossing.plan);
    const { onlyWave } = options;
    if (onlyWave !== undefined) await ledger.db.transaction((tx) => requireWave(tx, crossing, onlyWave));
    const { fresh = false, label } = options;
    const run = await beginOrResume(crossing, {
      verb: 'import',
      fresh,
      ...(label === undefined ? {} : { label }),
    });
    const jobs = await openJobs(ledger.db);
    const kill = options.kill === undefined ? lost : AbortSignal.any([options.kill, lost]);
    const context: StepContext = {
      crossing,
      run,
      jobs,
      worker,
      signal: options.signal === undefined ? lost : AbortSignal.any([options.signal, lost]),
      kill,
      report: options.onProgress ?? (() => undefined),
      ...(onlyWave === undefined ? {} : { onlyWave }),
      force: options.force ?? false,
    };
    let ended: Ended = 'done';
    try {
      ended = await runSteps(context, STEPS, ALWAYS);
    } finally {
      await jobs.close();
    }
    const after = await findRun(ledger.db, run.id);
    const waits = after.scope.waits as WaitingWave | undefined;
    const account = await accountForRun(ledger.db, run.id);
    return { run: after, ended, account, ...(waits === undefined ? {} : { waits }) };
  });
}
