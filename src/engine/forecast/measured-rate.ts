/**
 * What this target has really taken in: customers a second, from the batches of the largest import so far; before the
 * first one, from the newest rehearsal at a target of its kind.
 *
 * @module
 */
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { newestRehearsal } from '../../ledger/sql/rehearsals.ts';
import type { MeasuredRate } from './bulk.ts';
import type { Range } from './forecast.ts';

/** Customers: an import of a few says how long it takes to begin. */
const FEWEST = 500;

/**
 * Customers count for more than made-up ones: a rehearsal is asked where no import was large enough to say.
 *
 * @param target id of the connector
 */
export async function readMeasuredRate({ db }: Ledger, target: string): Promise<MeasuredRate | undefined> {
  return (await rateOfLargestRun(db, FEWEST)) ?? (await rateOfRehearsal(db, target));
}

/** Undefined: no import wrote so many. */
export async function rateOfLargestRun(
  db: Queries,
  fewest: number,
): Promise<Extract<MeasuredRate, { run: number }> | undefined> {
  const { rows } = await db.query<MeasuredRow>(
    `with written as (
       select b.run_id, b.size, b.done_at, extract(epoch from b.done_at - b.opened_at) as seconds
         from batch b join run r on r.id = b.run_id and r.verb = 'import'
        where b.step = 'write' and b.state = 'done' and b.size > 0 and b.done_at > b.opened_at
     ), runs as (
       select run_id, sum(size)::int as customers,
              extract(epoch from max(done_at) - min(done_at - make_interval(secs => seconds)))::float8 as seconds,
              (percentile_cont(0.1) within group (order by size / seconds))::float8 as slow,
              (percentile_cont(0.5) within group (order by size / seconds))::float8 as middle,
              (percentile_cont(0.9) within group (order by size / seconds))::float8 as fast
         from written group by run_id
     )
     select * from runs where customers >= $1 and seconds > 0 order by customers desc limit 1`,
    [fewest],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { run_id: run, customers, seconds, slow, middle, fast } = row;
  const value = customers / seconds;
  // Batches overlap: their own rates say how much it varies, the whole run how much it is.
  const rate = { value, low: (value * slow) / middle, high: (value * fast) / middle };
  return { rate, customers, run };
}

interface MeasuredRow {
  readonly run_id: number;
  readonly customers: number;
  readonly seconds: number;
  readonly slow: number;
  readonly middle: number;
  readonly fast: number;
}

/** A copy has another fingerprint than the target it stands for, so both are asked for by what kind of target they are. */
async function rateOfRehearsal(db: Queries, target: string): Promise<MeasuredRate | undefined> {
  const found = await newestRehearsal(db, target, FEWEST);
  if (found === undefined) return undefined;
  const { at, customers, usersPerSecond: value, low, high, place } = found;
  const rate: Range = { value, low: low ?? value, high: high ?? value };
  return { rate, customers, rehearsal: { at: at.toISOString(), place } };
}
