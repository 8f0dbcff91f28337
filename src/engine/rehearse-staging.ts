/**
 * Staging inside one transaction that is rolled back: what is shown is what would happen, and the ledger keeps nothing.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { beginRun } from '../ledger/runs.ts';
import type { Staging } from './crossing.ts';
import type { OnProgress } from './progress.ts';
import { STAGING_STEPS } from './steps/index.ts';

export interface RehearseOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** @param look is given the ledger as it would be, before all of it is taken back */
export async function rehearseStaging<T>(
  staging: Staging,
  { signal, onProgress }: RehearseOptions,
  look: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  return staging.ledger.db.rehearse(async (db) => {
    const ledger: Ledger = { ...staging.ledger, db };
    const run = await beginRun(db, 'stage', { rehearsal: true }, staging.settings.operator);
    const context = {
      crossing: { ...staging, ledger },
      run,
      signal: signal ?? new AbortController().signal,
      report: onProgress ?? (() => undefined),
    };
    for (const step of STAGING_STEPS) await step.run(context);
    return look(ledger);
  });
}
