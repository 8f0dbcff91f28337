import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import type { Page, SourceRecord } from '../sources/source.ts';
import type { CrossingSource } from './crossing.ts';
import { joinSources } from './join-sources.ts';

describe('several sources read as one', () => {
  it('begin every position with the name of the source, and are mapped by their own mapping', async () => {
    const joined = joinSources([sourceOf('eu', 1, 5), sourceOf('us', 1, 5)]);
    const records = (await Array.fromAsync(joined.reader.read())).flatMap((page) => page.records);
    expect(records.map(({ position }) => position)).toEqual(['eu: row 1', 'us: row 1']);
    expect(records.map((record) => joined.map(record).identity?.sourceId)).toEqual(['eu-1', 'us-1']);
  });

  it('go on from any cursor without skipping or repeating anybody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 7 }), { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (sizes, pageSize) => {
          const { reader } = joinSources(sizes.map((size, index) => sourceOf(`s${index}`, size, pageSize)));
          const pages = await Array.fromAsync(reader.read());
          const names = (some: readonly Page[]) =>
            some.flatMap(({ records }) => records.map(({ position }) => position));
          for (const [index, { cursor }] of pages.entries()) {
            expect(names(await Array.fromAsync(reader.read(cursor)))).toEqual(names(pages.slice(index + 1)));
          }
        },
      ),
    );
  });

  it('change their fingerprint when one of them changes', async () => {
    const before = joinSources([sourceOf('eu', 1, 5), sourceOf('us', 1, 5)]);
    const after = joinSources([sourceOf('eu', 1, 5), sourceOf('us', 2, 5)]);
    expect(await before.reader.fingerprint()).not.toBe(await after.reader.fingerprint());
  });

  it('of a single source change nothing: its cursors stay as they were', async () => {
    const only = sourceOf('legacy', 3, 2);
    expect(joinSources([only])).toBe(only);
  });
});

function sourceOf(name: string, size: number, pageSize: number): CrossingSource {
  return {
    name,
    map: ({ row }) => ({ operation: 'upsert', problems: [], identity: customer(`${name}-${row}`) }),
    reader: {
      async *read(cursor) {
        for (let at = Number(cursor ?? 0); at < size; at += pageSize) {
          const end = Math.min(at + pageSize, size);
          const records = Array.from({ length: end - at }, (_, index) => recordOf(at + index + 1));
          yield { records, cursor: String(end), done: end / size };
        }
      },
      fingerprint: async () => String(size),
      close: async () => undefined,
    },
  };
}

function recordOf(row: number): SourceRecord {
  return { row, position: `row ${row}`, operation: 'upsert', fields: {}, problems: [] };
}
