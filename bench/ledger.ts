/**
 * How fast identities are staged, against bare COPY of the very rows that come of it.
 *
 *     node bench/ledger.ts [identities] [rounds] [page]
 *
 * Ours is the step of an import itself: judged, digested, sealed, indexed, looked up, stored and counted, a page of
 * 1,000 in a transaction, from identities in memory. Bare is one COPY a table of the finished rows into identical
 * tables (same keys, indexes and references) of another schema of the same server, which syncs to disk. Both run in
 * turns; the median of the rounds counts. On a busy machine read the processor time instead (Linux): staging prepares
 * one page while the server takes in another, so with a core each it takes as long as the slower of the two.
 * PGlite is stated beside it. Needs PostgreSQL.
 *
 * @module
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Crossing } from '../src/engine/crossing.ts';
import { stageSource } from '../src/engine/steps/stage-source.ts';
import { blankIdentity, type Identity } from '../src/identity/identity.ts';
import { blindIndexWith } from '../src/ledger/blind-index.ts';
import { type Ledger, openLedger } from '../src/ledger/ledger.ts';
import { beginRun } from '../src/ledger/runs.ts';
import { sealsWith } from '../src/ledger/seal.ts';
import { createPace } from '../src/net/pace.ts';
import type { Page, SourceReader } from '../src/sources/source.ts';
import type { TargetSession } from '../src/targets/target.ts';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';

const IDENTITIES = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = Number(process.argv[3] ?? 3);
const PAGE = Number(process.argv[4] ?? 1_000);
const WANTED = 0.5;
const TABLES = ['identity', 'seal', 'identifier'] as const;
const HASH = '$2b$10$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';

/** Staging asks the target nothing but what it accepts. */
const NO_SESSION: TargetSession = {
  fingerprint: notAsked,
  check: notAsked,
  find: notAsked,
  write: notAsked,
  read: notAsked,
  remove: notAsked,
  close: async () => undefined,
};

const folder = mkdtempSync(join(tmpdir(), 'footbridge-bench-'));
const postgres = await startPostgres({ durable: true });
try {
  measureKeys();
  const url = await createDatabase(postgres.url, 'bench');
  const rates: { ours: Rate; bare: Rate }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = await stageInto(`ours_${round}`, url);
    await writeRows(url, `ours_${round}`);
    await forget(url, `ours_${round}`);
    const bare = await copyRows(`bare_${round}`, url);
    await forget(url, `bare_${round}`);
    rates.push({ ours, bare });
    console.log(`round ${round + 1}: staged ${describe(ours)}; bare COPY ${describe(bare)}`);
  }
  const pglite = await stageInto('footbridge');
  const wall = median(rates.map(({ ours, bare }) => ours.perSecond / bare.perSecond));
  const cores = median(rates.map(({ ours, bare }) => bare.server / Math.max(ours.client, ours.server)));
  console.log(`PGlite: staged ${describe(pglite)}`);
  console.log(
    `share of bare COPY: ${wall.toFixed(2)} by the clock, ${cores.toFixed(2)} with a core each; wanted ${WANTED}`,
  );
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true });
}

interface Rate {
  /** Identities, by the clock. */
  readonly perSecond: number;
  /** Microseconds of processor time for one identity: in this process, and in the server's for us. */
  readonly client: number;
  readonly server: number;
}

async function stageInto(schema: string, url?: string): Promise<Rate> {
  const place = url === undefined ? {} : { url };
  const ledger = await openLedger({ ...place, schema, folder, env: {}, access: 'own' });
  const run = await beginRun(ledger.db, 'import', {}, 'bench');
  const crossing = crossingOf(ledger);
  const finish = await begin(ledger.db);
  await stageSource.run({
    crossing,
    run,
    signal: new AbortController().signal,
    report: () => undefined,
  });
  const rate = await finish();
  await ledger.close();
  return rate;
}

async function copyRows(schema: string, url: string): Promise<Rate> {
  const ledger = await openLedger({ url, schema, folder, env: {} });
  await beginRun(ledger.db, 'import', {}, 'bench');
  await ledger.close();
  const client = await connect(url, schema);
  const finish = await begin(client);
  for (const table of TABLES) {
    await pipeline(createReadStream(rowsOf(table)), client.query(copyFrom(`copy ${table} from stdin`)));
  }
  const rate = await finish();
  await client.end();
  return rate;
}

interface Asked {
  query(text: string): Promise<{ rows: { pid: number }[] }>;
}

/** Starts the clocks. @returns what reads them */
async function begin(database: Asked): Promise<() => Promise<Rate>> {
  const start = performance.now();
  const here = process.cpuUsage();
  const there = await serverTime(database);
  return async () => {
    const { user, system } = process.cpuUsage(here);
    return {
      perSecond: (IDENTITIES * 1e3) / (performance.now() - start),
      client: (user + system) / IDENTITIES,
      server: ((await serverTime(database)) - there) / IDENTITIES,
    };
  };
}

