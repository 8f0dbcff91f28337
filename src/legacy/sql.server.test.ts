/** Real databases as legacies: PostgreSQL and MariaDB, with their collations, types and restarts. */
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { type CountingProxy, startCountingProxy } from '../../test/servers/counting-proxy.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import type { LegacyIdentifier, LegacySession } from './legacy.ts';
import { testLegacy } from './legacy-contract.ts';
import { sql } from './sql.ts';

/** `secret` and `Straßenbahn é` in NFC, bcrypt at cost 4. */
const SECRET = '$2b$04$ruYEBEROLjHQa0NF7rm63uM.dQe2cckdNaGZ2dkfRAugq1C.Dwixy';
const ACCENTED = '$2b$04$Bs1BgyoMdKn1AIVnCyEquufKVIxWJMBVBwaXXtMDPtuq91s31XRYi';

const CUSTOMERS = {
  customer: {
    type: 'email',
    identifier: 'ana@example.com',
    password: 'secret',
    sourceId: '9007199254740993',
  },
  accented: { type: 'email', identifier: 'bert@example.com', password: 'Straßenbahn é', sourceId: '2' },
  stranger: 'nobody@example.com',
  strangerIs: 'unknown',
} as const;

const TABLE = { table: 'customers', identifiers: { email: 'email', username: 'email' } };

function email(text: string): LegacyIdentifier {
  return { type: 'email', value: text, key: text.toLowerCase() };
}

async function open(config: object): Promise<LegacySession> {
  return sql.open(sql.config.parse(config), { folder: '.', secret: () => '' });
}

async function ask(config: object, who: LegacyIdentifier, password = 'secret') {
  const session = await open(config);
  const answer = await session.verify(who, new TypedPassword(password), {}, AbortSignal.timeout(10_000));
  await session.close();
  return answer;
}

