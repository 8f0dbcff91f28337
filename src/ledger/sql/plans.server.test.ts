/** No query on the path of a batch may scan the population: 100 million rows must stay practical. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import { createDatabase } from '../../../test/servers/postgres.ts';
import { shared } from '../../../test/servers/shared.ts';
import type { Queries } from '../database/database.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { claimBatch, loadBatch, markCalled } from './load-batch.ts';
import { openBatch } from './open-batch.ts';
import { settleBatch } from './settle-batch.ts';
import { findKnown } from './stage-page.ts';

const POPULATION = 50_000;

needs('postgres')('the plans of PostgreSQL', () => {
  let ledger: Ledger;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'footbridge-plans-'));
    const { url } = await shared('postgres');
    ledger = await openLedger({ url: await createDatabase(url, `plans_${process.pid}`), folder, env: {} });
    await populate(ledger.db);
  });
  afterAll(async () => {
    await ledger?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['open a batch', (queries: Queries) => openBatch(queries, 1, 1, 100, true)],
    ['find who is known', (queries: Queries) => findKnown(queries, [idOf(1), idOf(2)])],
    ['claim a batch', (queries: Queries) => claimBatch(queries, 1, 1, [1])],
    ['load a batch', (queries: Queries) => loadBatch(queries, 1)],
    ['mark writes as called', (queries: Queries) => markCalled(queries, [{ id: 1 }])],
    ['settle a batch', (queries: Queries) => settleBatch(queries, 1, 1, [SETTLEMENT], {})],
  ])('%s without reading the whole population', async (_name, act) => {
    const plans = await ledger.db.transaction(async (tx) => {
      const explained: string[] = [];
      await act(explaining(tx, explained));
      return explained.join('\n');
    });
    expect(plans).toMatch(/Scan/);
    expect(plans).not.toMatch(/Seq Scan on (identity|seal|identifier|write|event)\b/);
  });
});

/** Notes the plan of each statement instead of running it. */
function explaining(tx: Queries, explained: string[]): Queries {
  return {
    ...tx,
    async query<Row>(text: string, values?: readonly unknown[]) {
      const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
      explained.push(...rows.map((row) => row['QUERY PLAN']));
      return { rows: [] as Row[], count: 0 };
    },
  };
}

async function populate(db: Queries): Promise<void> {
  await db.script(`
    insert into run (verb, state) values ('import', 'running');
    insert into identity (id, digest, state, operation, credential_plan, kind, status, row, seen_run, changed_run, wave)
      select md5('i' || n)::uuid, md5('d' || n)::uuid, case when n % 2 = 0 then 'staged' else 'moved' end, 'create', 'native',
             'person', 'active', n, 1, 1, 1 from generate_series(1, ${POPULATION}) as n;
    insert into seal select md5('i' || n)::uuid, 1, '\\x00' from generate_series(1, ${POPULATION}) as n;
    insert into batch (run_id, step, state, size) select 1, 'write', 'open', 100 from generate_series(1, ${POPULATION} / 100);
    insert into write (run_id, batch_id, identity_id, operation, state)
      select 1, 1 + n / 100, md5('i' || n)::uuid, 'create', 'intended' from generate_series(1, ${POPULATION} - 100) as n;
    analyze;`);
}

function idOf(number: number): string {
  return `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;
}

const SETTLEMENT = {
  writeId: 1,
  identityId: idOf(1),
  row: 1,
  outcome: 'done',
  state: 'moved',
  operation: 'create',
  targetId: 't',
  after: 'f',
  problems: [],
} as const;
