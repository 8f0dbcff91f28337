import { describe } from 'vitest';
import { rotationContract } from './rotation-contract.ts';
import { embeddedFolder } from './temporary-folder.ts';

// PGlite starts in a quarter of a second alone, in five beside a full test run.
describe('the embedded ledger', { timeout: 60_000 }, () => {
  rotationContract(async () => ({ folder: await embeddedFolder() }));
});