function withPort(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

needs('postgres')('PostgreSQL as a legacy', () => {
  let server = '';
  let url = '';
  let client: pg.Client;
  let proxy: CountingProxy;

  beforeAll(async () => {
    server = (await shared('postgres')).url;
    url = await createDatabase(server, 'sql_legacy');
    client = new pg.Client(url);
    await client.connect();
    await client.query(
      `CREATE TABLE customers (id bigint PRIMARY KEY, email text, password char(80), since timestamptz)`,
    );
    await client.query(
      `INSERT INTO customers VALUES (9007199254740993, 'ana@example.com', $1, '2024-03-01 10:00:00+02'),
      (2, 'bert@example.com', $2, NULL)`,
      [SECRET, ACCENTED],
    );
    proxy = await startCountingProxy(Number(new URL(url).port));
  });
  afterAll(async () => {
    await proxy?.stop();
    await client.end();
    await dropDatabase(server, 'sql_legacy');
  });

  testLegacy(sql, async () => {
    const at = (port: number) => ({ ...TABLE, url: withPort(url, port) });
    const arrived = () => proxy.arrived();
    return {
      config: at(proxy.port),
      at,
      ...CUSTOMERS,
      arrived,
      secrets: [SECRET],
      end: async () => undefined,
    };
  });

  it('gives values as an import of the same table gives them, and reads a hash of CHAR(80)', async () => {
    expect(await ask({ url, ...TABLE }, email('ana@example.com'))).toMatchObject({
      outcome: 'match',
      profile: {
        sourceId: '9007199254740993',
        fields: { id: '9007199254740993', since: '2024-03-01T08:00:00Z' },
      },
    });
  });

  it('runs a query with casts, operators that are question marks and named parameters', async () => {
    const query = `SELECT c.*, '{"a":1}'::jsonb ? 'a' AS has FROM customers c WHERE lower(c.email) = :key OR c.id::text = :sourceId;`;
    expect(
      await ask({ url, query, identifiers: { email: 'email' } }, email('ANA@example.com')),
    ).toMatchObject({
      outcome: 'match',
      profile: { fields: { has: true } },
    });
  });

  it('cannot write, whatever the query does', async () => {
    const query = `UPDATE customers SET email = email WHERE email = :key RETURNING *`;
    expect(await ask({ url, query }, email('ana@example.com'))).toMatchObject({
      outcome: 'technical-error',
      found: '25006',
    });
  });

  it('is asked again, on a new connection, when the server has dropped those that lay idle', async () => {
    const session = await open({ url, ...TABLE });
    const verify = () =>
      session.verify(email('ana@example.com'), new TypedPassword('secret'), {}, AbortSignal.timeout(10_000));
    await Promise.all([verify(), verify(), verify()]);
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'footbridge' AND datname = 'sql_legacy'`,
    );
    expect(await verify()).toMatchObject({ outcome: 'match' });
    await session.close();
  });

  it('holds no more connections than it may, and the question that waits too long is given up', async () => {
    const query = 'SELECT customers.*, pg_sleep(0.4) FROM customers WHERE email = :key';
    const session = await open({ url, query, connections: 1 });
    const verify = (within: number) =>
      session.verify(email('ana@example.com'), new TypedPassword('secret'), {}, AbortSignal.timeout(within));
    const answers = await Promise.all([verify(5_000), verify(100), verify(5_000)]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['match', 'technical-error', 'match']);
    await session.close();
  });

  it('breaks off a query when the door gives up, and answers the next', async () => {
    const query = `SELECT customers.*, pg_sleep(CASE WHEN :identifier = 'ana@example.com' THEN 60 ELSE 0 END) FROM customers WHERE email = :key`;
    const session = await open({ url, query, connections: 1 });
    const slow = await session.verify(
      email('ana@example.com'),
      new TypedPassword('secret'),
      {},
      AbortSignal.timeout(200),
    );
    expect(slow).toEqual({ outcome: 'technical-error', retryable: true, found: 'timed out' });
    const next = await session.verify(
      email('bert@example.com'),
      new TypedPassword('Straßenbahn é'),
      {},
      AbortSignal.timeout(10_000),
    );
    expect(next).toMatchObject({ outcome: 'match' });
    await session.close();
  });

  it('finds out in a check that the table is not there', async () => {
    const session = await open({ url, ...TABLE, table: 'clients' });
    await expect(session.check(AbortSignal.timeout(5_000))).rejects.toThrow('42P01');
    await session.close();
  });
});

needs('mariadb')('MariaDB as a legacy', () => {
  let url = '';
  let connection: mysql.Connection;
  let proxy: CountingProxy;

  beforeAll(async () => {
    url = (await shared('mariadb')).url;
    connection = await mysql.createConnection(url);
    await connection.query(
      `CREATE TABLE legacy_customers (id BIGINT PRIMARY KEY, email VARCHAR(100), password BINARY(60), locked BIT(1)) COLLATE utf8mb4_unicode_ci`,
    );
    await connection.query(
      `INSERT INTO legacy_customers VALUES (9007199254740993, 'ana@example.com', ?, b'0'), (2, 'bert@example.com', ?, b'0'),
       (3, 'rené@example.com', ?, b'1'), (4, 'strasse@example.com', ?, b'0')`,
      [SECRET, ACCENTED, SECRET, SECRET],
    );
    proxy = await startCountingProxy(Number(new URL(url).port));
  });
  afterAll(async () => {
    await proxy?.stop();
    await connection.query('DROP TABLE IF EXISTS legacy_customers');
    await connection.end();
  });

  const TABLE_HERE = { ...TABLE, table: 'legacy_customers' };

  testLegacy(sql, async () => {
    const at = (port: number) => ({ ...TABLE_HERE, url: withPort(url, port) });
    const arrived = () => proxy.arrived();
    return {
      config: at(proxy.port),
      at,
      ...CUSTOMERS,
      arrived,
      secrets: [SECRET],
      end: async () => undefined,
    };
  });

  it('lets nobody in as somebody whose name only its collation takes for the same', async () => {
    const [rows] = await connection.query<mysql.RowDataPacket[]>(
      `SELECT id FROM legacy_customers WHERE email IN ('rene@example.com', 'straße@example.com')`,
    );
    expect(rows).toHaveLength(2);
    for (const other of ['rene@example.com', 'straße@example.com'])
      expect(await ask({ url, ...TABLE_HERE }, email(other))).toEqual({ outcome: 'unknown' });
    expect(await ask({ url, ...TABLE_HERE }, email('ANA@example.com'))).toMatchObject({ outcome: 'match' });
  });

  it('reads a BIT column as yes and no', async () => {
    const standing = { locked: 'locked' };
    expect(await ask({ url, ...TABLE_HERE, standing }, email('rené@example.com'))).toEqual({
      outcome: 'blocked',
      reason: 'locked',
    });
    expect(await ask({ url, ...TABLE_HERE, standing }, email('ana@example.com'))).toMatchObject({
      outcome: 'match',
    });
  });

  it('breaks off a query when the door gives up, and answers the next', async () => {
    const query = `SELECT legacy_customers.*, SLEEP(IF(:identifier = 'ana@example.com', 60, 0)) FROM legacy_customers WHERE email = :key`;
    const session = await open({ url, query, connections: 1 });
    const slow = await session.verify(
      email('ana@example.com'),
      new TypedPassword('secret'),
      {},
      AbortSignal.timeout(200),
    );
    expect(slow).toEqual({ outcome: 'technical-error', retryable: true, found: 'timed out' });
    const next = await session.verify(
      email('bert@example.com'),
      new TypedPassword('Straßenbahn é'),
      {},
      AbortSignal.timeout(10_000),
    );
    expect(next).toMatchObject({ outcome: 'match' });
    await session.close();
  });
});