/** Microseconds the server's processes have worked for this database: fields 14 and 15 of `man 5 proc_pid_stat`. */
async function serverTime(database: Asked): Promise<number> {
  const { rows } = await database.query(
    'select pid from pg_stat_activity where datname = current_database()',
  );
  const ticks = rows.map(({ pid }) => {
    const fields = statOf(pid)
      .replace(/^.*\) /, '')
      .split(' ');
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) * 10_000;
}

/** PGlite has no process of its own, and only Linux shows others': then there is nothing to add. */
function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

/** What the staging stored, in the order it was stored. */
async function writeRows(url: string, schema: string): Promise<void> {
  const client = await connect(url, schema);
  for (const table of TABLES) {
    await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(rowsOf(table)));
  }
  await client.end();
}

async function forget(url: string, schema: string): Promise<void> {
  const client = await connect(url, schema);
  await client.query(`drop schema ${schema} cascade`);
  await client.query('checkpoint');
  await client.end();
}

async function connect(url: string, schema: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`set search_path to ${schema}`);
  return client;
}

function rowsOf(table: string): string {
  return join(folder, `${table}.copy`);
}

function crossingOf(ledger: Ledger): Crossing {
  return {
    ledger,
    source: {
      name: 'bench',
      reader: readerOf(),
      map: (record) => ({
        operation: 'upsert',
        problems: [],
        ...(record.identity && { identity: record.identity }),
      }),
    },
    target: {
      id: 'none',
      session: NO_SESSION,
      pace: createPace({ concurrency: 1 }),
      patience: 0,
      batchMax: 1,
      undo: true,
      fit: () => ({ credentialPlan: 'native', reason: '', losses: [] }),
    },
    settings: {
      unsupported: 'hold',
      absent: 'none',
      accept: [],
      waves: [],
      batchSize: 1,
      operator: 'bench',
      proofs: { basis: '', waived: [] },
    },
  };
}

function readerOf(): SourceReader {
  return {
    async *read(): AsyncIterable<Page> {
      for (let from = 0; from < IDENTITIES; from += PAGE) {
        const records = Array.from({ length: Math.min(PAGE, IDENTITIES - from) }, (_, at) => ({
          row: from + at + 1,
          position: `line ${from + at + 1}`,
          operation: 'upsert' as const,
          identity: customer(from + at),
          fields: {},
          problems: [],
        }));
        yield { records, cursor: String(from), done: from / IDENTITIES };
      }
    },
    fingerprint: async () => 'bench',
    close: async () => undefined,
  };
}

/** About 650 bytes sealed, two identifiers. */
function customer(n: number): Identity {
  return {
    ...blankIdentity(`legacy-${n}`),
    identifiers: [
      { type: 'email', value: `customer${n}@example.test`, verified: n % 2 === 0 },
      { type: 'username', value: `customer${n}` },
    ],
    profile: { name: `Customer ${n}`, given_name: 'Customer', family_name: String(n), locale: 'pt-PT' },
    attributes: { plan: n % 3 === 0 ? 'gold' : 'free', city: 'Lisboa' },
    password: { format: 'bcrypt', hash: HASH },
    createdAt: '2023-01-05T10:00:00.000Z',
    lastLoginAt: '2026-11-01T10:00:00.000Z',
  };
}

async function notAsked(): Promise<never> {
  throw new Error('staging asked the target');
}

/** What sealing and the blind index cost by themselves, a 650-byte body. */
function measureKeys(): void {
  const key = createSecretKey(randomBytes(32));
  const seals = sealsWith([{ version: 1, key }]);
  const index = blindIndexWith(key);
  const id = index.identityId('bench', '1');
  const body = randomBytes(650);
  const sealed = seals.seal(id, body);
  const each = {
    seals: perSecond(() => seals.seal(id, body)),
    opens: perSecond(() => seals.open(id, sealed)),
    'blind hashes': perSecond((n) => index.identifier('email', `customer${n}@example.test`)),
  };
  for (const [name, rate] of Object.entries(each)) console.log(`${name}: ${show(rate)}/s`);
}

function perSecond(work: (n: number) => unknown, times = 300_000): number {
  const start = performance.now();
  for (let n = 0; n < times; n += 1) work(n);
  return (times * 1e3) / (performance.now() - start);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function describe({ perSecond, client, server }: Rate): string {
  return `${show(perSecond)}/s (processor time ${client.toFixed(0)} µs here, ${server.toFixed(0)} µs in the server)`;
}

function show(rate: number): string {
  return Math.round(rate).toLocaleString('en');
}
