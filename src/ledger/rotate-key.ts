/**
 * Rotation: another master key, and a fresh key under which every sealed record is sealed again.
 *
 * First, in one transaction, all data keys are wrapped under the new master and a new `seal` version begins; from
 * then on only the new master opens the ledger. Then the records follow in batches. Killed in between, the next
 * rotation with the same master goes on where the records still carry an older version. `index` and `chain` stay:
 * ids, identifiers and the audit trail are computed with them (docs/security.md).
 *
 * @module
 */
import type { KeyObject } from 'node:crypto';
import { FootbridgeError } from '../problems/problem.ts';
import type { Queries } from './database/database.ts';
import { rewrapKeys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { takeImporterLock } from './lock.ts';
import { prepareNextKey, promoteNextKey } from './master-key.ts';
import { livingWorkers } from './presence.ts';
import { type Seals, sealsWith } from './seal.ts';

/** A place in the ledger where sealed records stand. */
interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Primary key, and the type to compare it as. */
  readonly key: string;
  readonly keyType: 'uuid' | 'bigint';
  /** Column with the uuid the record is sealed for. */
  readonly owner: string;
  /** Column that repeats the version, if the table has one. */
  readonly version?: string;
}

const SEALED: readonly SealedColumn[] = [
  {
    table: 'seal',
    column: 'body',
    key: 'identity_id',
    keyType: 'uuid',
    owner: 'identity_id',
    version: 'key_version',
  },
  {
    table: 'unmerged',
    column: 'body',
    key: 'identity_id',
    keyType: 'uuid',
    owner: 'identity_id',
    version: 'key_version',
  },
  { table: 'problem', column: 'raw', key: 'id', keyType: 'bigint', owner: 'seal_id' },
  { table: 'write', column: 'before', key: 'id', keyType: 'bigint', owner: 'identity_id' },
  { table: 'message', column: 'sealed', key: 'id', keyType: 'bigint', owner: 'identity_id' },
];

/** Records in one transaction: a second of work at most. */
const BATCH = 2_000;

export interface RotateOptions {
  readonly onProgress?: (resealed: number) => void;
}

/**
 * Rotates to `newMaster`, or to a newly generated key file where the ledger's key is one of ours. Nobody else may
 * work on the ledger: other processes would go on sealing with the old key. Open the ledger again afterwards.
 *
 * @throws LEDGER_BUSY while an import or a worker is alive, SEAL_BROKEN
 * @returns how many records were sealed again
 */
export async function rotateKey(
  ledger: Ledger,
  newMaster: KeyObject | undefined,
  options: RotateOptions = {},
): Promise<number> {
  const lock = await takeImporterLock(ledger.db);
  try {
    if ((await livingWorkers(ledger.db)).length > 0) {
      throw new FootbridgeError('LEDGER_BUSY', 'A worker is alive, and would go on sealing with the old key');
    }
    const seals = await changeKeys(ledger, newMaster);
    return await resealAll(ledger, seals, options.onProgress ?? (() => undefined));
  } finally {
    await lock.release();
  }
}

async function changeKeys(ledger: Ledger, newMaster: KeyObject | undefined): Promise<Seals> {
  const { db, id, master } = ledger;
  if (newMaster !== undefined) {
    // The ledger opened with this very key: an earlier rotation got so far, and its records are still to come.
    if (newMaster.equals(master.key)) return ledger.seals;
    return sealsWith((await rewrapKeys(db, id, master.key, newMaster)).seal);
  }
  if (master.file === undefined) {
    throw new FootbridgeError('KEY_MISSING', `The key is ${master.origin}, so the new one must be given`);
  }
  const next = await prepareNextKey(master.file);
  const keys = await rewrapKeys(db, id, master.key, next);
  await promoteNextKey(master.file);
  return sealsWith(keys.seal);
}

/** Whatever stands under an older version, be it from before or from an interrupted rotation. */
async function resealAll(
  ledger: Ledger,
  seals: Seals,
  onProgress: (resealed: number) => void,
): Promise<number> {
  let resealed = 0;
  for (const column of SEALED) {
    let after: string | number | undefined;
    for (;;) {
      const batch = await ledger.db.transaction((tx) => resealBatch(tx, column, seals, after));
      if (batch === undefined) break;
      after = batch.last;
      resealed += batch.count;
      onProgress(resealed);
    }
  }
  await ledger.db.query(
    "update seal_key set retired_at = now() where purpose = 'seal' and version < $1 and retired_at is null",
    [seals.version],
  );
  await ledger.chain.append(ledger.db, [
    { kind: 'key-rotated', facts: { version: seals.version, resealed } },
  ]);
  return resealed;
}

interface SealedRow {
  readonly key: string | number;
  readonly owner: string;
  readonly sealed: Uint8Array;
}

async function resealBatch(
  tx: Queries,
  place: SealedColumn,
  seals: Seals,
  after: string | number | undefined,
): Promise<{ readonly last: string | number; readonly count: number } | undefined> {
  const { table, column, key, keyType, owner } = place;
  // Bytes 2 to 5 of a sealed record are its key version (seal.ts).
  const { rows } = await tx.query<SealedRow>(
    `select ${key} as key, ${owner} as owner, ${column} as sealed from ${table}
     where ${column} is not null and substring(${column} from 2 for 4) <> $1
       and ($2::${keyType} is null or ${key} > $2::${keyType})
     order by ${key} limit ${BATCH} for update`,
    [versionBytes(seals.version), after ?? null],
  );
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  await tx.query(
    `update ${table} set ${column} = fresh.sealed${place.version === undefined ? '' : `, ${place.version} = $3::int`}
     from unnest($1::${keyType}[], $2::bytea[]) as fresh (key, sealed)
     where ${table}.${key} = fresh.key`,
    [
      rows.map((row) => row.key),
      rows.map((row) => seals.seal(row.owner, seals.open(row.owner, row.sealed))),
      ...(place.version === undefined ? [] : [seals.version]),
    ],
  );
  return { last: last.key, count: rows.length };
}

function versionBytes(version: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(version);
  return bytes;
}
