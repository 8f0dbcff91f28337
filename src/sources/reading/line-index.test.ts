import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Keys, LineIndex } from './line-index.ts';

const KEYS: Keys = { of: ({ id }) => (typeof id === 'string' ? id : undefined) };

describe('an index over lines', () => {
  let path = '';
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-index-'));
    path = join(folder, 'rows.ndjson');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function build(text: string, keys = KEYS): Promise<LineIndex> {
    await writeFile(path, text);
    return LineIndex.build(path, keys);
  }

  it('finds every row of every key, whatever the order, the length and the line breaks', async () => {
    const rows = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'ç', 'dd'), fc.nat(30_000)), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('\n', '\r\n', '\n\n'),
        fc.boolean(),
        async (list, end, closed) => {
          const lines = list.map(([id, length], n) => JSON.stringify({ id, n, filling: 'x'.repeat(length) }));
          const index = await build(lines.join(end) + (closed ? end : ''));
          try {
            const found = index.find(new Set(['dd', 'ç', 'a', 'nobody']));
            for (const key of ['a', 'ç', 'dd']) {
              const expected = list.flatMap(([id], n) => (id === key ? [n] : []));
              expect(found.get(key)?.map(({ n }) => n) ?? []).toEqual(expected);
            }
            expect(found.has('nobody')).toBe(false);
            expect(index.unasked).toBe(list.filter(([id]) => id === 'b').length);
          } finally {
            index.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('counts a row as asked for once, however often somebody asks', async () => {
    const index = await build('{"id":"a"}\n{"id":"b"}\n');
    for (let i = 0; i < 3; i++) index.find(['a']);
    expect(index.unasked).toBe(1);
    expect([index.isAsked('a', 0), index.isAsked('b', 11)]).toEqual([true, false]);
    index.close();
  });

  it('knows rows behind a byte-order mark, without a key and damaged ones', async () => {
    const index = await build('\ufeff{"id":"a"}\n{"no":1}\n{"id":\n{"id":"b"}');
    expect([...index.find(['a', 'b']).keys()]).toEqual(['a', 'b']);
    expect(index.unasked).toBe(2);
    index.close();
  });

  it('does not take a row that is damaged behind its key for a row', async () => {
    const keys: Keys = { ...KEYS, glimpse: (text) => /^\{"id":"([^"]+)"/.exec(text)?.[1] };
    const index = await build('{"id":"a","x":\n{"id":"b"}\n', keys);
    expect([...index.find(['a', 'b']).keys()]).toEqual(['b']);
    expect(index.unasked).toBe(1);
    index.close();
  });

  it('keeps every one of a hundred thousand rows apart', async () => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `auth0|${i.toString(16).padStart(24, '0')}`);
    const index = await build(ids.map((id) => `${JSON.stringify({ id })}\n`).join(''));
    const found = index.find(ids);
    expect(found.size).toBe(ids.length);
    expect([...found].every(([id, [row]]) => row?.id === id)).toBe(true);
    expect(index.unasked).toBe(0);
    index.close();
  });
});
