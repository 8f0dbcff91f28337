/** A whole crossing for the engine's tests: records from a list, a ledger on disk, a target in memory. */
import type { Crossing, ImportSettings, Mapped } from '../src/engine/index.ts';
import { blankIdentity, type Identity } from '../src/identity/identity.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createPace } from '../src/net/pace.ts';
import type { Operation, Page, SourceRecord } from '../src/sources/source.ts';
import { emptyLedger } from './ledger-template.ts';
import { createMemoryStore, type MemoryStore, memoryTarget, openMemory } from './memory-target.ts';

/** bcrypt of cost 4, from the vectors: cheap, and real. */
export const BCRYPT = '$2y$04$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';

export interface TestRow {
  readonly identity?: Identity;
  readonly operation?: Operation;
  /** Name of the source, where the test has several. */
  readonly source?: string;
  readonly problems?: Mapped['problems'];
}

export function customer(id: string, change: Partial<Identity> = {}): Identity {
  return {
    ...blankIdentity(id),
    identifiers: [{ type: 'email', value: `${id}@shop.example`, verified: true }],
    profile: { given_name: `Given ${id}` },
    password: { hash: BCRYPT },
    ...change,
  };
}

export function customers(count: number): TestRow[] {
  return Array.from({ length: count }, (_, index) => ({ identity: customer(`u${index + 1}`) }));
}

export interface TestCrossing extends Crossing {
  readonly store: MemoryStore;
  /** Another export: the rows of the next import. */
  rows: readonly TestRow[];
}

/** Calls back with an empty ledger and a fresh target. */
export async function withCrossing(
  rows: readonly TestRow[],
  act: (crossing: TestCrossing) => Promise<void>,
  settings: Partial<ImportSettings> = {},
): Promise<void> {
  await act(crossingWith(await emptyLedger(), rows, createMemoryStore(), settings));
}

export function crossingWith(
  ledger: Ledger,
  rows: readonly TestRow[],
  store: MemoryStore,
  settings: Partial<ImportSettings> = {},
): TestCrossing {
  const target = memoryTarget(store);
  const crossing: TestCrossing = {
    ledger,
    store,
    rows,
    source: {
      name: 'list',
      map: (record) => record.fields.row as Mapped,
      reader: {
        read: (cursor) => readPages(crossing.rows, Number(cursor ?? 0)),
        fingerprint: async () => JSON.stringify(crossing.rows).length.toString(),
        close: async () => undefined,
      },
    },
    target: {
      id: 'memory',
      session: openMemory(store),
      pace: createPace({ concurrency: 8 }),
      patience: 300_000,
      batchMax: 100,
      undo: true,
      fit: (identity) => target.fit(identity, {}),
    },
    settings: {
      unsupported: 'hold',
      absent: 'none',
      accept: [],
      waves: [{ name: 'all' }],
      batchSize: 20,
      operator: 'tester',
      proofs: { basis: 'test', waived: [{ population: 'all', by: 'tester', reason: 'not the subject' }] },
      ...settings,
    },
  };
  return crossing;
}

const PAGE = 25;

async function* readPages(rows: readonly TestRow[], start: number): AsyncIterable<Page> {
  for (let at = start; at < rows.length; at += PAGE) {
    const records = rows.slice(at, at + PAGE).map((row, index) => toRecord(row, at + index + 1));
    yield {
      records,
      cursor: String(Math.min(at + PAGE, rows.length)),
      done: Math.min(at + PAGE, rows.length) / rows.length,
    };
  }
}

function toRecord(
  { identity, operation = 'upsert', source, problems = [] }: TestRow,
  row: number,
): SourceRecord {
  const mapped: Mapped = { operation, problems, ...(identity === undefined ? {} : { identity }) };
  const of = source === undefined ? {} : { source };
  return { row, position: `row ${row}`, operation, ...of, fields: { row: mapped }, problems: [] };
}
