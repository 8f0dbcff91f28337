import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import type { DatabaseOptions } from './database/open.ts';
import { openLedger } from './ledger.ts';
import { ledgerContract } from './ledger-contract.ts';
import { takeImporterLock } from './lock.ts';
import { newKeyText } from './master-key.ts';
import { buryWorkers, joinWorkers, livingWorkers } from './presence.ts';

const OTHER_MACHINE = `
  import { openDatabase } from ${JSON.stringify(new URL('./database/open.ts', import.meta.url).href)};
  import { takeImporterLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
  import { joinWorkers } from ${JSON.stringify(new URL('./presence.ts', import.meta.url).href)};
  const db = await openDatabase(JSON.parse(process.argv[1]));
  await takeImporterLock(db);
  process.send((await joinWorkers(db)).id);
`;

needs('postgres')('a ledger on PostgreSQL', () => {
  const key = newKeyText();
  let server: string;
  let url: string;
  let folder: string;
  let places = 0;
  beforeAll(async () => {
    server = (await shared('postgres')).url;
    url = await createDatabase(server, 'ledger_ledger');
    folder = await mkdtemp(join(tmpdir(), 'footbridge-'));
  });
  afterAll(async () => {
    await dropDatabase(server, 'ledger_ledger');
    await rm(folder, { recursive: true, force: true });
  });
  const place = async () => {
    places += 1;
    return { url, schema: `ledger_${places}`, folder: join(folder, String(places)) };
  };

  ledgerContract(place);

  it('agrees on one id and one set of keys when ten processes open it for the first time at once', async () => {
    const where = { ...(await place()), env: {}, key };
    const ledgers = await Promise.all(Array.from({ length: 10 }, () => openLedger(where)));
    expect(new Set(ledgers.map(({ id }) => id)).size).toBe(1);
    expect(new Set(ledgers.map(({ index }) => index.identityId('csv', '1'))).size).toBe(1);
    const sealed = ledgers[0]?.seals.seal('x', Buffer.from('body')) ?? Buffer.alloc(0);
    for (const { seals } of ledgers) expect(seals.open('x', sealed).toString()).toBe('body');
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  });

  it('refuses a key generated elsewhere to whoever comes second', async () => {
    const where = { ...(await place()), env: {} };
    const here = await openLedger({ ...where, folder: join(folder, 'here') });
    await expect(openLedger({ ...where, folder: join(folder, 'there') })).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
    await here.close();
  });

  it('verifies a chain that is longer than a page, and finds a gap at the edge of one', async () => {
    const ledger = await openLedger({ ...(await place()), env: {}, key });
    const events = Array.from({ length: 12_000 }, () => ({ kind: 'moved', runId: 1 }));
    await ledger.chain.append(ledger.db, events);
    const told: number[] = [];
    await ledger.chain.verify(ledger.db, { onProgress: (done) => told.push(done) });
    expect(told).toEqual([5_000, 10_000, 12_000]);
    await ledger.db.query('delete from event where seq = 5001');
    await expect(ledger.chain.verify(ledger.db)).rejects.toMatchObject({ facts: { seq: 5001 } });
    await ledger.close();
  });

  it('names the process and host that import to whoever is refused', async () => {
    const ledger = await openLedger({ ...(await place()), env: {}, key });
    const lock = await takeImporterLock(ledger.db);
    await expect(takeImporterLock(ledger.db, 50)).rejects.toMatchObject({
      code: 'LEDGER_BUSY',
      facts: { pid: process.pid, host: hostname().slice(0, 40) },
    });
    await lock.release();
    await ledger.close();
  });

  it('lets ledgers in other schemas be imported into at the same time', async () => {
    const [one, two] = await Promise.all(
      [await place(), await place()].map((where) => openLedger({ ...where, env: {}, key })),
    );
    const locks = [one, two].map((ledger) => ledger && takeImporterLock(ledger.db));
    for (const lock of await Promise.all(locks)) await lock?.release();
    await one?.close();
    await two?.close();
  });

  describe('when another process imports and works', () => {
    let where: DatabaseOptions;
    const start = async (): Promise<{ child: ChildProcess; worker: number }> => {
      const child = spawn(
        process.execPath,
        ['--input-type=module-typescript', '--eval', OTHER_MACHINE, JSON.stringify(where)],
        { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
      );
      const [worker] = await once(child, 'message');
      return { child, worker: Number(worker) };
    };

    it('sees both gone as soon as that process is killed, and may import itself', async () => {
      where = await place();
      const ledger = await openLedger({ ...where, env: {}, key });
      const { child, worker } = await start();
      const mine = await joinWorkers(ledger.db);
      expect(await livingWorkers(ledger.db)).toEqual([worker, mine.id]);
      await expect(takeImporterLock(ledger.db, 50)).rejects.toMatchObject({ facts: { pid: child.pid } });

      child.kill('SIGKILL');
      await once(child, 'exit');
      const lock = await takeImporterLock(ledger.db);
      while ((await mine.living()).includes(worker)) await sleep(5);
      expect(await buryWorkers(ledger.db)).toBe(1);
      expect(await mine.living()).toEqual([mine.id]);
      await lock.release();
      await mine.leave();
      await ledger.close();
    });
  });

  it('tells the importer that its lock is lost when the server cuts the connection', async () => {
    const ledger = await openLedger({ ...(await place()), env: {}, key });
    const lock = await takeImporterLock(ledger.db);
    const lost = new Promise((resolve) => lock.lost.addEventListener('abort', resolve));
    await ledger.db.query(
      `select pg_terminate_backend(pid) from pg_locks
       where locktype = 'advisory' and pid <> pg_backend_pid()
         and database = (select oid from pg_database where datname = current_database())`,
    );
    await lost;
    await (await takeImporterLock(ledger.db)).release();
    await lock.release();
    await ledger.close();
  });
});
