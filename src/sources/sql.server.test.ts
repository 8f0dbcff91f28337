import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import type { SourceRecord } from './source.ts';
import { readAll } from './source-contract.ts';
import { sql } from './sql.ts';

function read(config: unknown, pageSize = 2): Promise<SourceRecord[]> {
  return readAll(sql.open(sql.config.parse(config), { folder: '.', pageSize }));
}

const BIG = 1_152_921_504_606_846_976n;

needs('postgres')('the sql source on PostgreSQL', () => {
  let server = '';
  let url = '';
  let client: pg.Client;
  beforeAll(async () => {
    server = (await shared('postgres')).url;
    url = await createDatabase(server, 'sql_source');
    client = new pg.Client(url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await dropDatabase(server, 'sql_source');
  });

  it('gives every type as JSON can hold it, losing no digit', async () => {
    await client.query(`CREATE TABLE types (id bigint PRIMARY KEY, small int, price numeric(20,10), yes boolean,
      bytes bytea, at timestamptz, naive timestamp, day date, doc jsonb, tags text[], uid uuid, name text, kind "char")`);
    await client.query(`INSERT INTO types VALUES (9007199254740993, 7, 0.1234567890, true, '\\x00ff10',
      '2024-03-01 10:00:00.123456+02', '2024-03-01 10:00:00.5', '2024-03-01', '{"a": [1, null]}', '{a,"b c",NULL}',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', NULL, 'x')`);
    const [record] = await read({ url, table: 'types' });
    expect(record?.fields).toEqual({
      id: '9007199254740993',
      small: 7,
      price: '0.1234567890',
      yes: true,
      bytes: 'AP8Q',
      at: '2024-03-01T08:00:00.123456Z',
      naive: '2024-03-01 10:00:00.5',
      day: '2024-03-01',
      doc: { a: [1, null] },
      tags: ['a', 'b c', null],
      uid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      name: null,
      kind: 'x',
    });
  });

  it('reads by bytes, by microseconds and by two columns, in another schema, none twice and none left out', async () => {
    await client.query('CREATE SCHEMA crm');
    await client.query('CREATE TABLE crm.logins (at timestamptz, who bytea, PRIMARY KEY (at, who))');
    await client.query(`INSERT INTO crm.logins SELECT '2024-03-01 10:00:00+00'::timestamptz + (n / 3) * interval '1 microsecond',
      decode(lpad(to_hex(n), 4, '0'), 'hex') FROM generate_series(1, 20) n`);
    const records = await read({ url, table: 'crm.logins' }, 3);
    expect(records).toHaveLength(20);
    expect(new Set(records.map(({ fields }) => JSON.stringify(fields))).size).toBe(20);
  });

  it('reads a query with an operator that is a question mark', async () => {
    await client.query(`CREATE TABLE docs (id int PRIMARY KEY, doc jsonb)`);
    await client.query(`INSERT INTO docs VALUES (1, '{"a": 1}'), (2, '{"b": 1}'), (3, '{"a": 2}')`);
    const query = `SELECT id FROM docs WHERE doc ? 'a' -- only these`;
    expect((await read({ url, query, key: 'id' }, 1)).map(({ fields }) => fields.id)).toEqual([1, 3]);
  });

  it('cannot write, not even through a function', async () => {
    await client.query('CREATE TABLE kept (id int PRIMARY KEY)');
    await client.query(
      `CREATE FUNCTION spoil() RETURNS int LANGUAGE sql AS 'INSERT INTO kept VALUES (1) RETURNING id'`,
    );
    const reading = read({ url, query: 'SELECT spoil() AS id', key: 'id' });
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_BROKEN' });
    expect((await client.query('SELECT * FROM kept')).rows).toEqual([]);
  });

  it('says with a code that the password is wrong, without repeating the address', async () => {
    const wrong = new URL(url);
    wrong.pathname = '/no_such_database';
    const reading = read({ url: wrong.href, table: 'types' });
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    await expect(reading).rejects.not.toThrow('no_such_database');
  });

  it('goes on behind a cursor in another process, while rows come and go', async () => {
    await client.query('CREATE TABLE moving (id int PRIMARY KEY)');
    await client.query('INSERT INTO moving SELECT generate_series(1, 9)');
    const config = sql.config.parse({ url, table: 'moving' });
    const first = sql.open(config, { folder: '.', pageSize: 4 });
    let cursor = '';
    for await (const page of first.read()) {
      cursor = page.cursor;
      break;
    }
    await first.close();
    await client.query('DELETE FROM moving WHERE id IN (2, 6)');
    const rest = await readAll(sql.open(config, { folder: '.', pageSize: 4 }), cursor);
    expect(rest.map(({ row, fields }) => [row, fields.id])).toEqual([
      [5, 5],
      [6, 7],
      [7, 8],
      [8, 9],
    ]);
  });
});

needs('mariadb')('the sql source on MariaDB', () => {
  let url = '';
  let connection: mysql.Connection;
  beforeAll(async () => {
    url = (await shared('mariadb')).url;
    connection = await mysql.createConnection(url);
    await connection.query(
      'CREATE TABLE source_types (id BIGINT UNSIGNED PRIMARY KEY, small INT, price DECIMAL(20,10), flag BIT(1), bytes VARBINARY(9), at TIMESTAMP(3) NULL, naive DATETIME(3), day DATE, doc JSON, name TEXT)',
    );
  });
  afterAll(async () => {
    await connection.query('DROP TABLE IF EXISTS source_types, source_ids, source_pairs');
    await connection.end();
  });

  it('gives every type as JSON can hold it, losing no digit', async () => {
    await connection.query("SET time_zone = '+02:00'");
    await connection.query(
      `INSERT INTO source_types VALUES (18446744073709551615, 7, 0.1234567890, b'1', x'00ff10',
       '2024-03-01 10:00:00.123', '2024-03-01 10:00:00.5', '2024-03-01', '{"a": 1}', 'ß')`,
    );
    const [record] = await read({ url, table: 'source_types' });
    expect(record?.fields).toEqual({
      id: '18446744073709551615',
      small: 7,
      price: '0.1234567890',
      flag: true,
      bytes: 'AP8Q',
      at: '2024-03-01T08:00:00.123Z',
      naive: '2024-03-01 10:00:00.500',
      day: '2024-03-01',
      doc: { a: 1 },
      name: 'ß',
    });
  });

  it('reads neighbouring ids above 2^53 one after the other, none twice and none left out', async () => {
    await connection.query('CREATE TABLE source_ids (id BIGINT PRIMARY KEY)');
    const ids = Array.from({ length: 9 }, (_, index) => String(BIG + BigInt(index)));
    await connection.query(`INSERT INTO source_ids VALUES ${ids.map((id) => `(${id})`).join()}`);
    const records = await read({ url: url.replace(/^mysql:/, 'mariadb:'), table: 'source_ids' }, 1);
    expect(records.map(({ fields }) => fields.id)).toEqual(ids);
  });

  it('reads by a key of text and number', async () => {
    await connection.query(
      'CREATE TABLE source_pairs (tenant VARCHAR(9), number INT, PRIMARY KEY (tenant, number))',
    );
    await connection.query(
      `INSERT INTO source_pairs VALUES ('a', 2), ('a', 10), ('b', 1), ('a', 1), ('b', 7), ('c', 1)`,
    );
    for (const pageSize of [1, 2, 4])
      expect(await read({ url, table: 'source_pairs' }, pageSize)).toHaveLength(6);
  });

  it('cannot write', async () => {
    const query = 'SELECT NEXT VALUE FOR source_sequence AS id';
    await connection.query('CREATE SEQUENCE source_sequence');
    await expect(read({ url, query, key: 'id' })).rejects.toMatchObject({ code: 'SOURCE_BROKEN' });
    await connection.query('DROP SEQUENCE source_sequence');
  });
});

describe('an address', () => {
  it('nobody listens at is a source that is missing', async () => {
    const url = 'postgresql://nobody:secret@127.0.0.1:1/none';
    await expect(read({ url, table: 't' })).rejects.toMatchObject({ code: 'SOURCE_MISSING' });
    await expect(read({ url: url.replace('postgresql', 'mysql'), table: 't' })).rejects.not.toThrow('secret');
  });
});
