/**
 * Batches as durable jobs: pg-boss carries them to whichever worker is free, on this machine or another.
 *
 * The ledger stays the truth: a job only announces a batch, and a batch is claimed in the ledger. A job that is
 * delivered twice, or lost, therefore does no harm: the first finds nothing to do, the second is announced again
 * by the importer. That is also why jobs are not retried by pg-boss itself.
 *
 * @module
 */
import { PgBoss } from 'pg-boss';
import type { Database, Queries } from '../../ledger/database/database.ts';

const QUEUE = 'write-batch';

/** A batch that takes longer was left behind; a batch is sized to take about a second. */
const EXPIRE_SECONDS = 600;

export interface Jobs {
  /** In the transaction that opens the batch, so that neither exists without the other. */
  announce(tx: Queries, batchId: number): Promise<void>;
  /** At most `count` batches that nobody has. */
  take(count: number): Promise<readonly { readonly jobId: string; readonly batchId: number }[]>;
  finish(jobId: string): Promise<void>;
  /** Forgets everything announced: what is still open is announced again by whoever resumes. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openJobs(db: Database): Promise<Jobs> {
  const boss = new PgBoss({ ...db.jobs(), schedule: false, supervise: false });
  // pg-boss reports passing database trouble as an event; the call that meets it rejects as well.
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue(QUEUE, { retryLimit: 0, expireInSeconds: EXPIRE_SECONDS, deleteAfterSeconds: 1 });
  return {
    async announce(tx, batchId) {
      const db = { executeSql: (text: string, values?: unknown[]) => tx.query(text, values) };
      await boss.send(QUEUE, { batchId }, { db });
    },
    async take(count) {
      const jobs = await boss.fetch<{ batchId: number }>(QUEUE, { batchSize: count });
      return jobs.map(({ id, data }) => ({ jobId: id, batchId: data.batchId }));
    },
    async finish(jobId) {
      await boss.deleteJob(QUEUE, jobId);
    },
    async clear() {
      await boss.deleteAllJobs(QUEUE);
    },
    async close() {
      await boss.stop({ graceful: false, close: true });
    },
  };
}
