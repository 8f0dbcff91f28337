import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { embeddedFolder, temporaryFolder } from '../temporary-folder.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open.ts';

/** Another process that opens the ledger, says so, and stays until it is told or killed. */
const OTHER_PROCESS = `
  import { openDatabase } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
  const db = await openDatabase({ folder: process.argv[1] });
  await db.script('create schema if not exists footbridge; create table if not exists note (text text)');
  await db.query("insert into note values ('from ' || $1)", [process.pid]);
  process.send(db.access);
  const open = db.transaction(async (tx) => {
    await tx.query("insert into note values ('in a transaction')");
    if (process.argv[2] === 'in a transaction') await new Promise(() => {});
  });
  process.on('message', async () => { await open; await db.close(); process.disconnect(); });
`;

// PGlite starts in a quarter of a second alone, in five beside a full test run.
describe('an embedded ledger', { timeout: 60_000 }, () => {
  const databases: Database[] = [];
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  afterEach(async () => {
    await Promise.all(databases.splice(0).map((db) => db.close()));
  });

  const open = async (folder: string, access: 'own' | 'share' = 'share'): Promise<Database> => {
    const db = await openDatabase({ folder, access, patience: 200 });
    databases.push(db);
    return db;
  };
  const startOther = async (folder: string, mood = ''): Promise<ChildProcess> => {
    const child = spawn(
      process.execPath,
      ['--input-type=module-typescript', '--eval', OTHER_PROCESS, folder, mood],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    children.push(child);
    await once(child, 'message');
    return child;
  };

  describe('that another process holds', () => {
    let folder: string;
    let other: ChildProcess;
    let visit: Database;
    beforeAll(async () => {
      folder = await embeddedFolder();
      other = await startOther(folder);
      visit = await openDatabase({ folder });
    }, 60_000);
    afterAll(() => visit.close());

    it('is looked at and steered by the second', async () => {
      expect(visit.access).toBe('visit');
      expect((await visit.query('insert into note values ($1)', ['from me'])).count).toBe(1);
      const { rows } = await visit.query('select text from note order by text');
      expect(rows).toEqual([
        { text: `from ${other.pid}` },
        { text: 'from me' },
        { text: 'in a transaction' },
      ]);
    });

    it('carries every kind of value over a visit', async () => {
      const at = new Date('2026-11-20T09:00:00.123Z');
      const { rows } = await visit.query(
        `select $1::timestamptz as at, $2::bytea as bytes, $3::bigint as large, $4::text[] as texts,
           $5::jsonb as json, null as nothing, 1.5::float8 as float, true as yes`,
        [at, Uint8Array.of(0, 255), 9007199254740993n, ['a', null], '{"date":"not a date","a":[1]}'],
      );
      expect(rows).toEqual([
        {
          at,
          bytes: Buffer.from([0, 255]),
          large: 9007199254740993n,
          texts: ['a', null],
          json: { date: 'not a date', a: [1] },
          nothing: null,
          float: 1.5,
          yes: true,
        },
      ]);
    });

    it('gives a visitor the SQLSTATE of what failed, and goes on', async () => {
      await expect(visit.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' });
      expect((await visit.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });

    it('names the process in the way to a visitor that needs a transaction', async () => {
      const busy = { code: 'LEDGER_BUSY', facts: { pid: other.pid } };
      await expect(visit.transaction(async () => undefined)).rejects.toMatchObject(busy);
      await expect(visit.copy('note', ['text'], [])).rejects.toMatchObject(busy);
      await expect(visit.rehearse(async () => undefined)).rejects.toMatchObject(busy);
      expect(() => visit.jobs()).toThrow(/is using|has been using/);
    });

    it('is refused to a process that wants it for itself', async () => {
      await expect(open(folder, 'own')).rejects.toMatchObject({
        code: 'LEDGER_BUSY',
        facts: { pid: other.pid },
      });
    });

    it('lets no visitor meddle with the session of the holder', async () => {
      for (const text of [
        'begin',
        'rollback',
        'set search_path to public',
        '/* */ begin',
        'drop table note',
      ]) {
        await expect(visit.query(text)).rejects.toMatchObject({ code: 'LEDGER_BUSY' });
      }
    });
  });

  it('is free at once when its process was killed, with all that was committed and nothing else', async () => {
    const folder = await embeddedFolder();
    const other = await startOther(folder, 'in a transaction');
    other.kill('SIGKILL');
    await once(other, 'exit');
    const db = await open(folder, 'own');
    expect(db.access).toBe('own');
    expect((await db.query('select text from note')).rows).toEqual([{ text: `from ${other.pid}` }]);
  });

  it('tells a visitor that the holder was killed', async () => {
    const folder = await embeddedFolder();
    const other = await startOther(folder, 'in a transaction');
    const visit = await open(folder);
    const waiting = visit.query('select text from note');
    const told = expect(waiting).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    other.kill('SIGKILL');
    await told;
    await expect(visit.query('select 1')).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });

  it('goes over to the next process when the first one closes it', async () => {
    const folder = await embeddedFolder();
    const other = await startOther(folder);
    other.send('close');
    await once(other, 'exit');
    expect((await open(folder)).access).toBe('own');
  });

  it('stands in a folder and behind a socket that only their owner may use, and git does not see', async () => {
    const folder = join(await temporaryFolder(), 'new');
    const db = await open(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'ledger.sock'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, '.gitignore'))).isFile()).toBe(true);
    expect(db.access).toBe('own');
  });

  it('can be visited in a folder whose path is longer than a socket may have', async () => {
    const folder = join(await temporaryFolder(), 'deep'.repeat(30));
    const holder = await open(folder);
    expect(holder.access).toBe('own');
    const visit = await open(folder);
    expect(visit.access).toBe('visit');
    expect((await visit.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('says so when its folder cannot be made', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(open(join(file, 'folder'))).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });
});
