/**
 * Several sources read as one: one after the other, with a cursor that says which.
 *
 * A record carries the name of its source, and its position begins with it, so that every problem says where to look.
 *
 * @module
 */
import type { Page, SourceReader, SourceRecord } from '../sources/source.ts';
import type { CrossingSource } from './crossing.ts';

/** One source is given back as it is: its cursors and positions do not change when nobody adds a second one. */
export function joinSources(sources: readonly CrossingSource[]): CrossingSource {
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) return only;
  const byName = new Map(sources.map((source) => [source.name, source]));
  return {
    name: sources.map(({ name }) => name).join('+'),
    reader: joinReaders(sources),
    map: (record) => sourceOf(record, byName).map(record),
  };
}

function sourceOf(
  { source = '' }: SourceRecord,
  byName: ReadonlyMap<string, CrossingSource>,
): CrossingSource {
  const found = byName.get(source);
  if (found === undefined) throw new Error(`A record of the source "${source}", which nobody opened`);
  return found;
}

function joinReaders(sources: readonly CrossingSource[]): SourceReader {
  return {
    async *read(cursor) {
      const { source: begun, at } = readCursor(cursor);
      const first = begun === undefined ? 0 : sources.findIndex(({ name }) => name === begun);
      for (const [index, { name, reader }] of sources.entries()) {
        if (index < first) continue;
        for await (const page of reader.read(index === first ? at : undefined)) {
          yield asPageOf(name, page, index, sources.length);
        }
      }
    },
    async fingerprint() {
      const each = await Promise.all(
        sources.map(async ({ name, reader }) => [name, await reader.fingerprint()]),
      );
      return JSON.stringify(each);
    },
    async close() {
      for (const { reader } of sources) await reader.close();
    },
  };
}

function asPageOf(name: string, page: Page, index: number, count: number): Page {
  const records = page.records.map((record) => ({
    ...record,
    source: name,
    position: `${name}: ${record.position}`,
  }));
  return {
    records,
    cursor: JSON.stringify([name, page.cursor]),
    // Sources of very different sizes make the share jump; it never goes back.
    ...(page.done === undefined ? {} : { done: (index + page.done) / count }),
  };
}

/** The fingerprint of a run guards that the sources are still those of the cursor. */
function readCursor(cursor: string | undefined): { readonly source?: string; readonly at?: string } {
  if (cursor === undefined) return {};
  const [source, at] = JSON.parse(cursor) as [string, string];
  return { source, at };
}
