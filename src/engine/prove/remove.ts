/**
 * Removes synthetic customers: by the real undo, and whatever is left by the ids that were written down beforehand.
 *
 * The undo leaves alone whom somebody touched since, and our own logins touched them. So what they look like now is
 * noted in the scratch ledger first: it was us.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { FindKey } from '../../targets/target.ts';
import type { Crossing, CrossingTarget } from '../crossing.ts';
import { rollbackRun } from '../rollback.ts';

/** Users in one call: what a rollback asks for at once. */
const BATCH = 100;

export interface Removal {
  readonly removed: readonly string[];
  /** Still there, though they were removed. */
  readonly left: readonly string[];
}

/** Undoes a run of a scratch ledger, and looks that nobody is left. */
export async function undoSynthetic(
  { ledger, target, settings }: Crossing,
  runId: number,
  created: readonly string[],
  keys: readonly FindKey[],
): Promise<Removal> {
  await adoptTouched(ledger, target, runId);
  await rollbackRun(ledger, target, runId, { operator: settings.operator });
  const { left } = await removeByKey(target, keys);
  return { removed: created.filter((id) => !left.includes(id)), left };
}

/** What a customer looks like behind our own logins is what an undo may remove. */
async function adoptTouched({ db }: Ledger, { session }: CrossingTarget, runId: number): Promise<void> {
  const { rows } = await db.query<{ id: number; target_id: string }>(
    `select id, target_id from write
      where run_id = $1 and state = 'settled' and outcome = 'done' and target_id is not null order by id`,
    [runId],
  );
  for (let from = 0; from < rows.length; from += BATCH) {
    const slice = rows.slice(from, from + BATCH);
    const snapshots = await session.read(slice.map(({ target_id }) => target_id));
    await db.query(
      `update write set after = seen.after from unnest($1::bigint[], $2::text[]) as seen (id, after)
        where write.id = seen.id`,
      [slice.map(({ id }) => id), slice.map((_, index) => snapshots[index]?.fingerprint ?? null)],
    );
  }
}

/** Removes whoever carries one of our ids; nobody else, whatever they are called. */
export async function removeByKey(
  { session }: CrossingTarget,
  keys: readonly FindKey[],
): Promise<{ readonly found: number; readonly left: readonly string[] }> {
  let found = 0;
  const left: string[] = [];
  for (let from = 0; from < keys.length; from += BATCH) {
    const slice = keys.slice(from, from + BATCH);
    const ours = await findOurs(session, slice);
    if (ours.length === 0) continue;
    found += ours.length;
    await session.remove(ours);
    left.push(...(await findOurs(session, slice)));
  }
  return { found, left };
}

async function findOurs(
  session: CrossingTarget['session'],
  keys: readonly FindKey[],
): Promise<readonly string[]> {
  const found = await session.find(keys);
  return found.flatMap((one) => (one?.whose === 'ours' ? [one.targetId] : []));
}
