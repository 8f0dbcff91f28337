/**
 * Where everybody is, and where every row of a run ended.
 *
 * Each group is counted from one index or from the few hundred rows of `batch`: 70 ms for 200,000 identities on
 * PostgreSQL 15 (bench/queries.ts). Nothing here is on the path of a batch or a login.
 *
 * @module
 */
import type { Queries } from '../database/database.ts';

export interface Tally {
  readonly state: string;
  readonly path: string;
  readonly credential_plan: string;
  readonly count: number;
}

export async function tallyIdentities(db: Queries): Promise<readonly Tally[]> {
  const { rows } = await db.query<Tally>(
    `select state, path, credential_plan, count(*) as count from identity group by 1, 2, 3 order by 1, 2, 3`,
  );
  return rows;
}

export interface SourceTally {
  readonly source: string;
  readonly count: number;
}

export async function tallySources(db: Queries): Promise<readonly SourceTally[]> {
  const { rows } = await db.query<SourceTally>(
    'select source, count(*) as count from identity group by 1 order by 1',
  );
  return rows;
}

export interface CohortTally {
  readonly cohort: string;
  readonly path: string;
  readonly state: string;
  readonly count: number;
}

/** Of a plan; `''`: of none. */
export async function tallyCohorts(db: Queries): Promise<readonly CohortTally[]> {
  const { rows } = await db.query<CohortTally>(
    `select cohort, path, state, count(*) as count from identity group by 1, 2, 3 order by 1, 2, 3`,
  );
  return rows;
}

export interface FormatTally {
  readonly password_format: string | null;
  readonly credential_plan: string;
  readonly state: string;
  readonly count: number;
}

export async function tallyFormats(db: Queries): Promise<readonly FormatTally[]> {
  const { rows } = await db.query<FormatTally>(
    `select password_format, credential_plan, state, count(*) as count from identity group by 1, 2, 3
      order by count(*) desc, 1, 2, 3`,
  );
  return rows;
}

export interface ProblemTally {
  readonly code: string;
  readonly field: string | null;
  readonly count: number;
  readonly example_row: number | null;
}

export async function tallyProblems(db: Queries): Promise<readonly ProblemTally[]> {
  const { rows } = await db.query<ProblemTally>(
    `select code, field, count(*) as count, min(row) as example_row from problem where state = 'open'
      group by 1, 2 order by 3 desc, 1, 2`,
  );
  return rows;
}

export async function tallyLosses(db: Queries): Promise<readonly { loss: string; count: number }[]> {
  const { rows } = await db.query<{ loss: string; count: number }>(
    `select loss, count(*) as count from identity, unnest(losses) as loss
      where state not in ('excluded', 'returned') group by 1 order by 2 desc, 1`,
  );
  return rows;
}

/** The summed counts of the pages or batches of one run. */
export async function sumCounts(
  db: Queries,
  runId: number,
  step: 'stage' | 'write',
): Promise<Record<string, number>> {
  const { rows } = await db.query<{ key: string; sum: number }>(
    `select key, sum(value::text::bigint)::bigint as sum from batch, jsonb_each(counts)
      where run_id = $1 and step = $2 group by key order by key`,
    [runId, step],
  );
  return Object.fromEntries(rows.map(({ key, sum }) => [key, Number(sum)]));
}

/** States of the identities whose row was read by one run. */
export async function tallyRun(db: Queries, runId: number): Promise<Record<string, number>> {
  const { rows } = await db.query<{ state: string; count: number }>(
    `select case when merged_into is null then state else 'merged' end as state, count(*) as count
       from identity where seen_run = $1 group by 1 order by 1`,
    [runId],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}
