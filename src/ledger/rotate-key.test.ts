import { describe } from 'vitest';
import { rotationContract } from './rotation-contract.ts';
import { embeddedFolder } from './temporary-folder.ts';

describe('the embedded ledger', () => {
  rotationContract(async () => ({ folder: await embeddedFolder() }));
});
