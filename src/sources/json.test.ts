import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json } from './json.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { testSource } from './source-contract.ts';

const users = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `Zoë "${i}"`, tags: ['[', { '}': null }] }));

testSource(json, {
  small: async (folder) => {
    await writeFile(
      join(folder, 'small.json'),
      JSON.stringify({ total: 11, users: users(11), next: null }, null, 2),
    );
    return { config: { path: 'small.json' }, rows: 11 };
  },
  damaged: async (folder) => {
    const text = JSON.stringify(users(5), null, 1).replace('"id": 3', '"id": tru');
    await writeFile(join(folder, 'damaged.json'), text);
    return { config: { path: 'damaged.json' }, rows: 5, row: 3, code: 'ROW_UNREADABLE' };
  },
  large: async (folder, rows) => {
    await writeFile(join(folder, 'large.json.gz'), gzipSync(JSON.stringify({ data: users(rows) })));
    return { path: 'large.json.gz' };
  },
  change: (folder) => appendFile(join(folder, 'small.json'), ' '),
  samples: [
    sampleOf('a.json', JSON.stringify(users(3))),
    sampleOf('b', JSON.stringify({ total: 2, value: users(3) })),
    sampleOf('c', JSON.stringify({ _embedded: { users: users(2_000) } })),
  ],
});

describe('a JSON file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-json-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(content: string, at?: string, rows: SourceRecord[] = []): Promise<SourceRecord[]> {
    const path = join(folder, 'file.json');
    await writeFile(path, content);
    for await (const page of json.open({ path, at }, { folder, pageSize: 2 }).read())
      rows.push(...page.records);
    return rows;
  }
  const idsOf = (records: readonly SourceRecord[]) => records.map((record) => record.fields.id);

  it.each([
    ['[{"id":1},{"id":2}]', '[1]'],
    ['{"total":2,"users":[{"id":1},{"id":2}]}', 'users[1]'],
    ['{"other":[{"id":9}],"deep":{"users":[{"id":8}]},"value":[{"id":1},{"id":2}],"x":{}}', 'value[1]'],
    ['{"_links":{},"_embedded":{"users":[{"id":1},{"id":2}]},"size":2}', '_embedded.users[1]'],
    ['\ufeff { "Users" : [ {"id":1} ,\n{"id":2} ] } \n', 'Users[1]'],
  ])('finds the array in %s', async (text, position) => {
    const records = await read(text);
    expect(idsOf(records)).toEqual([1, 2]);
    expect(records[1]?.position).toBe(position);
  });

  it('reads the array that is named', async () => {
    const text = '{"users":[{"id":9}],"export":{"customers":[{"id":1}]}}';
    expect(idsOf(await read(text, 'export.customers'))).toEqual([1]);
  });

  it('says which names the file holds when none is known', async () => {
    await expect(read('{"people":[{"id":1}],"page":{"no":1}}')).rejects.toMatchObject({
      code: 'SOURCE_UNRECOGNISED',
      message: expect.stringContaining('"people", "page"'),
    });
  });

  it('reads an empty array as no records', async () => {
    expect(await read('{"users":[]}')).toEqual([]);
  });

  it('reports elements that are no objects and reads on', async () => {
    const records = await read('[{"id":1}, 5, "a,]", null, [[2]], {"id":2}]');
    expect(records.map((record) => record.problems[0]?.found)).toEqual([
      undefined,
      'a number instead of an object',
      'a string instead of an object',
      'null instead of an object',
      'a list instead of an object',
      undefined,
    ]);
  });

  it.each([
    ['a wrong word', '{"id":2,"ok":tru}'],
    ['a list that is not closed', '{"id":2,"tags":["a"}'],
    ['a missing quote at the end of a line', '{"id":2,"name":"Ana}'],
    ['a missing closing bracket', '{"id":2,"name":"Ana"'],
    ['a missing comma', '{"id":2 "name":"Ana"}'],
    ['a line break in a name', '{"id":2,"name":"An\na"}'],
  ])('reports %s once and keeps the neighbours, when records stand on lines', async (_, damaged) => {
    const records = await read(`{"users":[\n{"id":1},\n${damaged},\n{"id":3},\n{"id":4}\n]}`);
    expect(records.map((record) => record.problems.length)).toEqual([0, 1, 0, 0]);
    expect(idsOf(records)).toEqual([1, undefined, 3, 4]);
    expect(records[1]).toMatchObject({ position: 'users[1]', raw: damaged });
  });

  it('does not take an object inside a damaged record for a customer', async () => {
    const records = await read('[\n {"id":1,"a":{"id":7},{"id":8}},\n {"id":2}\n]');
    expect(idsOf(records)).toEqual([undefined, 2]);
  });

  it('stops where nothing tells the records apart any more', async () => {
    const rows: SourceRecord[] = [];
    await expect(read('[{"id":1},{"id":2,"a":{"b":1},{"id":3}]', undefined, rows)).rejects.toMatchObject({
      code: 'SOURCE_BROKEN',
      message: expect.stringContaining('[1] is never closed'),
    });
    expect(idsOf(rows)).toEqual([1]);
  });

  it.each([
    ['inside a record', '[{"id":1},{"id":2},{"id":3,"na', 'inside [2]'],
    ['between two records', '[{"id":1},{"id":2},', 'before [2]'],
    ['behind the array', '{"users":[{"id":1},{"id":2}]', 'before its JSON does'],
    ['before the array', '{"total":3,"us', 'before its JSON does'],
  ])('stops at a file that ends %s, after the records before it', async (_, text, words) => {
    const rows: SourceRecord[] = [];
    await expect(read(text, undefined, rows)).rejects.toMatchObject({
      code: 'SOURCE_BROKEN',
      message: expect.stringContaining(words),
    });
    expect(rows).toHaveLength(text.includes('"id":2') ? 2 : 0);
  });

  it('stops at a second document behind the first instead of leaving it out', async () => {
    await expect(read('[{"id":1}]\n[{"id":2}]')).rejects.toMatchObject({ code: 'SOURCE_BROKEN' });
  });

  it('reports a record above 8 MiB and reads the next one', async () => {
    const records = await read(`[{"id":1},{"id":2,"x":"${'x'.repeat(8 * 1024 * 1024)}"},{"id":3}]`);
    expect(records.map((record) => record.problems[0]?.code)).toEqual([
      undefined,
      'ROW_TOO_LARGE',
      undefined,
    ]);
  });
});
