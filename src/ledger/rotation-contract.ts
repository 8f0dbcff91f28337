/**
 * What rotating the key does on every database: run by `rotate-key.test.ts` and `rotate-key.server.test.ts`.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type CopyValue, copyLine } from './database/copy-line.ts';
import { type Ledger, type LedgerOptions, openLedger } from './ledger.ts';
import { takeImporterLock } from './lock.ts';
import { newKeyText, parseKey } from './master-key.ts';
import { joinWorkers } from './presence.ts';
import { rotateKey } from './rotate-key.ts';

/** Two of seven thousand fit into one batch of the rotation: it can be killed in between. */
const RECORDS = 7_000;

export function rotationContract(place: () => Promise<LedgerOptions & { readonly folder: string }>): void {
  describe('rotating the key', () => {
    it('seals everything again, after which only the new key opens the ledger', async () => {
      const [oldKey, newKey] = [newKeyText(), newKeyText()];
      const where = { ...(await place()), env: {} };
      const ledger = await openLedger({ ...where, key: oldKey });
      await fill(ledger, 50);
      const found = ledger.index.identifier('email', 'a@example.com');
      expect(await rotateKey(ledger, parseKey(newKey, ''))).toBe(150);
      await ledger.close();

      await expect(openLedger({ ...where, key: oldKey })).rejects.toMatchObject({ code: 'KEY_WRONG' });
      const after = await openLedger({ ...where, key: newKey });
      expect(after.seals.version).toBe(2);
      expect(await sealedVersions(after)).toEqual([2]);
      await expectReadable(after, 50);
      expect(after.index.identifier('email', 'a@example.com')).toBe(found);
      await after.chain.verify(after.db);
      await after.close();
    });

    it('goes on where it was killed', async () => {
      const [oldKey, newKey] = [newKeyText(), newKeyText()];
      const where = { ...(await place()), env: {} };
      const ledger = await openLedger({ ...where, key: oldKey });
      await fill(ledger, RECORDS);
      await ledger.close();

      await killedWhileRotating({ ...where, key: oldKey }, newKey);
      const half = await openLedger({ ...where, key: newKey, patience: 5_000, access: 'own' });
      expect(await sealedVersions(half)).toEqual([1, 2]);
      await expectReadable(half, RECORDS);
      const rest = await rotateKey(half, parseKey(newKey, ''));
      expect(rest).toBeGreaterThan(0);
      expect(rest).toBeLessThan(3 * RECORDS);
      expect(half.seals.version).toBe(2);
      expect(await sealedVersions(half)).toEqual([2]);
      await expectReadable(half, RECORDS);
      await half.close();
    });

    it('replaces a generated key file, and leaves the new one readable by its owner alone', async () => {
      const where = { ...(await place()), env: {} };
      const ledger = await openLedger(where);
      await fill(ledger, 3);
      const { file = '' } = ledger.master;
      const before = await readFile(file, 'utf8');
      await rotateKey(ledger, undefined);
      await ledger.close();
      expect(await readFile(file, 'utf8')).not.toBe(before);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const after = await openLedger(where);
      await expectReadable(after, 3);
      await after.close();
    });

    it('waits for nobody: it is refused while an importer or a worker is alive', async () => {
      const ledger = await openLedger({ ...(await place()), env: {} });
      const importer = await takeImporterLock(ledger.db);
      await expect(rotateKey(ledger, undefined)).rejects.toMatchObject({ code: 'LEDGER_BUSY' });
      await importer.release();
      const worker = await joinWorkers(ledger.db);
      await expect(rotateKey(ledger, undefined)).rejects.toMatchObject({ code: 'LEDGER_BUSY' });
      await worker.leave();
      expect(await rotateKey(ledger, undefined)).toBe(0);
      await ledger.close();
    });

    it('asks for the new key where the old one came from the environment', async () => {
      const ledger = await openLedger({ ...(await place()), env: { FOOTBRIDGE_KEY: newKeyText() } });
      await expect(rotateKey(ledger, undefined)).rejects.toMatchObject({ code: 'KEY_MISSING' });
      await ledger.close();
    });
  });
}

/** One identity, one lost row and one before-image for each number: every place where sealed records stand. */
async function fill(ledger: Ledger, count: number): Promise<void> {
  const { db, seals, index } = ledger;
  const ids = Array.from({ length: count }, (_, n) => index.identityId('test', String(n)));
  const copy = (table: string, columns: string[], row: (id: string, n: number) => CopyValue[]) =>
    db.copy(
      table,
      columns,
      ids.map((id, n) => copyLine(row(id, n))),
    );
  const { rows } = await db.query<{ run: number }>(
    "insert into run (verb, state) values ('import', 'done') returning id as run",
  );
  const run = rows[0]?.run;
  await db.query("insert into batch (run_id, step, state) values ($1, 'write', 'done')", [run]);
  await copy(
    'identity',
    [
      'id',
      'digest',
      'state',
      'operation',
      'credential_plan',
      'kind',
      'status',
      'row',
      'seen_run',
      'changed_run',
    ],
    (id, n) => [id, id, 'staged', 'create', 'none', 'person', 'active', n, run, run],
  );
  await copy('seal', ['identity_id', 'key_version', 'body'], (id, n) => [
    id,
    seals.version,
    seals.seal(id, Buffer.from(`body ${n}`)),
  ]);
  await copy('problem', ['run_id', 'code', 'row', 'seal_id', 'raw'], (id, n) => [
    run,
    'ROW_RAGGED',
    n,
    id,
    seals.seal(id, Buffer.from(`raw ${n}`)),
  ]);
  await copy('write', ['run_id', 'batch_id', 'identity_id', 'operation', 'state', 'before'], (id, n) => [
    run,
    1,
    id,
    'update',
    'settled',
    seals.seal(id, Buffer.from(`before ${n}`)),
  ]);
}

async function expectReadable({ db, seals }: Ledger, count: number): Promise<void> {
  const { rows } = await db.query<{
    id: string;
    row: number;
    body: Uint8Array;
    raw: Uint8Array;
    before: Uint8Array;
  }>(
    `select identity.id, identity.row, body, raw, before
     from identity join seal on seal.identity_id = identity.id
     join problem on problem.seal_id = identity.id join write on write.identity_id = identity.id`,
  );
  expect(rows).toHaveLength(count);
  for (const { id, row, body, raw, before } of rows) {
    const texts = [body, raw, before].map((sealed) => seals.open(id, sealed).toString());
    expect(texts).toEqual([`body ${row}`, `raw ${row}`, `before ${row}`]);
  }
}

async function sealedVersions({ db }: Ledger): Promise<number[]> {
  const { rows } = await db.query<{ version: number }>(
    `select distinct get_byte(sealed, 4) as version
     from (select body as sealed from seal union all select raw from problem union all select before from write) as all_sealed
     order by version`,
  );
  return rows.map(({ version }) => version);
}

const ROTATE = `
  import { openLedger } from ${JSON.stringify(new URL('./ledger.ts', import.meta.url).href)};
  import { rotateKey } from ${JSON.stringify(new URL('./rotate-key.ts', import.meta.url).href)};
  import { parseKey } from ${JSON.stringify(new URL('./master-key.ts', import.meta.url).href)};
  const ledger = await openLedger(JSON.parse(process.argv[1]));
  await rotateKey(ledger, parseKey(process.argv[2], ''), {
    onProgress: () => {
      process.kill(process.pid, 'SIGKILL');
    },
  });
`;

/** Really killed, after the first batch was committed. */
async function killedWhileRotating(where: LedgerOptions, newKey: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '--eval', ROTATE, JSON.stringify(where), newKey],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}
