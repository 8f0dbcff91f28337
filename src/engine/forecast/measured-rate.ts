/**
 * What this target has really taken in: customers a second, from the batches of the largest run so far.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { MeasuredRate } from './bulk.ts';

/** Customers: a run of a few says how long it takes to begin. */
const FEWEST = 500;

/** Undefined: no run was large enough to say. */
export async function readMeasuredRate({ db }: Ledger): Promise<MeasuredRate | undefined> {
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
    [FEWEST],
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
