import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import { sampleOf } from './reading/sample.ts';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';

const HEADER = 'id,email,name,note\n';

function writeRows(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, i) => `${i + 1},customer${i + 1}@example.test,"Doe, Zoë ${i + 1}","said ""hi""\non ${i} lines"\n`,
  );
  return HEADER + rows.join('');
}

testSource(csv, {
  small: async (folder) => {
    await writeFile(join(folder, 'small.csv'), writeRows(12));
    return { config: { path: 'small.csv' }, rows: 12 };
  },
  damaged: async (folder) => {
    const text = `${HEADER}1,a@x.test,A,\n2,b@x.test,B\n3,c@x.test,C,\n4,d@x.test,D,\n`;
    await writeFile(join(folder, 'damaged.csv'), text);
    return { config: { path: 'damaged.csv' }, rows: 4, row: 2, code: 'ROW_RAGGED' };
  },
  large: async (folder, rows) => {
    const line = (i: number) => `${i},customer${i}@example.test,"Doe, Zoë",${'-'.repeat(150)}\n`;
    await writeFile(
      join(folder, 'large.csv'),
      HEADER + Array.from({ length: rows }, (_, i) => line(i)).join(''),
    );
    return { path: 'large.csv' };
  },
  change: (folder) => appendFile(join(folder, 'small.csv'), '13,z@example.test,Z,\n'),
  samples: [sampleOf('customers.csv', writeRows(3)), sampleOf('export', 'id;mail\n1;a@x.test\n2;b@x.test\n')],
});

