/**
 * How long it takes to find and merge records of one person in a ledger on PostgreSQL, and in how much memory.
 *
 *     node bench/link.ts [identities] [share of duplicates in percent]
 *
 * Identities are staged from memory as an import does it; a share of them stands twice, with the same verified address
 * in two sources. States the time of staging, of the search, of the same search again, and of merging a thousand
 * matches; and the largest resident memory of this process. Needs PostgreSQL.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CorrelationConfig } from '../src/config/correlation.ts';
import { findMatches, mergeMatch } from '../src/engine/link.ts';
import { stageSource } from '../src/engine/steps/stage-source.ts';
import { openLedger } from '../src/ledger/ledger.ts';
import { beginRun } from '../src/ledger/runs.ts';
import { listMatches } from '../src/ledger/sql/matches.ts';
import type { SourceRecord } from '../src/sources/source.ts';
import { crossingWith, customer } from '../test/crossing.ts';
import { createMemoryStore } from '../test/memory-target.ts';
import { createDatabase, startPostgres } from '../test/servers/postgres.ts';

const IDENTITIES = Number(process.argv[2] ?? 200_000);
const TWICE = Number(process.argv[3] ?? 5) / 100;
const PAGE = 1_000;
const MERGED = 1_000;
const BY = { operator: 'bench' };

const folder = mkdtempSync(join(tmpdir(), 'footbridge-bench-'));
const postgres = await startPostgres();
try {
  const url = await createDatabase(postgres.url, 'bench');
  const ledger = await openLedger({ url, folder, env: {}, access: 'own' });
  const crossing = crossingWith(ledger, [], createMemoryStore());
  const correlation = { ...CorrelationConfig.parse({}), sources: ['eu', 'us'] };
  const run = await beginRun(ledger.db, 'import', {}, 'bench');
  const source = { ...crossing.source, reader: { ...crossing.source.reader, read: readPages } };
  await timed('stage', IDENTITIES, () =>
    stageSource.run({
      crossing: { ...crossing, source },
      run,
      signal: new AbortController().signal,
      report: () => undefined,
    }),
  );
  const found = await timed('find', IDENTITIES, () => findMatches(ledger, correlation, BY));
  console.log(JSON.stringify(found));
  await timed('find again', IDENTITIES, () => findMatches(ledger, correlation, BY));
  const matches = await listMatches(ledger.db, { tier: 'certain' }, 0, MERGED);
  await timed('merge', matches.length, async () => {
    for (const { id } of matches) await mergeMatch(crossing, correlation, id, BY);
  });
  console.log(`most resident memory ${mostMemory()}`);
  await ledger.close();
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true });
}

async function* readPages() {
  for (let at = 0; at < IDENTITIES; at += PAGE) {
    const records = Array.from({ length: Math.min(PAGE, IDENTITIES - at) }, (_, index) =>
      toRecord(at + index),
    );
    yield { records, cursor: String(at + PAGE) };
  }
}

/** The last of them are the first once more, in the other store. */
function toRecord(index: number): SourceRecord {
  const unique = Math.ceil(IDENTITIES * (1 - TWICE));
  const person = index % unique;
  const identity = customer(`c${index}`, {
    identifiers: [
      { type: 'email', value: `customer.${person}@example.com`, verified: true },
      { type: 'phone', value: `+4930${1_000_000 + person}` },
    ],
    profile: {
      given_name: `Given ${person % 500}`,
      family_name: `Family ${person % 20_000}`,
      birthdate: `19${50 + (person % 50)}-0${1 + (person % 9)}-1${person % 9}`,
    },
  });
  return {
    row: index + 1,
    position: `row ${index + 1}`,
    operation: 'upsert',
    source: index < unique ? 'eu' : 'us',
    fields: { row: { operation: 'upsert', problems: [], identity } },
    problems: [],
  };
}

/** On a busy machine the processor time of this process says more than the clock. */
async function timed<T>(what: string, count: number, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const value = await work();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const each = Math.round((user + system) / count);
  console.log(
    `${what} ${count.toLocaleString('en')}: ${seconds.toFixed(1)} s, ${each} µs of processor time each`,
  );
  return value;
}

function mostMemory(): string {
  const line = readFileSync('/proc/self/status', 'utf8')
    .split('\n')
    .find((text) => text.startsWith('VmHWM'));
  return `${Math.round(Number(line?.replace(/\D/g, '')) / 1024)} MiB`;
}
