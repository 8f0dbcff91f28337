/**
 * For tests: folders for embedded ledgers, gone afterwards.
 *
 * PGlite needs two to three seconds to lay out an empty database, so it is laid out once on this machine and copied
 * (100 ms).
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { afterAll } from 'vitest';

const made: string[] = [];

/** When the file that imports this is done, and has closed what it opened. */
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

/** An empty folder, removed when the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'footbridge-'));
  made.push(folder);
  return folder;
}

/** A folder with an empty embedded database, as `openEmbedded` would make it. */
export async function embeddedFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(await layOut(), join(folder, 'db'), { recursive: true });
  return folder;
}

async function layOut(): Promise<string> {
  // Another PGlite may be another PostgreSQL: its database is laid out anew.
  const version = createHash('sha256')
    .update(await readFile(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))))
    .digest('hex');
  const template = join(tmpdir(), `footbridge-pglite-${version.slice(0, 12)}-${process.getuid?.() ?? 0}`);
  const made = await mkdir(template, { recursive: true, mode: 0o700 });
  const database = join(template, 'db');
  if (made === undefined && (await exists(database))) return database;
  // Two test files may come here at once: the first to rename wins, the other's is thrown away.
  const draft = await mkdtemp(join(template, 'draft-'));
  const pglite = await PGlite.create(join(draft, 'db'));
  await pglite.close();
  await rename(join(draft, 'db'), database).catch(() => undefined);
  await rm(draft, { recursive: true, force: true });
  return database;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
