/** A step of an import. It is safe to run twice: it looks before it writes. */
import type { Run } from '../ledger/runs.ts';
import type { Crossing } from './crossing.ts';
import type { Jobs } from './jobs.ts';
import type { OnProgress } from './progress.ts';

export interface StepContext {
  readonly crossing: Crossing;
  readonly run: Run;
  readonly jobs: Jobs;
  /** This process among the workers. */
  readonly worker: WorkerPresence;
  /** The operator wants it to end: finish what is in flight. */
  readonly signal: AbortSignal;
  /** Leave what is in flight as it is. */
  readonly kill: AbortSignal;
  readonly report: OnProgress;
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

export interface Step {
  readonly name: string;
  run(context: StepContext): Promise<void>;
}
