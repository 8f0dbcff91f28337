/**
 * Stage: an import that ends before its first write. It reads the source, judges everybody and cuts waves, so that
 * campaigns, handovers and hooks have a population where no target is written, or not yet.
 *
 * Safe to kill and run again, like an import. One that follows reads the source anew, knows everybody, and judges them by
 * the target itself.
 *
 * @module
 */
import { findRun, type Run } from '../ledger/runs.ts';
import { accountForRun, type RunAccount } from './account.ts';
import { beginOrResume } from './begin-run.ts';
import type { Staging } from './crossing.ts';
import { asOnlyImporter } from './only-importer.ts';
import { requirePlan } from './plan/in-force.ts';
import type { OnProgress } from './progress.ts';
import { type RehearseOptions, rehearseStaging } from './rehearse-staging.ts';
import { type Ended, runSteps } from './run-steps.ts';
import { readStatus, type Status } from './status.ts';
import { STAGING_STEPS } from './steps/index.ts';

export interface StageOptions {
  /** Whose word `target.fit` is: noted with the run. */
  readonly judgedBy: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Begin anew although staging is unfinished. */
  readonly fresh?: boolean;
}

export interface StageResult {
  readonly run: Run;
  readonly ended: Ended;
  readonly account: RunAccount;
}

/** @throws LEDGER_BUSY beside an import, RUN_CONTROL_INVALID behind an unfinished one; SOURCE_*, LEDGER_*, PLAN_* */
export async function stageRun(staging: Staging, options: StageOptions): Promise<StageResult> {
  const { ledger } = staging;
  const { judgedBy, signal, onProgress = () => undefined, fresh = false } = options;
  return asOnlyImporter(ledger, async ({ lost }) => {
    await requirePlan(ledger, staging.plan);
    const run = await beginOrResume(staging, { verb: 'stage', judgedBy, fresh });
    const ended = await runSteps(
      {
        crossing: staging,
        run,
        signal: signal === undefined ? lost : AbortSignal.any([signal, lost]),
        report: onProgress,
      },
      STAGING_STEPS,
    );
    const account = await accountForRun(ledger.db, run.id);
    return { run: await findRun(ledger.db, run.id), ended, account };
  });
}

/** The same in a transaction that is rolled back. @returns what `footbridge status` would say afterwards */
export async function previewStage(staging: Staging, options: RehearseOptions = {}): Promise<Status> {
  await requirePlan(staging.ledger, staging.plan);
  return rehearseStaging(staging, options, readStatus);
}
