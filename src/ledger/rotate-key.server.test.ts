import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { createDatabase, dropDatabase } from '../../test/servers/postgres.ts';
import { shared } from '../../test/servers/shared.ts';
import { rotationContract } from './rotation-contract.ts';

needs('postgres')('a ledger on PostgreSQL', () => {
  let server: string;
  let url: string;
  let folder: string;
  let places = 0;
  beforeAll(async () => {
    server = (await shared('postgres')).url;
    url = await createDatabase(server, 'ledger_rotation');
    folder = await mkdtemp(join(tmpdir(), 'footbridge-'));
  });
  afterAll(async () => {
    await dropDatabase(server, 'ledger_rotation');
    await rm(folder, { recursive: true });
  });

  rotationContract(async () => {
    places += 1;
    return { url, schema: `ledger_${places}`, folder: join(folder, String(places)) };
  });
});
