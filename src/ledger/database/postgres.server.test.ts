import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../../test/servers/binaries.ts';
import {
  createDatabase,
  dropDatabase,
  type PostgresServer,
  startPostgres,
} from '../../../test/servers/postgres.ts';
import { shared } from '../../../test/servers/shared.ts';
import type { Database } from './database.ts';
import { databaseContract } from './database-contract.ts';
import { openPostgres } from './postgres.ts';

const SCHEMA = 'footbridge';

needs('postgres')('PostgreSQL', () => {
  let server: string;
  let url: string;
  beforeAll(async () => {
    server = (await shared('postgres')).url;
    url = await createDatabase(server, 'ledger_postgres');
  });
  afterAll(() => dropDatabase(server, 'ledger_postgres'));

  describe('as the database of a ledger', () => {
    databaseContract(() => openPostgres({ url, schema: SCHEMA }));
  });

  it('keeps two ledgers apart by their schemas', async () => {
    const [one, two] = await Promise.all(
      ['ledger_one', 'ledger_two'].map((schema) => openPostgres({ url, schema })),
    );
    for (const db of [one, two]) {
      await db?.script(`create schema ${db.schema}; create table here (name text)`);
      await db?.query('insert into here values ($1)', [db.schema]);
    }
    expect((await one?.query('select name from here'))?.rows).toEqual([{ name: 'ledger_one' }]);
    expect((await two?.query('select name from here'))?.rows).toEqual([{ name: 'ledger_two' }]);
    await one?.close();
    await two?.close();
  });

  it('says that it cannot be reached where nothing listens, without the password in the sentence', async () => {
    const failure = await openPostgres({ url: 'postgres://me:s3cret@127.0.0.1:1/x', schema: SCHEMA }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    expect(String(failure)).not.toContain('s3cret');
  });

  it('says that it cannot be reached where there is no such database or no such host', async () => {
    const missing = new URL(url);
    missing.pathname = '/not_there';
    await expect(openPostgres({ url: missing.href, schema: SCHEMA })).rejects.toMatchObject({
      code: 'LEDGER_UNREACHABLE',
    });
    await expect(
      openPostgres({ url: 'postgres://footbridge.invalid/x', schema: SCHEMA }),
    ).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });

  describe('when its connections are cut', () => {
    let db: Database;
    let other: Database;
    beforeAll(async () => {
      db = await openPostgres({ url, schema: SCHEMA, connections: 2 });
      other = await openPostgres({ url, schema: SCHEMA, connections: 1 });
      await db.script('create table if not exists cut (n int)');
    });
    afterAll(async () => {
      await db.close();
      await other.close();
    });

    const cut = async (pid: number): Promise<void> => {
      await other.query('select pg_terminate_backend($1)', [pid]);
    };

    it('fails the transaction, keeps nothing of it, and works again at the next question', async () => {
      const work = db.transaction(async (tx) => {
        await tx.query('insert into cut values (1)');
        const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        await cut(rows[0]?.pid ?? 0);
        await tx.query('insert into cut values (2)');
      });
      await expect(work).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
      expect((await db.query('select * from cut')).rows).toEqual([]);
    });

    it('asks again by itself only where a question cannot have changed anything', async () => {
      const asked = db.query<{ n: number }>('select 1 as n from pg_sleep(0.6)');
      const written = db.query('insert into cut select 3 from pg_sleep(0.6)');
      const noticed = expect(written).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
      await sleep(200);
      await other.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`,
      );
      expect((await asked).rows).toEqual([{ n: 1 }]);
      await noticed;
      expect((await db.query('select * from cut')).rows).toEqual([]);
    });

    it('tells whoever holds a connection of its own that it is lost', async () => {
      const connection = await db.dedicate?.();
      if (connection === undefined) throw new Error('PostgreSQL gives dedicated connections');
      const { rows } = await connection.query<{ pid: number }>('select pg_backend_pid() as pid');
      const lost = new Promise((resolve) => connection.lost.addEventListener('abort', resolve));
      await cut(rows[0]?.pid ?? 0);
      await lost;
      await expect(connection.query('select 1')).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
      await connection.close();
    });
  });
});

needs('postgres')('a PostgreSQL that restarts', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ durable: true });
  });

  it('is LEDGER_UNREACHABLE once it stays away', async () => {
    const db = await openPostgres({ url: server.url, schema: SCHEMA, retryAfter: [50, 50] });
    await server.stop();
    await expect(db.query('select 1')).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    await expect(db.transaction(async () => undefined)).rejects.toMatchObject({
      code: 'LEDGER_UNREACHABLE',
    });
    await db.close();
  });
});
