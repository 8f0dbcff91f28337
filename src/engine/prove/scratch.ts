/**
 * A ledger of its own for a proof: embedded, in a temporary folder, gone afterwards.
 *
 * So the real steps of an import run, with intents, read-back and settling, and the operator's ledger holds none of
 * the synthetic customers.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Identity } from '../../identity/identity.ts';
import { type Ledger, openLedger } from '../../ledger/ledger.ts';
import type { Page, SourceRecord } from '../../sources/source.ts';
import type { CrossingSource, Mapped } from '../crossing.ts';

const PREFIX = 'footbridge-scratch-';

export interface Scratch {
  readonly ledger: Ledger;
  readonly folder: string;
  remove(): Promise<void>;
}

export async function openScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  // Nothing of the operator's environment: neither their database nor their key.
  const ledger = await openLedger({ folder, env: {} });
  return {
    ledger,
    folder,
    async remove() {
      await ledger.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a killed proof left on this machine. Another machine's temporary folder is not ours to clean. */
export async function removeScratch(folder: string): Promise<void> {
  if (dirname(folder) !== tmpdir() || !basename(folder).startsWith(PREFIX)) return;
  await rm(folder, { recursive: true, force: true });
}

/** Records in a page of the list: as a file would give them. */
const PAGE = 500;

/** A source that reads from a list. */
export function listSource(name: string, customers: readonly Identity[]): CrossingSource {
  return {
    name,
    map: (record) => record.fields.mapped as Mapped,
    reader: {
      fingerprint: async () => `${name}:${customers.length}`,
      close: async () => undefined,
      read: (cursor) => pages(Number(cursor ?? 0), customers),
    },
  };
}

async function* pages(start: number, customers: readonly Identity[]): AsyncIterable<Page> {
  for (let from = start; from < customers.length; from += PAGE) {
    const to = Math.min(from + PAGE, customers.length);
    const records = customers.slice(from, to).map((identity, index) => toRecord(identity, from + index + 1));
    yield { records, cursor: String(to), done: to / customers.length };
  }
}

function toRecord(identity: Identity, row: number): SourceRecord {
  const mapped: Mapped = { operation: 'upsert', problems: [], identity };
  return { row, position: `synthetic ${row}`, operation: 'upsert', fields: { mapped }, problems: [] };
}
