import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLedger } from './ledger.ts';
import { ledgerContract } from './ledger-contract.ts';
import { newKeyText } from './master-key.ts';
import { embeddedFolder } from './temporary-folder.ts';

// PGlite starts in a quarter of a second alone, in five beside a full test run.
describe('the embedded ledger', { timeout: 60_000 }, () => {
  ledgerContract(async () => ({ folder: await embeddedFolder(), schema: 'footbridge' }));

  it('opens with the next key where a rotation was killed before the key file was replaced', async () => {
    const folder = await embeddedFolder();
    const next = newKeyText();
    const made = await openLedger({ folder, env: {}, key: next });
    await made.close();
    await writeFile(join(folder, 'key'), newKeyText(), { mode: 0o600 });
    await writeFile(join(folder, 'key.next'), next, { mode: 0o600 });
    const opened = await openLedger({ folder, env: {} });
    await opened.close();
    const again = await openLedger({ folder, env: {}, key: next });
    expect(again.id).toBe(made.id);
    await again.close();
  });
});
