import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedFolder } from '../temporary-folder.ts';
import { databaseContract } from './database-contract.ts';
import { openPglite } from './pglite.ts';

// PGlite starts in a quarter of a second alone, in five beside a full test run.
describe('the embedded database', { timeout: 60_000 }, () => {
  databaseContract(async () => openPglite(join(await embeddedFolder(), 'db'), 'footbridge'));

  it('says that it does not start when its folder holds something else', async () => {
    const folder = await embeddedFolder();
    await rm(join(folder, 'db', 'global'), { recursive: true });
    await expect(openPglite(join(folder, 'db'), 'footbridge')).rejects.toMatchObject({
      code: 'LEDGER_UNREACHABLE',
    });
  });

  it('refuses what would wait for ever: a statement outside of the transaction it is asked in', async () => {
    const db = await openPglite(join(await embeddedFolder(), 'db'), 'footbridge');
    await expect(db.transaction(() => db.query('select 1'))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await db.close();
  });
});
