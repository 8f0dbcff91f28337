/**
 * The hot queries of the ledger on a population of a million: how long each takes on PostgreSQL.
 *
 * The figures beside the queries in src/ledger/sql come from here. Needs PostgreSQL; about two minutes.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Queries } from '../src/ledger/database/database.ts';
import { openLedger } from '../src/ledger/ledger.ts';
import { assignWave } from '../src/ledger/sql/assign-wave.ts';
import { holdDuplicates } from '../src/ledger/sql/hold-duplicates.ts';
import { claimBatch, loadBatch, markCalled } from '../src/ledger/sql/load-batch.ts';
import { openBatch } from '../src/ledger/sql/open-batch.ts';
import { findKnown } from '../src/ledger/sql/stage-page.ts';
import { sumCounts, tallyFormats, tallyIdentities, tallyProblems } from '../src/ledger/sql/tally.ts';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';

const POPULATION = Number(process.argv[2] ?? 1_000_000);
const BATCH = 200;

const postgres = await startPostgres({ durable: true });
const folder = mkdtempSync(join(tmpdir(), 'footbridge-queries-'));
const ledger = await openLedger({ url: await createDatabase(postgres.url, 'queries'), folder, env: {} });
const { db } = ledger;
await populate(db);

await time(`hold duplicates among ${POPULATION}`, 1, () => db.transaction((tx) => holdDuplicates(tx, 1)));
await time(`assign one wave to ${POPULATION}`, 1, () => db.transaction((tx) => assignWave(tx, 1)));
await db.script('vacuum analyze identity');
const ids = (await db.query<{ id: string }>('select id from identity order by id limit 1000')).rows;
await time('find 1,000 known', 20, () =>
  findKnown(
    db,
    ids.map(({ id }) => id),
  ),
);
const batches: number[] = [];
await time(`open a batch of ${BATCH}`, 50, async () => {
  const batch = await db.transaction((tx) => openBatch(tx, 1, 1, BATCH, true));
  if (batch !== undefined) batches.push(batch.id);
});
await time('claim a batch', 50, (index) => claimBatch(db, batches[index] ?? 0, 1, [1]));
await time(`load a batch of ${BATCH}`, 50, (index) => loadBatch(db, batches[index] ?? 0));
await time(`mark ${BATCH} called`, 50, async (index) => {
  const writes = await loadBatch(db, batches[index] ?? 0);
  await markCalled(
    db,
    writes.map(({ id }) => ({ id })),
  );
});
await time('tally states', 5, () => tallyIdentities(db));
await time('tally formats', 5, () => tallyFormats(db));
await time('tally problems', 5, () => tallyProblems(db));
await time('sum the counts of a run', 20, () => sumCounts(db, 1, 'stage'));

await ledger.close();
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

/** Synthetic rows made by the database itself; one in a hundred shares its address with another. */
async function populate(queries: Database): Promise<void> {
  await insertRun(queries);
  await queries.query(
    `insert into identity (id, digest, state, operation, credential_plan, password_format, kind, status, row, seen_run, changed_run)
     select md5('i' || n)::uuid, md5('d' || n)::uuid, 'staged', 'create', 'native', 'bcrypt-2b', 'person', 'active', n, 1, 1
       from generate_series(1, $1::int) as n`,
    [POPULATION],
  );
  await queries.query(
    `insert into seal select md5('i' || n)::uuid, 1, decode(repeat(md5(n::text), 20), 'hex') from generate_series(1, $1::int) as n`,
    [POPULATION],
  );
  await queries.query(
    `insert into identifier select md5('e' || case when n % 100 = 0 then n - 1 else n end)::uuid, md5('i' || n)::uuid, 'email', true
       from generate_series(1, $1::int) as n`,
    [POPULATION],
  );
  await queries.query(
    `insert into batch (run_id, step, state, size, counts)
     select 1, 'stage', 'done', 1000, '{"read":1000,"new":1000}' from generate_series(1, $1::int / 1000)`,
    [POPULATION],
  );
  for (const table of ['identity', 'seal', 'identifier']) await queries.script(`vacuum analyze ${table}`);
}

async function insertRun(queries: Queries): Promise<void> {
  await queries.query(`insert into run (verb, state) values ('import', 'running')`);
}

async function time(name: string, times: number, act: (index: number) => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const began = performance.now();
    await act(index);
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  console.log(`${name.padEnd(40)} ${(took[Math.floor(times / 2)] ?? 0).toFixed(1)} ms`);
}
