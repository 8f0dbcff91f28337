import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ndjson } from './ndjson.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { testSource } from './source-contract.ts';

const line = (i: number) => `${JSON.stringify({ id: i, name: `Zoë ${i}`, tags: ['a', { b: '}' }] })}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i + 1)).join('');

testSource(ndjson, {
  small: async (folder) => {
    await writeFile(join(folder, 'small.ndjson'), lines(11));
    return { config: { path: 'small.ndjson' }, rows: 11 };
  },
  damaged: async (folder) => {
    await writeFile(join(folder, 'damaged.ndjson'), `${line(1)}${line(2)}{"id": 3, "name": "Z\n\n${line(4)}`);
    return { config: { path: 'damaged.ndjson' }, rows: 4, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'large.ndjson.gz'), gzipSync(lines(rows)));
    return { path: 'large.ndjson.gz' };
  },
  change: (folder) => appendFile(join(folder, 'small.ndjson'), line(12)),
  samples: [sampleOf('users', lines(3)), sampleOf('one.ndjson', line(1))],
});

describe('an NDJSON file', () => {
  it('is recognised by its name where the first line is longer than what is looked at', () => {
    const sample = sampleOf('users.ndjson.gz', JSON.stringify({ id: 1, picture: 'x'.repeat(100_000) }));
    expect(ndjson.recognise(sample)).toBeGreaterThan(0);
    expect(ndjson.recognise({ ...sample, name: 'users.json' })).toBe(0);
  });

  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-ndjson-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(content: string | Buffer, rows: SourceRecord[] = []): Promise<SourceRecord[]> {
    const path = join(folder, 'file.ndjson');
    await writeFile(path, content);
    for await (const page of ndjson.open({ path }, { folder, pageSize: 2 }).read())
      rows.push(...page.records);
    return rows;
  }

  it('keeps every digit of an id that JavaScript cannot count to', async () => {
    const [record] = await read(
      '{"id":9007199254740993,"small":12,"share":0.5,"list":[-18446744073709551615]}\n',
    );
    expect(record?.fields).toEqual({
      id: '9007199254740993',
      small: 12,
      share: 0.5,
      list: ['-18446744073709551615'],
    });
  });

  it('reads a last line without a line break', async () => {
    expect((await read('{"id":1}\r\n{"id":2}')).map((record) => record.fields)).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
  });

  it('reports a line that is JSON but no record', async () => {
    const records = await read('{"id":1}\n[1]\nnull\n"x"\n{"id":2}\n');
    expect(records.map((record) => record.problems[0]?.found)).toEqual([
      undefined,
      'a list instead of an object',
      'null instead of an object',
      'a string instead of an object',
      undefined,
    ]);
  });

  it('says where in the line the damage is, without quoting the customer', async () => {
    const [record] = await read('{"id":1,"email":ana@example.test}\n');
    expect(record?.problems).toEqual([
      { code: 'ROW_UNREADABLE', found: 'not JSON at character 17 of the record' },
    ]);
    expect(record?.raw).toBe('{"id":1,"email":ana@example.test}');
  });

  it('counts blank lines in positions and not in rows', async () => {
    const records = await read('\n{"id":1}\n  \n\n{"id":2}\n');
    expect(records.map(({ row, position }) => [row, position])).toEqual([
      [1, 'line 2'],
      [2, 'line 5'],
    ]);
  });

  it('reports bytes that are not UTF-8', async () => {
    const records = await read(
      Buffer.concat([
        Buffer.from('{"id":"éà"}\n{"id":"'),
        Buffer.from([0xe9]),
        Buffer.from('"}\n{"id":3}\n'),
      ]),
    );
    expect(records.map((record) => record.problems.length)).toEqual([0, 1, 0]);
  });

  it('stops at a file that ends inside a line, after the lines before it', async () => {
    const rows: SourceRecord[] = [];
    await expect(read('{"id":1}\n{"id":2}\n{"id":3}\n{"id":4,"na', rows)).rejects.toMatchObject({
      code: 'SOURCE_BROKEN',
      facts: { line: 4 },
    });
    expect(rows).toHaveLength(3);
  });

  it('reports a line above 8 MiB and reads the next one', async () => {
    const records = await read(`{"id":1}\n{"id":2,"x":"${'x'.repeat(8 * 1024 * 1024)}"}\n{"id":3}\n`);
    expect(records.map((record) => record.problems[0]?.code)).toEqual([
      undefined,
      'ROW_TOO_LARGE',
      undefined,
    ]);
    expect(records[1]?.raw?.length).toBeLessThan(100_000);
  });
});
