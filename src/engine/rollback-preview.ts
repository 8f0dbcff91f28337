/**
 * What a rollback would do, found out by reading: nothing is written, neither in the ledger nor in the target.
 *
 * @module
 */
import type { Ledger } from '../ledger/ledger.ts';
import { listUndoable } from '../ledger/sql/undo-batch.ts';
import type { CrossingTarget } from './crossing.ts';
import { isKnownTarget } from './recognise-target.ts';
import { judgeUndo } from './rollback.ts';

/** Users read in one call: what a rollback asks for at once. */
const BATCH = 100;

/** remove, restore, remake, kept (touched since), gone: with how many. */
export async function previewRollback(
  ledger: Ledger,
  target: CrossingTarget,
  undone: number,
  only?: string,
): Promise<Readonly<Record<string, number>>> {
  await isKnownTarget(ledger, target);
  const counts: Record<string, number> = {};
  let before: number | undefined;
  for (;;) {
    const writes = await listUndoable(ledger.db, undone, BATCH, before, only);
    const last = writes.at(-1);
    if (last === undefined) return counts;
    const snapshots = await target.session.read(writes.map(({ target_id }) => target_id ?? ''));
    for (const [index, write] of writes.entries()) {
      const { what } = judgeUndo(write, snapshots[index], target);
      counts[what] = (counts[what] ?? 0) + 1;
    }
    before = last.id;
  }
}
