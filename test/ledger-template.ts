/**
 * A ledger for a test in 0.2 s instead of 4: a copy of an embedded one that was made, migrated and closed before.
 *
 * The template is kept in the system's temporary folder, under a name that changes with everything it is made of.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openJobs } from '../src/engine/batches/jobs.ts';
import { type Ledger, openLedger } from '../src/ledger/ledger.ts';

const MIGRATIONS = join(import.meta.dirname, '../migrations');

export interface TestLedger {
  readonly ledger: Ledger;
  readonly folder: string;
  remove(): Promise<void>;
}

export async function openTestLedger(): Promise<TestLedger> {
  const folder = await copyTemplate();
  const ledger = await openLedger({ folder, env: {} });
  return {
    ledger,
    folder,
    async remove() {
      await ledger.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let shared: Promise<TestLedger> | undefined;

/**
 * The one ledger of this worker, as it was when it was made. Starting PGlite takes a second, emptying it a few
 * milliseconds; the worker runs many files (vitest.config.ts) and takes its ledger along when it ends.
 */
export async function emptyLedger(): Promise<Ledger> {
  shared ??= openTestLedger().then((test) => {
    process.once('exit', () => rmSync(test.folder, { recursive: true, force: true }));
    return test;
  });
  const { ledger } = await shared;
  await ledger.db.script(`
    do $$ begin execute (
      select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity cascade' from pg_tables
       where schemaname = current_schema() and tablename not in (${KEPT})); end $$;
    update ledger set target = null;
    update event_head set seq = 0, link = decode(repeat('00', 32), 'hex');`);
  return ledger;
}

/** What makes it this ledger: its id, keys, the head of its chain, and the migrations it has seen. */
const KEPT = `'ledger', 'seal_key', 'event_head', 'migration'`;

/** A closed ledger in a folder of its own, with its key beside it. */
export async function copyTemplate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'footbridge-ledger-'));
  await cp(await findTemplate(), folder, { recursive: true });
  return folder;
}

async function findTemplate(): Promise<string> {
  const template = join(tmpdir(), `footbridge-template-${await fingerprint()}`);
  const made = await readdir(template).catch(() => []);
  return made.length > 0 ? template : makeTemplate(template);
}

/** Several test files may come here at once: each makes its own, and the first to be ready stays. */
async function makeTemplate(template: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'footbridge-making-'));
  const ledger = await openLedger({ folder, env: {} });
  const jobs = await openJobs(ledger.db);
  await jobs.close();
  await ledger.close();
  await mkdir(dirname(template), { recursive: true });
  await rename(folder, template).catch(() => rm(folder, { recursive: true, force: true }));
  return template;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(MIGRATIONS)).sort()) hash.update(await readFile(join(MIGRATIONS, name)));
  for (const name of ['@electric-sql/pglite', 'pg-boss']) hash.update(await versionOf(name));
  return hash.digest('hex').slice(0, 12);
}

/** Neither package exports its package.json, so it is looked for above its entry. */
async function versionOf(name: string): Promise<string> {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text?.includes('"version"')) return text;
    folder = dirname(folder);
  }
}
