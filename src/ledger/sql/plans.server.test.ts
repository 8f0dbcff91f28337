/** No query on the path of a batch or a login may scan the population: 100 million rows must stay practical. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import { createDatabase } from '../../../test/servers/postgres.ts';
import { shared } from '../../../test/servers/shared.ts';
import type { Queries } from '../database/database.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { type CustomerRow, findById, findByIdentifiers, findByTargetId } from './find-customer.ts';
import { claimBatch, loadBatch, markCalled } from './load-batch.ts';
import {
  buryCustomer,
  countUnsettled,
  endCrossing,
  findOthers,
  insertCustomer,
  listUnsettled,
  lockCustomer,
  noteLoginProblem,
  openCrossing,
  planWithoutHash,
  refreshCustomer,
  setOwner,
  settleCrossing,
} from './login-crossing.ts';
import { openBatch } from './open-batch.ts';
import { settleBatch } from './settle-batch.ts';
import { findKnown, type StagedIdentity } from './stage-page.ts';
import { giveBack, spend } from './throttle.ts';

const POPULATION = 100_000;

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
    [
      'find a customer by what was typed',
      (queries: Queries) => findByIdentifiers(queries, [idOf(1), idOf(2)]),
    ],
    ['find a customer by our id', (queries: Queries) => findById(queries, idOf(1))],
    ['find a customer by the id in the target', (queries: Queries) => findByTargetId(queries, 'target-1')],
    ['count a guess', (queries: Queries) => spend(queries, [{ key: idOf(1), burst: 5, perMinute: 1 }], 0)],
    ['forget a guess', (queries: Queries) => giveBack(queries, [idOf(1)])],
    ['lock a customer', (queries: Queries) => lockCustomer(queries, idOf(1))],
    ['see whose an identifier is', (queries: Queries) => findOthers(queries, idOf(1), [idOf(2)])],
    ['admit a customer', (queries: Queries) => insertCustomer(queries, 1, 1, STAGED)],
    ['refresh a customer', (queries: Queries) => refreshCustomer(queries, 1, STAGED)],
    ['open a crossing', (queries: Queries) => openCrossing(queries, 1, ROW)],
    ['open a crossing again', (queries: Queries) => openCrossing(queries, 1, { ...ROW, open_write: 1 })],
    ['settle a crossing', (queries: Queries) => settleCrossing(queries, CROSSED)],
    ['end a crossing', (queries: Queries) => endCrossing(queries, idOf(1), 'withdrawn')],
    ['disown a hash', (queries: Queries) => setOwner(queries, idOf(1), 'legacy')],
    ['plan without a hash', (queries: Queries) => planWithoutHash(queries, idOf(1), 'legacy')],
    ['bury a customer', (queries: Queries) => buryCustomer(queries, idOf(1))],
    ['list what is unsettled', (queries: Queries) => listUnsettled(queries, new Date(), 100)],
    ['count what is unsettled', (queries: Queries) => countUnsettled(queries)],
    ['note a problem of a login', (queries: Queries) => noteLoginProblem(queries, 1, idOf(1), { code: 'X' })],
  ])('%s without reading the whole population', async (_name, act) => {
    const plans = await ledger.db.transaction(async (tx) => {
      const explained: string[] = [];
      await act(explaining(tx, explained));
      return explained.join('\n');
    });
    expect(plans).toMatch(/Scan|Conflict/);
    expect(plans).not.toMatch(
      /Seq Scan on (identity|seal|identifier|write|event|credential|throttle|problem)\b/,
    );
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
    insert into identifier select md5('h' || n)::uuid, md5('i' || n)::uuid, 'email', true from generate_series(1, ${POPULATION}) as n;
    insert into credential select md5('i' || n)::uuid, 'target' from generate_series(1, ${POPULATION}, 2) as n;
    update identity set target_id = 'target-' || row where state = 'moved';
    insert into run (verb, state, step) values ('login', 'running', 'login');
    insert into write (run_id, identity_id, operation, state, outcome, called_at)
      select 2, md5('i' || n)::uuid, 'credential', case when n % 100 = 1 then 'called' else 'settled' end,
             case when n % 100 = 1 then null else 'done' end, now() from generate_series(1, ${POPULATION}, 2) as n;
    insert into throttle select md5('t' || n)::uuid, 1, now() from generate_series(1, ${POPULATION} / 10) as n;
    insert into problem (run_id, identity_id, code) select 1, md5('i' || n)::uuid, 'X' from generate_series(1, ${POPULATION}, 20) as n;
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

const STAGED: StagedIdentity = {
  id: idOf(1),
  digest: idOf(1),
  state: 'staged',
  operation: 'create',
  source: 'legacy',
  path: 'jit',
  cohort: '',
  credentialPlan: 'legacy',
  kind: 'person',
  status: 'active',
  factors: [],
  links: 0,
  losses: [],
  row: 0,
  position: 'login',
  body: new Uint8Array(1),
  identifiers: [{ hash: idOf(2), type: 'email' }],
  problems: [],
};

const ROW: CustomerRow = {
  id: idOf(1),
  state: 'staged',
  operation: 'create',
  credential_plan: 'vault',
  password_format: null,
  status: 'active',
  target_id: null,
  cohort: '',
  owner: null,
  open_write: null,
  body: null,
  hash: null,
};

const CROSSED = { identityId: idOf(1), targetId: 't', after: null, state: 'proven' } as const;
