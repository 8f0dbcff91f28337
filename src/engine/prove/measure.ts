/**
 * What a rehearsal has shown, read off its scratch ledger: how fast each wave was, whom no wave moved, what held somebody.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { Crossing } from '../crossing.ts';
import { rateOfLargestRun } from '../forecast/measured-rate.ts';
import type { PlanInForce } from '../plan/in-force.ts';
import { wavesOf } from '../plan/waves.ts';
import type { Rehearsal } from './rehearsal.ts';

/**
 * From the first batch of a wave to its last: reading and judging come before, and are not what the target bounds. A
 * wave that nobody was in is named, too.
 */
export async function measureWaves(crossing: Crossing, run: number): Promise<Rehearsal['waves']> {
  const { db } = crossing.ledger;
  const waves = await db.transaction((tx) => wavesOf(tx, crossing));
  const { rows } = await db.query<{ wave: number; users: number; moved: number; milliseconds: number }>(
    `select i.wave, count(*)::int as users, (count(*) filter (where i.state = 'moved'))::int as moved,
            (extract(epoch from max(b.done_at) - min(b.opened_at)) * 1000)::float8 as milliseconds
       from write w join batch b on b.id = w.batch_id join identity i on i.id = w.identity_id
      where w.run_id = $1 group by 1`,
    [run],
  );
  // What overtakes is for customers who have crossed before: here nobody has.
  return waves
    .filter(({ overtakes }) => !overtakes)
    .map(({ number, name }) => {
      const row = rows.find(({ wave }) => wave === number);
      const { users, moved, milliseconds } = row ?? { users: 0, moved: 0, milliseconds: 0 };
      return {
        wave: name,
        users,
        moved,
        milliseconds: Math.round(milliseconds),
        usersPerSecond: perSecond(users, milliseconds),
      };
    });
}

function perSecond(users: number, milliseconds: number): number {
  return milliseconds === 0 ? 0 : (users / milliseconds) * 1000;
}

/** Customers a second while waves were written. */
export function rateOver(waves: Rehearsal['waves']): number {
  const busy = waves.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const written = waves.reduce((sum, { users }) => sum + users, 0);
  return perSecond(written, busy);
}

/** How much batches differ, around what all of them came to. */
export async function readSpread({ db }: Ledger, value: number): Promise<Pick<Rehearsal, 'rate'>> {
  const spread = (await rateOfLargestRun(db, 1))?.rate;
  if (spread === undefined) return {};
  const scale = value / spread.value;
  return { rate: { value, low: spread.low * scale, high: spread.high * scale } };
}

/** The plan that was played, and whom it left out of every wave. */
export async function describePlayed(
  { db }: Ledger,
  { version, approved, plan: { hash } }: PlanInForce,
): Promise<NonNullable<Rehearsal['plan']>> {
  const { rows } = await db.query<{ jit: number; excluded: number; inNoWave: number }>(
    `select (count(*) filter (where state = 'staged' and path = 'jit'))::int as jit,
            (count(*) filter (where state = 'excluded'))::int as excluded,
            (count(*) filter (where state = 'staged' and path <> 'jit'))::int as "inNoWave"
       from identity`,
  );
  return { version, hash, approved, ...(rows[0] ?? { jit: 0, excluded: 0, inNoWave: 0 }) };
}

/** Of what is open, by code. */
export async function countProblems({ db }: Ledger): Promise<Record<string, number>> {
  const { rows } = await db.query<{ code: string; count: number }>(
    `select code, count(*)::int as count from problem where state = 'open' group by 1 order by 2 desc, 1`,
  );
  return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
}
