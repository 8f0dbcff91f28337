/**
 * Import: stage, hold duplicates, cut waves, write, settle, read back. Safe to kill and run again.
 *
 * A run that was interrupted is gone on with, from the cursor behind its last staged page; a finished one is
 * followed by a new one, which moves only what changed since (the delta) and tries again what was held.
 *
 * @module
 */

import {
  beginRun,
  changeControl,
  endRun,
  findRun,
  findUnfinishedRun,
  type Run,
  reachStep,
} from '../ledger/runs.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { accountForRun, type RunAccount } from './account.ts';
import { openJobs } from './batches/jobs.ts';
import type { Crossing } from './crossing.ts';
import { noteAlone } from './note.ts';
import { asOnlyImporter } from './only-importer.ts';
import { requirePlan } from './plan/in-force.ts';
import { requireWave, type WaitingWave } from './plan/waves.ts';
import type { OnProgress } from './progress.ts';
import type { StepContext } from './step.ts';
import { checkTarget } from './steps/check-target.ts';
import { STEPS } from './steps/index.ts';
import { recoverWrites } from './steps/recover-writes.ts';
import { requireProofs } from './steps/require-proofs.ts';
import { RunCancelled, RunStopped } from './stopped.ts';
import { withdraw } from './withdraw.ts';

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
  readonly ended: 'done' | 'stopped' | 'cancelled';
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
    const run = await beginOrResume(crossing, options);
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
    let ended: ImportResult['ended'] = 'done';
    try {
      ended = await runSteps(context);
    } finally {
      await jobs.close();
    }
    const after = await findRun(ledger.db, run.id);
    const waits = after.scope.waits as WaitingWave | undefined;
    const account = await accountForRun(ledger.db, run.id);
    return { run: after, ended, account, ...(waits === undefined ? {} : { waits }) };
  });
}

async function runSteps(context: StepContext): Promise<ImportResult['ended']> {
  const { crossing, run } = context;
  const { ledger } = crossing;
  const reached = STEPS.findIndex(({ name }) => name === run.step);
  try {
    for (const [index, step] of STEPS.entries()) {
      if (index < reached && !ALWAYS.has(step.name)) continue;
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
async function noteFailure({ crossing, run }: StepContext, error: unknown): Promise<void> {
  const code = error instanceof FootbridgeError ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  await endRun(crossing.ledger.db, run.id, 'failed', { code, message }).catch(() => undefined);
}

async function beginOrResume(crossing: Crossing, { fresh = false, label }: ImportOptions): Promise<Run> {
  const { ledger, source, settings, plan } = crossing;
  const fingerprint = await source.reader.fingerprint();
  const unfinished = await findUnfinishedRun(ledger.db);
  if (unfinished !== undefined && !fresh) {
    if (unfinished.verb !== 'import') {
      throw new FootbridgeError('RUN_CONTROL_INVALID', `Run ${unfinished.id}, a rollback, is unfinished`);
    }
    refuseOtherPlan(unfinished, plan);
    const staging = unfinished.step === 'stage' && unfinished.cursor !== null;
    if (staging && unfinished.scope.source !== fingerprint) throw new FootbridgeError('SOURCE_CHANGED');
    await changeControl(ledger.db, unfinished.id, { wanted: 'run', quietUntil: 0 });
    await reachStep(ledger.db, unfinished.id, unfinished.step);
    await noteAlone(ledger, { kind: 'run-resumed', runId: unfinished.id, facts: { step: unfinished.step } });
    return findRun(ledger.db, unfinished.id);
  }
  if (unfinished !== undefined) await endRun(ledger.db, unfinished.id, 'cancelled');
  const scope = {
    source: fingerprint,
    name: source.name,
    ...(plan === undefined ? {} : { plan: plan.version }),
    ...(label === undefined ? {} : { label }),
  };
  const run = await beginRun(ledger.db, 'import', scope, settings.operator);
  await noteAlone(ledger, {
    kind: 'run-begun',
    runId: run.id,
    facts: {
      verb: 'import',
      by: settings.operator,
      ...(plan === undefined ? {} : { plan: plan.version }),
    },
  });
  return run;
}

/** Half of the rows were placed by one version; the other half must not be placed by another. */
function refuseOtherPlan({ id, scope }: Run, plan: Crossing['plan']): void {
  if (scope.plan === plan?.version) return;
  throw new FootbridgeError(
    'PLAN_OUTDATED',
    `Run ${id} was begun under ${scope.plan === undefined ? 'no plan' : `version ${scope.plan} of the plan`}; --new begins another one`,
  );
}
