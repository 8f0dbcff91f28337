/**
 * Brings the schema of a ledger up to this Footbridge: numbered SQL files, forward only, each in one transaction
 * together with its row in `migration`.
 *
 * The checksum of every applied file is kept: a ledger whose history differs from ours is not touched. An advisory
 * lock lets only one process migrate; the others wait and find the work done.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { FootbridgeError } from '../problems/problem.ts';
import type { Database, Queries } from './database/database.ts';
import { quoteName } from './database/database.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

interface Applied {
  readonly number: number;
  readonly checksum: string;
}

/** `migrations/` of the package: two folders up from `src/ledger/` and from `dist/ledger/` alike. */
const FOLDER = new URL('../../migrations/', import.meta.url);

/** Answers how many migrations were applied now. */
export async function migrate(database: Database, folder: URL = FOLDER): Promise<number> {
  const migrations = await readMigrations(folder);
  await makeHome(database);
  const applied = await appliedTo(database);
  checkHistory(applied, migrations);
  let done = 0;
  for (const migration of migrations.slice(applied.length)) {
    if (await database.transaction((tx) => applyOnce(tx, migration, database.schema))) done += 1;
  }
  return done;
}

/** How the ledger stands to this Footbridge now: another instance may have been upgraded meanwhile. */
export async function standing(
  queries: Pick<Queries, 'query'>,
  folder: URL = FOLDER,
): Promise<'current' | 'behind' | 'ahead'> {
  const ours = (await readMigrations(folder)).at(-1)?.number ?? 0;
  const { rows } = await queries.query<{ newest: number | null }>(
    'select max(number) as newest from migration',
  );
  const theirs = Number(rows[0]?.newest ?? 0);
  if (theirs === ours) return 'current';
  return theirs < ours ? 'behind' : 'ahead';
}

export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{6}\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      const checksum = createHash('sha256').update(text).digest('hex');
      return { number: Number(name.slice(0, 6)), name, text, checksum };
    }),
  );
}

/** The schema and the list of what was applied. Asked before it is made: a restricted role may own a ready schema. */
async function makeHome(database: Database): Promise<void> {
  const { rows } = await database.query<{ home: string | null }>('select to_regclass($1)::text as home', [
    `${quoteName(database.schema)}.migration`,
  ]);
  if (rows[0]?.home) return;
  await database.transaction(async (tx) => {
    await lockMigrations(tx, database.schema);
    await tx.script(`create schema if not exists ${quoteName(database.schema)};
      create table if not exists migration (
        number int primary key,
        checksum text not null,
        applied_at timestamptz not null default now()
      );`);
  });
}

async function appliedTo(queries: Queries): Promise<Applied[]> {
  const { rows } = await queries.query<Applied>('select number, checksum from migration order by number');
  return rows;
}

/** @throws LEDGER_NEWER, LEDGER_HALF_MIGRATED */
function checkHistory(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.number ?? 0;
  const theirs = applied.at(-1)?.number ?? 0;
  if (theirs > newest) {
    throw new FootbridgeError(
      'LEDGER_NEWER',
      `The ledger is at migration ${theirs}, this Footbridge knows ${newest}`,
      { facts: { ledger: theirs, known: newest } },
    );
  }
  const checksums = new Map(applied.map((one) => [one.number, one.checksum]));
  for (const migration of migrations) {
    if (migration.number > theirs) return;
    const checksum = checksums.get(migration.number);
    if (checksum === migration.checksum) continue;
    const happened = checksum === undefined ? 'is missing' : 'was another file when it was applied';
    throw new FootbridgeError(
      'LEDGER_HALF_MIGRATED',
      `Migration ${migration.number} of the ledger ${happened}`,
      { facts: { migration: migration.number, ledger: theirs } },
    );
  }
}

async function applyOnce(tx: Queries, migration: Migration, schema: string): Promise<boolean> {
  await lockMigrations(tx, schema);
  const { rows } = await tx.query('select 1 from migration where number = $1', [migration.number]);
  if (rows.length > 0) return false;
  await tx.script(migration.text);
  await tx.query('insert into migration (number, checksum) values ($1, $2)', [
    migration.number,
    migration.checksum,
  ]);
  return true;
}

async function lockMigrations(tx: Queries, schema: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`footbridge:migrate:${schema}`]);
}
