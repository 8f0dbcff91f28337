import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Keys, LineIndex } from './line-index.ts';

const KEYS: Keys = { of: ({ id }) => (typeof id === 'string' ? id : undefined) };
const PLAIN = { before: '{"id":"', after: '"', unless: '"other"' };

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
        fc.constantFrom(KEYS, { ...KEYS, plain: PLAIN }),
        async (list, end, closed, keys) => {
          const lines = list.map(([id, length], n) => JSON.stringify({ id, n, filling: 'x'.repeat(length) }));
          const index = await build(lines.join(end) + (closed ? end : ''), keys);
          try {
            const wanted = ['dd', 'ç', undefined, 'a', 'nobody'];
            const found = index.find(wanted);
            expect(found).toHaveLength(wanted.length);
            for (const [at, key] of wanted.entries()) {
              const expected = list.flatMap(([id], n) => (id === key ? [n] : []));
              expect(found[at]?.map(({ n }) => n)).toEqual(expected);
            }
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
    expect(index.find(['a', 'b'])).toEqual([[{ id: 'a' }], [{ id: 'b' }]]);
    expect(index.unasked).toBe(2);
    index.close();
  });

  it('does not take a row that is damaged behind its key for a row', async () => {
    const keys: Keys = { ...KEYS, plain: PLAIN };
    const index = await build('{"id":"a","x":\n{"id":"b"}\n', keys);
    expect(index.find(['a', 'b'])).toEqual([[], [{ id: 'b' }]]);
    expect(index.unasked).toBe(1);
    index.close();
  });

  it('parses a row whose beginning is not the whole truth, and one whose key is more than letters and digits', async () => {
    const keys: Keys = {
      of: ({ id, other }) => (typeof other === 'string' ? other : typeof id === 'string' ? id : undefined),
      plain: PLAIN,
    };
    const index = await build('{"id":"a","other":"c"}\n{"id":"b\\u0063"}\n', keys);
    expect(index.find(['a', 'b', 'c', 'bc']).map((rows) => rows.length)).toEqual([0, 0, 1, 1]);
    index.close();
  });

  it('keeps every one of a hundred thousand rows apart', async () => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `auth0|${i.toString(16).padStart(24, '0')}`);
    const index = await build(ids.map((id) => `${JSON.stringify({ id })}\n`).join(''));
    const found = index.find(ids);
    expect(found.map(([row]) => row?.id)).toEqual(ids);
    expect(index.unasked).toBe(0);
    index.close();
  });
});
