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
import type { Page } from '../../sources/source.ts';
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
export function listSource(
  name: string,
  count: number,
  at: (index: number) => Promise<Identity>,
): CrossingSource {
  return {
    name,
    map: (record) => record.fields.mapped as Mapped,
    reader: {
      fingerprint: async () => `${name}:${count}`,
      close: async () => undefined,
      read: (cursor) => pages(Number(cursor ?? 0), count, at),
    },
  };
}

async function* pages(
  start: number,
  count: number,
  at: (index: number) => Promise<Identity>,
): AsyncIterable<Page> {
  for (let from = start; from < count; from += PAGE) {
    const to = Math.min(from + PAGE, count);
    const records = [];
    for (let index = from; index < to; index += 1) {
      const mapped: Mapped = { operation: 'upsert', problems: [], identity: await at(index) };
      const position = `synthetic ${index + 1}`;
      records.push({
        row: index + 1,
        position,
        operation: 'upsert' as const,
        fields: { mapped },
        problems: [],
      });
    }
    yield { records, cursor: String(to), done: to / count };
  }
}
