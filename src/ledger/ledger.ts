/**
 * A ledger, opened: its database at the newest migration, its keys unlocked.
 *
 * This is what the engine works with. What stands in the tables is `migrations/`; the hot queries are in `sql/`.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { FootbridgeError } from '../problems/problem.ts';
import { type BlindIndex, blindIndexWith } from './blind-index.ts';
import { type Chain, chainWith } from './chain.ts';
import type { Database } from './database/database.ts';
import { type DatabaseOptions, DEFAULT_FOLDER, openDatabase } from './database/open.ts';
import { type DataKeys, hasKeys, unlockKeys } from './keys.ts';
import {
  createKeyFile,
  findMasterKey,
  keyFileWarning,
  type MasterKey,
  nextKey,
  promoteNextKey,
} from './master-key.ts';
import { migrate } from './migrate.ts';
import { buryWorkers } from './presence.ts';
import { type Seals, sealsWith } from './seal.ts';

export interface Ledger {
  readonly db: Database;
  /** Made with the ledger; never changes. */
  readonly id: string;
  readonly seals: Seals;
  readonly index: BlindIndex;
  readonly chain: Chain;
  readonly master: MasterKey;
  /** Sentences that the operator must see, such as where a key was generated. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

export interface LedgerOptions extends DatabaseOptions {
  /** As FOOTBRIDGE_KEY would hold it. */
  readonly key?: string;
  /** Where FOOTBRIDGE_KEY and FOOTBRIDGE_KEY_FILE are looked up; the process environment unless told. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** @throws LEDGER_* and KEY_* of the catalogue */
export async function openLedger(options: LedgerOptions = {}): Promise<Ledger> {
  const db = await openDatabase(options);
  try {
    await migrate(db);
    if (db.kind === 'pglite' && db.access === 'own') await buryWorkers(db);
    const id = await identify(db);
    const { master, keys, warnings } = await unlock(db, id, options);
    return {
      db,
      id,
      seals: sealsWith(keys.seal),
      index: blindIndexWith(keys.index),
      chain: chainWith(keys.chain),
      master,
      warnings,
      close: () => db.close(),
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The id of the ledger; a new one gets its id and the beginning of its chain. */
async function identify(db: Database): Promise<string> {
  const known = await readId(db);
  if (known !== undefined) return known;
  await db.transaction(async (tx) => {
    await tx.query('insert into ledger (id) values ($1) on conflict do nothing', [randomUUID()]);
    await tx.query('insert into event_head (seq, link) values (0, $1) on conflict do nothing', [
      Buffer.alloc(32),
    ]);
  });
  const made = await readId(db);
  if (made === undefined) throw new FootbridgeError('INTERNAL', 'The ledger did not keep its id');
  return made;
}

async function readId(db: Database): Promise<string | undefined> {
  return (await db.query<{ id: string }>('select id from ledger')).rows[0]?.id;
}

interface Unlocked {
  readonly master: MasterKey;
  readonly keys: DataKeys;
  readonly warnings: readonly string[];
}

/** @throws KEY_MISSING, KEY_WRONG, KEY_WEAK */
async function unlock(db: Database, id: string, options: LedgerOptions): Promise<Unlocked> {
  const folder = options.folder ?? DEFAULT_FOLDER;
  const given = await findMasterKey({
    folder,
    env: options.env ?? process.env,
    ...(options.key !== undefined && { key: options.key }),
  });
  if (given !== undefined) return unlockWith(db, id, given);
  if (await hasKeys(db)) throw new FootbridgeError('KEY_MISSING');
  const made = await createKeyFile(folder);
  const keys = await unlockKeys(db, id, made.key);
  return { master: made, keys, warnings: made.file === undefined ? [] : [keyFileWarning(made.file)] };
}

/** A rotation that was killed between the ledger and the key file is finished here. */
async function unlockWith(db: Database, id: string, master: MasterKey): Promise<Unlocked> {
  try {
    return { master, keys: await unlockKeys(db, id, master.key), warnings: [] };
  } catch (error) {
    const next = master.file === undefined ? undefined : await nextKey(master.file);
    if (master.file === undefined || next === undefined) throw error;
    const keys = await unlockKeys(db, id, next);
    await promoteNextKey(master.file);
    return { master: { ...master, key: next }, keys, warnings: [] };
  }
}
