/**
 * The account of a run: where every row that it read ended. The two sides must be equal, always.
 *
 * @module
 */
import type { Queries } from '../ledger/database/database.ts';
import { sumCounts, tallyRun } from '../ledger/sql/tally.ts';

export interface RunAccount {
  readonly read: number;
  /** Rows by where they are now: the states of their identities, `repeated`, and `problem` for rows without one. */
  readonly ended: Readonly<Record<string, number>>;
  /** The rows read are all accounted for. False means a defect in Footbridge. */
  readonly balanced: boolean;
  /** What staging made of the rows: new, changed, unchanged … */
  readonly staged: Readonly<Record<string, number>>;
  /** What writing did: created, updated, deleted, held … */
  readonly written: Readonly<Record<string, number>>;
}

export async function accountForRun(db: Queries, runId: number): Promise<RunAccount> {
  const { read = 0, ...staged } = await sumCounts(db, runId, 'stage');
  const written = await sumCounts(db, runId, 'write');
  const ended: Record<string, number> = await tallyRun(db, runId);
  if ((staged.repeated ?? 0) > 0) ended.repeated = staged.repeated ?? 0;
  if ((staged.lost ?? 0) > 0) ended.problem = staged.lost ?? 0;
  const sum = Object.values(ended).reduce((total, count) => total + count, 0);
  return { read, ended, balanced: sum === read, staged, written };
}
