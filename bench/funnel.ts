/**
 * What counting a campaign of a million customers costs on PostgreSQL, beside another that is as large, and what the
 * story of one customer costs then.
 *
 * The figures of docs/performance.md come from here. Needs PostgreSQL; about two minutes.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBriefs, readFunnel } from '../src/engine/reset/funnel.ts';
import { readTimeline } from '../src/engine/timeline.ts';
import type { Database, Queries } from '../src/ledger/database/database.ts';
import { openLedger } from '../src/ledger/ledger.ts';
import { CAMPAIGN_SETTINGS } from '../test/reset-rows.ts';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';

const CUSTOMERS = Number(process.argv[2] ?? 1_000_000);

const postgres = await startPostgres({ durable: true });
const folder = mkdtempSync(join(tmpdir(), 'footbridge-funnel-'));
const ledger = await openLedger({ url: await createDatabase(postgres.url, 'funnel'), folder, env: {} });
await populate(ledger.db);

const asked = { sessionLife: 1_800_000, now: Date.now() };
await time('the funnel of one campaign', () => readFunnel(ledger, { campaign: 'autumn', ...asked }));
await time('both campaigns in short, as the metrics ask', () => readBriefs(ledger, { open: true, ...asked }));
const { rows } = await ledger.db.query<{ id: string }>('select id from identity limit 1');
await time('the story of one customer', () => readTimeline(ledger, rows[0]?.id ?? ''));
await explain(['journey', 'message', 'ticket', 'event']);

await ledger.close();
await postgres.stop();
rmSync(folder, { recursive: true, force: true });

async function time(what: string, work: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await work();
    took.push(performance.now() - start);
  }
  const [first = 0] = took;
  const [, , median = 0] = took.toSorted((one, other) => one - other);
  console.log(`${what}: first ${first.toFixed(0)} ms, median ${median.toFixed(1)} ms`);
}

/** Names every table that the story of one customer reads as a whole: there must be none. */
async function explain(tables: readonly string[]): Promise<void> {
  const plans: string[] = [];
  const explaining: Queries = {
    ...ledger.db,
    async query<Row>(text: string, values?: readonly unknown[]) {
      const plan = await ledger.db.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
      plans.push(...plan.rows.map((row) => row['QUERY PLAN']));
      return ledger.db.query<Row>(text, values);
    },
  };
  await readTimeline({ ...ledger, db: { ...ledger.db, ...explaining } as Database }, rows[0]?.id ?? '');
  const scanned = tables.filter((table) => plans.some((line) => line.includes(`Seq Scan on ${table} `)));
  console.log(`tables that the story reads as a whole: ${scanned.join(', ') || 'none'}`);
}

async function populate(db: Database): Promise<void> {
  const settings = JSON.stringify(CAMPAIGN_SETTINGS);
  await db.script(`
    insert into run (verb, state) values ('import', 'done');
    insert into identity (id, digest, state, operation, path, credential_plan, kind, status, row, seen_run, changed_run)
      select md5('i' || n)::uuid, md5('d' || n)::uuid, 'moved', 'create', 'reset', 'reset', 'person', 'active', n, 1, 1
        from generate_series(1, ${CUSTOMERS}) as n;
    insert into campaign (name, state, settings, by_whom) values
      ('autumn', 'running', '${settings}', 'bench'), ('spring', 'running', '${settings}', 'bench');
    insert into journey (campaign_id, identity_id, wave, cohort, language, channel, sent_at, opened_at, started_at, at_step, done_at, ended)
      select c, md5('i' || n)::uuid, n % 12, 'cohort ' || n % 20, (array['en','de','fr','es','ja'])[1 + n % 5], 'smtp',
             case when n % 10 < 9 then now() - make_interval(hours => n % 400) end,
             case when n % 10 < 5 then now() - make_interval(hours => n % 300) end,
             case when n % 10 < 4 then now() - make_interval(hours => n % 300) end,
             case when n % 10 < 3 then 'done' when n % 10 < 4 then 'credential' when n % 10 < 5 then 'opened' end,
             case when n % 10 < 3 then now() - make_interval(hours => n % 200) end,
             case when n % 10 < 3 then 'done' when n % 97 = 0 then 'undeliverable' end
        from generate_series(1, ${CUSTOMERS}) as n, generate_series(1, 2) as c;
    insert into message (campaign_id, identity_id, kind, state, due_at, channel)
      select campaign_id, identity_id, 'invitation', case when sent_at is null then 'due' else 'handed' end, now(), 'smtp'
        from journey;
    insert into ticket select 'desk', n::text, now() - make_interval(hours => n % 300), md5('i' || n)::uuid, 1 + n % 2, '',
           array['reset'] from generate_series(1, ${CUSTOMERS}, 200) as n;
    insert into event (seq, at, kind, identity_id, link)
      select n, now(), 'moved', md5('i' || n)::uuid, '\\x00' from generate_series(1, ${CUSTOMERS}) as n;`);
  await db.script('vacuum analyze');
}