describe('a CSV file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footbridge-csv-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function read(content: string | Buffer, options: object = {}): Promise<SourceRecord[]> {
    const path = join(folder, 'file.csv');
    await writeFile(path, content);
    return readAll(csv.open(csv.config.parse({ path, ...options }), { folder, pageSize: 2 }));
  }
  const fieldsOf = async (content: string | Buffer, options?: object) =>
    (await read(content, options)).map((record) => record.fields);

  it('has as many columns as it likes, also where its header is longer than what is looked at first', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `column_${i}`);
    const [row] = await fieldsOf(`${names.join(',')}\n${names.map(() => 'v').join(',')}\n`);
    expect(Object.keys(row ?? {})).toEqual(names);
  });

  it('keeps line breaks, delimiters and doubled quotes inside quotes', async () => {
    expect(await fieldsOf('id,note\r\n1,"a,\r\nb ""c"""\r\n2,\r\n')).toEqual([
      { id: '1', note: 'a,\r\nb "c"' },
      { id: '2', note: '' },
    ]);
  });

  it.each([
    [',', 'id,mail\n1,"a,b"\n2,c\n'],
    [';', 'id;mail\n1;"a,b"\n2;c\n'],
    ['tab', 'id\tmail\n1\ta,b\n2\tc\n'],
    ['|', 'id|mail\n1|a,b\n2|c\n'],
  ])('finds the delimiter %s by itself', async (_, text) => {
    expect(await fieldsOf(text)).toEqual([
      { id: '1', mail: 'a,b' },
      { id: '2', mail: 'c' },
    ]);
  });

  it('obeys the first line with which Excel names the delimiter, and counts lines from it', async () => {
    const [record] = await read('sep=;\nid;mail\n1;a,b\n');
    expect(record).toMatchObject({ position: 'line 3', fields: { id: '1', mail: 'a,b' } });
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads lines that end with %s, with or without one at the end', async (_, end) => {
    const rows = [
      { id: '1', mail: 'a' },
      { id: '2', mail: 'b' },
    ];
    expect(await fieldsOf(['id,mail', '1,a', '2,b', ''].join(end))).toEqual(rows);
    expect(await fieldsOf(['id,mail', '1,"a"', '2,"b"'].join(end))).toEqual(rows);
  });

  it.each([
    ['UTF-8', Buffer.from('id,name\n1,Zoë Œuvre\n')],
    ['UTF-8 with a byte-order mark', Buffer.from('\ufeffid,name\n1,Zoë Œuvre\n')],
    ['UTF-16 little-endian', Buffer.from('\ufeffid,name\n1,Zoë Œuvre\n', 'utf16le')],
    ['UTF-16 big-endian', iconv.encode('id,name\n1,Zoë Œuvre\n', 'utf-16be', { addBOM: true })],
    ['UTF-16 without a byte-order mark', Buffer.from('id,name\n1,Zoë Œuvre\n', 'utf16le')],
    ['Windows-1252', iconv.encode('id,name\n1,Zoë Œuvre\n', 'windows-1252')],
    ['gzip', gzipSync('id,name\n1,Zoë Œuvre\n')],
  ])('reads %s without being told', async (_, bytes) => {
    expect(await fieldsOf(bytes)).toEqual([{ id: '1', name: 'Zoë Œuvre' }]);
  });

  it('reads an encoding that is named', async () => {
    const bytes = iconv.encode('id,name\n1,Жанна\n2,山田\n', 'shift_jis');
    expect(await fieldsOf(bytes, { encoding: 'shift_jis' })).toEqual([
      { id: '1', name: 'Жанна' },
      { id: '2', name: '山田' },
    ]);
  });

  it('finds Windows-1252 although the first accent comes after a megabyte', async () => {
    const text = `id,name\n${'1,plain\n'.repeat(150_000)}2,Zoë\n`;
    const fields = await fieldsOf(iconv.encode(text, 'windows-1252'));
    expect(fields.at(-1)).toEqual({ id: '2', name: 'Zoë' });
  });

  it('reports a row that is not UTF-8 instead of replacing characters', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,name\n1,Zoë\n2,Zo'),
      Buffer.from([0xeb]),
      Buffer.from('\n3,c\n'),
    ]);
    const records = await read(bytes, { encoding: 'utf-8' });
    expect(records.map((record) => record.problems[0]?.code)).toEqual([
      undefined,
      'ROW_UNREADABLE',
      undefined,
    ]);
    expect(records[1]?.problems[0]?.found).toContain('line 3');
  });

  it.each([
    ['a quote inside an unquoted value', '2,5" disk\n'],
    ['text behind a closing quote', '2,"a"b\n'],
    ['a quote that is never closed', '2,"a\n'],
  ])('reports %s with its line and goes on below it', async (_, row) => {
    const records = await read(`id,note\n1,a\n${row}3,c\n4,d\n`);
    expect(records.map((record) => record.problems.length)).toEqual([0, 1, 0, 0]);
    expect(records[1]).toMatchObject({ position: 'line 3', raw: row.trim(), fields: {} });
    expect(records[1]?.problems[0]).toMatchObject({
      code: 'ROW_UNREADABLE',
      found: expect.stringContaining('column 2'),
    });
  });

  it('says how many columns a ragged row has, and on which line', async () => {
    const records = await read('id,a,b\n1,"x\ny",z\n2,3\n4,5,6,7\n');
    expect(records.slice(1).map((record) => record.problems[0])).toEqual([
      { code: 'ROW_RAGGED', found: 'line 4 has 2 of 3 columns' },
      { code: 'ROW_RAGGED', found: 'line 5 has 4 of 3 columns' },
    ]);
  });

  it('refuses to end inside a row, after giving the rows before it', async () => {
    const path = join(folder, 'cut.csv');
    await writeFile(path, 'id,a,b\n1,x,y\n2,x');
    const rows: number[] = [];
    const reading = async () => {
      for await (const page of csv.open({ path }, { folder, pageSize: 10 }).read())
        rows.push(...page.records.map((record) => record.row));
    };
    await expect(reading()).rejects.toMatchObject({ code: 'SOURCE_BROKEN', facts: { line: 3 } });
    expect(rows).toEqual([1]);
  });

  it('gives what a gzip file held before it was cut off, and then says so', async () => {
    const text = `id,a\n${Array.from({ length: 20_000 }, (_, i) => `${i},${Math.sin(i)}\n`).join('')}`;
    const path = join(folder, 'cut.csv.gz');
    const packed = gzipSync(text);
    await writeFile(path, packed.subarray(0, packed.length - 2_000));
    let rows = 0;
    const reading = async () => {
      for await (const page of csv.open({ path }, { folder, pageSize: 1_000 }).read())
        rows += page.records.length;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'SOURCE_BROKEN' });
    expect(rows).toBeGreaterThan(19_000);
  });

  it('reports a row above 8 MiB and reads the next one', async () => {
    const records = await read(`id,note\n1,${'x'.repeat(9 * 1024 * 1024)}\n2,b\n`);
    expect(records.map((record) => record.problems[0]?.code)).toEqual(['ROW_TOO_LARGE', undefined]);
    expect(records[1]).toMatchObject({ row: 2, position: 'line 3', fields: { id: '2' } });
  });

  it('goes on below a quote that swallows more than 8 MiB', async () => {
    const records = await read(`id,note\n1,"lost\n${`2,${'x'.repeat(1_000)}\n`.repeat(9_000)}3,c\n`);
    expect(records).toHaveLength(9_002);
    expect(records.filter((record) => record.problems.length > 0).map((record) => record.row)).toEqual([1]);
  });

  it('refuses a header that names a column twice, and says which', async () => {
    await expect(read('id,mail,mail\n1,a,b\n')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('"mail"'),
    });
  });

  it('leaves a column without a name out while it is empty, and shows it when it is not', async () => {
    expect(await fieldsOf('id,mail,\n1,a,\n2,b,c\n')).toEqual([
      { id: '1', mail: 'a' },
      { id: '2', mail: 'b', 'column 3': 'c' },
    ]);
  });

  it('takes the names from the configuration, and does not take them for a customer', async () => {
    const columns = ['id', 'mail'];
    const rows = [{ id: '1', mail: 'a' }];
    expect(await fieldsOf('1,a\n', { columns })).toEqual(rows);
    expect(await fieldsOf('id,mail\n1,a\n', { columns })).toEqual(rows);
    expect(await fieldsOf('Nr.,Adresse\n1,a\n', { columns, header: true })).toEqual(rows);
  });

  it('asks for the names when the first row looks like a customer', async () => {
    await expect(read('1,ana@example.test\n2,bo@example.test\n')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('columns'),
    });
  });

  it('takes exactly one guard away where the export guarded its values', async () => {
    expect(await fieldsOf(`"'id","'mail"\n"'1","''a"\n2,b\n`, { unguard: "'" })).toEqual([
      { id: '1', mail: "'a" },
      { id: '2', mail: 'b' },
    ]);
  });

  it('keeps the guard where nobody asked to take it away', async () => {
    expect(await fieldsOf("id,mail\n1,'=a\n")).toEqual([{ id: '1', mail: "'=a" }]);
  });

  it('reads a file without any quoting when told so', async () => {
    expect(await fieldsOf('id\tname\n1\t5" disk\n', { quote: '' })).toEqual([{ id: '1', name: '5" disk' }]);
  });

  it('passes over blank lines and the end mark of MS-DOS', async () => {
    expect(await fieldsOf('id,mail\n\n1,a\n\n\n2,b\n\x1a')).toHaveLength(2);
  });

  it.each([
    ['a PGP message', '-----BEGIN PGP MESSAGE-----\n\nabc', 'decrypt'],
    ['a zip archive', 'PK\x03\x04abcdefgh', 'unpack'],
    ['an SQLite database', 'SQLite format 3\0abc', 'sql'],
  ])('says what to do with %s', async (_, content, advice) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'SOURCE_UNRECOGNISED',
      message: expect.stringContaining(advice),
    });
  });

  it('says that a file is missing, by its path', async () => {
    const reader = csv.open({ path: 'nowhere.csv' }, { folder, pageSize: 1 });
    await expect(readAll(reader)).rejects.toMatchObject({
      code: 'SOURCE_MISSING',
      facts: { path: join(folder, 'nowhere.csv') },
    });
  });
});
