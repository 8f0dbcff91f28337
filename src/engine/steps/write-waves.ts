/**
 * Moves one wave after the other: cuts batches a little ahead of the workers, so that the target never waits and a
 * changed batch size takes effect at once.
 *
 * @module
 */

import { reachStep } from '../../ledger/runs.ts';
import { openBatch } from '../../ledger/sql/open-batch.ts';
import { drainBatches } from '../batches/drain-batches.ts';
import { noteAlone } from '../note.ts';
import type { Opening } from '../plan/calendar.ts';
import { type WaitingWave, wavesOf } from '../plan/waves.ts';
import type { Step } from '../step.ts';

export const writeWaves: Step = {
  name: 'write',
  async run(context) {
    const { crossing, run, jobs, onlyWave } = context;
    const { ledger, target } = crossing;
    const now = crossing.now ?? Date.now;
    await reachStep(ledger.db, run.id, 'write');
    await ledger.db.query(`update run set scope = scope - 'waits' where id = $1`, [run.id]);
    const waves = await ledger.db.transaction((tx) => wavesOf(tx, crossing));
    let waits = false;
    for (const { number: wave, name, mayBegin, overtakes } of waves) {
      if (onlyWave !== undefined && onlyWave !== name) continue;
      // A canary that waits holds up everybody behind it.
      if (waits && !overtakes) continue;
      const total = await countWave(context, wave);
      if (total === 0) continue;
      let opening = mayBegin(now());
      if (!opening.open) {
        await sayWaits(context, name, total, opening);
        waits = true;
        continue;
      }
      await noteAlone(ledger, { kind: 'wave-begun', runId: run.id, facts: { wave: name, total } });
      let after: string | undefined;
      await drainBatches(context, {
        phase: 'write',
        total,
        note: waves.length > 1 ? `wave "${name}"` : undefined,
        openNext: async (size) => {
          opening = mayBegin(now());
          if (!opening.open) return undefined;
          return ledger.db.transaction(async (tx) => {
            const batch = await openBatch(tx, run.id, wave, size, target.undo, after);
            if (batch !== undefined) await jobs.announce(tx, batch.id);
            after = batch?.last;
            return batch;
          });
        },
      });
      if (!opening.open) {
        await sayWaits(context, name, await countWave(context, wave), opening);
        waits = true;
      }
    }
  },
};

/** Kept with the run: whoever looks at the result has to see why somebody is still here. */
async function sayWaits(
  { crossing: { ledger }, run, report }: Parameters<Step['run']>[0],
  wave: string,
  identities: number,
  opening: Exclude<Opening, { open: true }>,
): Promise<void> {
  const waits: WaitingWave = { wave, identities, why: opening.why, ...withNext(opening) };
  await ledger.db.query(`update run set scope = scope || $2 where id = $1`, [
    run.id,
    JSON.stringify({ waits }),
  ]);
  await noteAlone(ledger, { kind: 'wave-waits', runId: run.id, facts: { wave, identities } });
  report({ phase: 'write', done: 0, rate: 0, counts: {}, note: `wave "${wave}" waits: ${opening.why}` });
}

function withNext({ next }: { readonly next?: string }): { readonly next?: string } {
  return next === undefined ? {} : { next };
}

async function countWave({ crossing }: Parameters<Step['run']>[0], wave: number): Promise<number> {
  const { rows } = await crossing.ledger.db.query<{ count: number }>(
    `select count(*) as count from identity where wave = $1 and state = 'staged'`,
    [wave],
  );
  return Number(rows[0]?.count ?? 0);
}
