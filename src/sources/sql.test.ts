import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceRecord } from './source.ts';
import { readAll, testSource } from './source-contract.ts';
import { sql } from './sql.ts';

function makeShop(folder: string, rows: number): string {
  const database = new DatabaseSync(join(folder, 'shop.sqlite'));
  database.exec('CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, hash TEXT)');
  const insert = database.prepare('INSERT INTO customers (id, email, hash) VALUES (?, ?, ?)');
  database.exec('BEGIN');
  // Gaps, so that a page by number and a page by key differ.
  for (let row = 1; row <= rows; row += 1)
    insert.run(row * 3, `c${row}@shop.example`, `${'x'.repeat(100)}${row}`);
  database.exec('COMMIT');
  database.close();
  return 'shop.sqlite';
}

testSource(sql, {
  small: async (folder) => ({ config: { file: makeShop(folder, 17), table: 'customers' }, rows: 17 }),
  large: async (folder, rows) => ({ file: makeShop(folder, rows), table: 'customers' }),
  async change(folder) {
    const database = new DatabaseSync(join(folder, 'shop.sqlite'));
    database.exec('ALTER TABLE customers ADD COLUMN phone TEXT');
    database.close();
  },
});

describe('the sql source on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-sql-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function fill(...statements: string[]): string {
    const path = join(folder, `${Math.random().toString(36).slice(2)}.sqlite`);
    const database = new DatabaseSync(path);
    for (const statement of statements) database.exec(statement);
    database.close();
    return path;
  }

  function read(config: unknown, pageSize = 2): Promise<SourceRecord[]> {
    return readAll(sql.open(sql.config.parse(config), { folder, pageSize }));
  }

  it('gives every type as JSON can hold it, losing no digit', async () => {
    const file = fill(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, big INTEGER, real REAL, blob BLOB, text TEXT, missing TEXT)',
      `INSERT INTO t VALUES (1, 9007199254740993, 0.5, x'00ff10', 'ß', NULL)`,
    );
    const [record] = await read({ file, table: 't' });
    expect(record?.fields).toEqual({
      id: 1,
      big: '9007199254740993',
      real: 0.5,
      blob: 'AP8Q',
      text: 'ß',
      missing: null,
    });
  });

  it('reads a query with a question mark in it, by a key of two columns', async () => {
    const file = fill(
      'CREATE TABLE t (tenant TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (tenant, number))',
      `INSERT INTO t VALUES ('a', 2), ('a', 10), ('b', 1), ('a', 1), ('b', 7)`,
    );
    const query = `SELECT tenant, number, '?' AS mark FROM t WHERE tenant <> '?';`;
    const records = await read({ file, query, key: ['tenant', 'number'] });
    expect(records.map(({ position }) => position)).toEqual([
      'tenant a, number 1',
      'tenant a, number 2',
      'tenant a, number 10',
      'tenant b, number 1',
      'tenant b, number 7',
    ]);
  });

  it('reads integers above 2^53 one after the other, none twice and none left out', async () => {
    const first = 9_007_199_254_740_990n;
    const file = fill(
      'CREATE TABLE t (id INTEGER PRIMARY KEY)',
      `INSERT INTO t VALUES ${Array.from({ length: 9 }, (_, index) => `(${first + BigInt(index)})`).join()}`,
    );
    const records = await read({ file, table: 't' }, 1);
    expect(records.map(({ fields }) => String(fields.id))).toEqual(
      Array.from({ length: 9 }, (_, index) => String(first + BigInt(index))),
    );
  });

  it('gives every row exactly once, whatever the keys and the page size are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 5 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        async (keys, pageSize) => {
          const path = join(folder, 'property.sqlite');
          rmSync(path, { force: true });
          const database = new DatabaseSync(path);
          database.exec('CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID');
          const wanted = new Set(keys.map((key) => key.replaceAll('\0', '')));
          for (const key of wanted) database.prepare('INSERT INTO t VALUES (?)').run(key);
          database.close();
          const records = await read({ file: path, table: 't' }, pageSize);
          expect(new Set(records.map(({ fields }) => fields.k))).toEqual(wanted);
          expect(records).toHaveLength(wanted.size);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('stops when the key is not unique, before a row is lost between two pages', async () => {
    const file = fill('CREATE TABLE t (email TEXT)', `INSERT INTO t VALUES ('a'), ('b'), ('b'), ('c')`);
    await expect(read({ file, table: 't', key: 'email' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('stops when the key is NULL in some rows: they would never be read', async () => {
    const file = fill('CREATE TABLE t (email TEXT)', `INSERT INTO t VALUES ('a'), (NULL)`);
    await expect(read({ file, table: 't', key: 'email' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('asks for a key where a table has none', async () => {
    const file = fill('CREATE TABLE t (email TEXT)');
    await expect(read({ file, table: 't' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('says that the source is missing, without repeating its address', async () => {
    const reading = read({ file: join(folder, 'secret-name.sqlite'), table: 't' });
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    await expect(reading).rejects.not.toThrow('secret-name');
  });

  it('cannot write, whatever the query says', async () => {
    const file = fill('CREATE TABLE t (id INTEGER PRIMARY KEY)', 'INSERT INTO t VALUES (1)');
    const query = 'DELETE FROM t RETURNING id';
    await expect(read({ file, query, key: 'id' })).rejects.toMatchObject({ code: 'SOURCE_BROKEN' });
    expect(await read({ file, table: 't' })).toHaveLength(1);
  });

  it('wants either an address or a file', () => {
    const url = 'postgresql://127.0.0.1/shop';
    expect(sql.config.safeParse({ url, table: 't' }).success).toBe(true);
    expect(sql.config.safeParse({ table: 't' }).success).toBe(false);
    expect(sql.config.safeParse({ url, file: 'x', table: 't' }).success).toBe(false);
    expect(sql.config.safeParse({ url: 'oracle://127.0.0.1/shop', table: 't' }).success).toBe(false);
  });

  it('wants either a table or a query', () => {
    expect(sql.config.safeParse({ file: 'x', table: 't' }).success).toBe(true);
    expect(sql.config.safeParse({ file: 'x' }).success).toBe(false);
    expect(sql.config.safeParse({ file: 'x', table: 't', query: 'SELECT 1' }).success).toBe(false);
  });
});
