/** Runs something that writes to the target as the only importer of a ledger, present among its workers. */
import type { Ledger } from '../ledger/ledger.ts';
import { takeImporterLock } from '../ledger/lock.ts';
import { buryWorkers, joinWorkers } from '../ledger/presence.ts';
import type { WorkerPresence } from './step.ts';

export interface Holding {
  readonly worker: WorkerPresence;
  /** Aborts when the lock went with its connection: stop before somebody else begins. */
  readonly lost: AbortSignal;
}

/** @throws LEDGER_BUSY */
export async function asOnlyImporter<T>(ledger: Ledger, act: (holding: Holding) => Promise<T>): Promise<T> {
  const lock = await takeImporterLock(ledger.db);
  try {
    await buryWorkers(ledger.db);
    const worker = await joinWorkers(ledger.db);
    try {
      return await act({ worker, lost: AbortSignal.any([lock.lost, worker.lost]) });
    } finally {
      await worker.leave().catch(() => undefined);
    }
  } finally {
    await lock.release();
  }
}
