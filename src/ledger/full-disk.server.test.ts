import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { unprivilegedAccount } from '../../test/servers/process.ts';
import { shared } from '../../test/servers/shared.ts';
import { mountSmallDisk, needsSmallDisk, type SmallDisk } from '../../test/servers/small-disk.ts';
import { copyLine } from './database/copy-line.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { openLedger } from './ledger.ts';

const disks: SmallDisk[] = [];
afterEach(() => {
  for (const disk of disks.splice(0)) disk.unmount();
});
const smallDisk = (megabytes: number): SmallDisk => {
  const disk = mountSmallDisk(megabytes);
  disks.push(disk);
  return disk;
};

/** One batch of about a megabyte. */
async function writeMore(db: Database, batch: number): Promise<void> {
  const lines = Array.from({ length: 1_000 }, (_, n) => copyLine([`${batch}-${n}-${'x'.repeat(1_000)}`, n]));
  await db.transaction((tx) => tx.copy('worker', ['host', 'pid'], lines));
}

async function writeUntilFull(db: Database): Promise<number> {
  for (let batch = 0; batch < 400; batch += 1) {
    try {
      await writeMore(db, batch);
    } catch (error) {
      expect(error).toMatchObject({ code: 'LEDGER_FULL' });
      return batch;
    }
  }
  throw new Error('the disk never filled up');
}

const countRows = async (db: Database) =>
  (await db.query<{ n: number }>('select count(*) as n from worker')).rows[0]?.n;

needsSmallDisk()('an embedded ledger on a full disk', () => {
  it('stops with LEDGER_FULL, keeps what was settled, and goes on once there is room', async () => {
    const disk = smallDisk(400);
    const where = { folder: join(disk.folder, 'ledger'), env: {} };
    const ledger = await openLedger(where);
    const batches = await writeUntilFull(ledger.db);
    expect(batches).toBeGreaterThan(0);
    expect(await countRows(ledger.db)).toBe(batches * 1_000);
    await ledger.close();

    await expect(openLedger(where)).rejects.toMatchObject({ code: 'LEDGER_FULL' });
    disk.grow(1_200);
    const again = await openLedger(where);
    await writeMore(again.db, batches);
    expect(await countRows(again.db)).toBe((batches + 1) * 1_000);
    await again.close();
  });

  it('is not begun where there is too little room for it', async () => {
    const { folder } = smallDisk(150);
    await expect(openLedger({ folder, env: {} })).rejects.toMatchObject({ code: 'LEDGER_FULL' });
  });
});

needs('postgres')('PostgreSQL', () => {
  needsSmallDisk()('on a full disk', () => {
    it('stops with LEDGER_FULL, keeps what was settled, and goes on once there is room', async () => {
      const disk = smallDisk(40);
      const server = (await shared('postgres')).url;
      const maintenance = await openDatabase({ url: server });
      const place = join(disk.folder, 'tablespace');
      await mkdir(place);
      const account = unprivilegedAccount('postgres');
      if (account !== undefined) await chown(place, account.uid, account.gid);
      await maintenance.query(`create tablespace small_disk location '${place}'`);
      const url = await createDatabase(server, 'ledger_full');
      await maintenance.query('alter database ledger_full set tablespace small_disk');

      try {
        const ledger = await openLedger({ url, folder: join(disk.folder, 'keys'), env: {} });
        const batches = await writeUntilFull(ledger.db);
        expect(batches).toBeGreaterThan(0);
        disk.grow(200);
        expect(await countRows(ledger.db)).toBe(batches * 1_000);
        await writeMore(ledger.db, batches);
        expect(await countRows(ledger.db)).toBe((batches + 1) * 1_000);
        await ledger.close();
      } finally {
        // Whatever happened: a server whose tablespace is gone cannot make checkpoints for the tests that follow.
        disk.grow(200);
        await dropDatabase(server, 'ledger_full');
        await maintenance.query('drop tablespace small_disk');
        await maintenance.close();
      }
    });
  });
});
