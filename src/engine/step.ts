/** A step of an import. It is safe to run twice: it looks before it writes. */
import type { Run } from '../ledger/runs.ts';
import type { Jobs } from './batches/jobs.ts';
import type { Crossing, Staging } from './crossing.ts';
import type { OnProgress } from './progress.ts';

/** What a step needs that only reads the source and writes the ledger. */
export interface StagingContext {
  readonly crossing: Staging;
  readonly run: Run;
  /** The operator wants it to end: finish what is in flight. */
  readonly signal: AbortSignal;
  readonly report: OnProgress;
}

export interface StepContext extends StagingContext {
  readonly crossing: Crossing;
  readonly jobs: Jobs;
  /** This process among the workers. */
  readonly worker: WorkerPresence;
  /** Leave what is in flight as it is. */
  readonly kill: AbortSignal;
  /** Only the wave of this name. */
  readonly onlyWave?: string;
  /** Go on although a check of the target failed. */
  readonly force: boolean;
}

export interface WorkerPresence {
  readonly id: number;
  /** Ids of the workers that live now, this one included. */
  living(): Promise<readonly number[]>;
}

export interface Step<Context extends StagingContext = StepContext> {
  readonly name: string;
  run(context: Context): Promise<void>;
}
