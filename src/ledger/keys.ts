/**
 * The data keys of a ledger: 32 random bytes each, kept in `seal_key`, wrapped under the master key.
 *
 * Wrapping is AES-256-GCM under HKDF-SHA256(master, info = purpose) (RFC 5869), bound to purpose, version and
 * ledger, so that a key moved to another row or ledger does not open. Three purposes: `seal` is versioned and
 * rotates; `index` and `chain` never change, because every id and every link of the chain is computed with them
 * (docs/security.md).
 *
 * @module
 */
import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { FootbridgeError } from '../problems/problem.ts';
import type { Database, Queries } from './database/database.ts';
import { type SealKey, sealsWith } from './seal.ts';

type Purpose = 'seal' | 'index' | 'chain';

export interface DataKeys {
  readonly seal: readonly SealKey[];
  readonly index: KeyObject;
  readonly chain: KeyObject;
}

interface KeyRow {
  readonly purpose: Purpose;
  readonly version: number;
  readonly wrapped: Uint8Array;
}

interface DataKey {
  readonly purpose: Purpose;
  readonly version: number;
  readonly key: KeyObject;
}

/** A ledger that has been opened before has keys, and then a key must be given to open it. */
export async function hasKeys(queries: Queries): Promise<boolean> {
  return (await queries.query('select 1 from seal_key limit 1')).rows.length > 0;
}

/** Unwraps the keys of the ledger; a new ledger gets its keys. @throws KEY_WRONG */
export async function unlockKeys(database: Database, ledgerId: string, master: KeyObject): Promise<DataKeys> {
  const rows = await readKeys(database);
  if (rows.length > 0) return arrangeKeys(unwrapAll(rows, ledgerId, master));
  return database.transaction(async (tx) => {
    await lockKeys(tx);
    const meanwhile = await readKeys(tx);
    if (meanwhile.length > 0) return arrangeKeys(unwrapAll(meanwhile, ledgerId, master));
    const fresh = [freshKey('seal', 1), freshKey('index', 1), freshKey('chain', 1)];
    for (const one of fresh) await storeKey(tx, one, ledgerId, master);
    return arrangeKeys(fresh);
  });
}

/** Every data key under the new master key, and a new version to seal with; all or nothing. */
export async function rewrapKeys(
  database: Database,
  ledgerId: string,
  master: KeyObject,
  newMaster: KeyObject,
): Promise<DataKeys> {
  return database.transaction(async (tx) => {
    await lockKeys(tx);
    const keys = unwrapAll(await readKeys(tx), ledgerId, master);
    const newest = Math.max(...keys.filter((one) => one.purpose === 'seal').map((one) => one.version));
    const all = [...keys, freshKey('seal', newest + 1)];
    for (const one of all) await storeKey(tx, one, ledgerId, newMaster);
    return arrangeKeys(all);
  });
}

async function readKeys(queries: Queries): Promise<KeyRow[]> {
  const { rows } = await queries.query<KeyRow>(
    'select purpose, version, wrapped from seal_key order by purpose, version',
  );
  return rows;
}

/** Two processes opening a new ledger at once must agree on its keys. */
async function lockKeys(tx: Queries): Promise<void> {
  await tx.query('lock table seal_key in exclusive mode');
}

function freshKey(purpose: Purpose, version: number): DataKey {
  return { purpose, version, key: createSecretKey(randomBytes(32)) };
}

async function storeKey(tx: Queries, one: DataKey, ledgerId: string, master: KeyObject): Promise<void> {
  const wrapped = wrapperFor(one.purpose, master).seal(nameOf(one, ledgerId), one.key.export());
  await tx.query(
    `insert into seal_key (purpose, version, wrapped) values ($1, $2, $3)
     on conflict (purpose, version) do update set wrapped = excluded.wrapped`,
    [one.purpose, one.version, wrapped],
  );
}

function unwrapAll(rows: readonly KeyRow[], ledgerId: string, master: KeyObject): DataKey[] {
  return rows.map((row) => {
    try {
      const bytes = wrapperFor(row.purpose, master).open(nameOf(row, ledgerId), row.wrapped);
      const key = createSecretKey(bytes);
      bytes.fill(0);
      return { purpose: row.purpose, version: row.version, key };
    } catch (cause) {
      throw new FootbridgeError('KEY_WRONG', undefined, { cause });
    }
  });
}

function arrangeKeys(keys: readonly DataKey[]): DataKeys {
  const only = (purpose: Purpose): KeyObject => {
    const found = keys.find((one) => one.purpose === purpose);
    if (found === undefined) throw new FootbridgeError('KEY_WRONG', `The ledger has no ${purpose} key`);
    return found.key;
  };
  const seal = keys.filter((one) => one.purpose === 'seal');
  if (seal.length === 0) throw new FootbridgeError('KEY_WRONG', 'The ledger has no seal key');
  return { seal, index: only('index'), chain: only('chain') };
}

function wrapperFor(purpose: Purpose, master: KeyObject): ReturnType<typeof sealsWith> {
  const derived = hkdfSync('sha256', master, '', `footbridge wrap ${purpose}`, 32);
  return sealsWith([{ version: 0, key: createSecretKey(Buffer.from(derived)) }]);
}

function nameOf(one: Pick<DataKey, 'purpose' | 'version'>, ledgerId: string): string {
  return `key ${one.purpose} ${one.version} of ${ledgerId}`;
}
