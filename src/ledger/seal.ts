/**
 * Sealing: personal data and password hashes at rest, AES-256-GCM (NIST SP 800-38D).
 *
 * Layout: [1 layout version][4 key version, big-endian][12 IV][16 tag][ciphertext]. The identity's id is associated
 * data: a body moved to another row does not open. Who holds the key is `keys.ts`; what it protects against is
 * docs/security.md.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import { FootbridgeError } from '../problems/problem.ts';

export interface SealKey {
  readonly version: number;
  readonly key: KeyObject;
}

export interface Seals {
  /** The version new bodies are sealed with. */
  readonly version: number;
  /** `id` is the uuid of the identity, or of whatever else the bytes belong to. */
  seal(id: string, plain: Uint8Array): Buffer;
  /** @throws SEAL_BROKEN when the bytes were damaged, moved, or sealed with a key we do not hold. */
  open(id: string, sealed: Uint8Array): Buffer;
}

/** First byte of every sealed body; a changed layout gets the next number. */
const LAYOUT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + 4 + IV_BYTES + TAG_BYTES;

/**
 * IVs come from the system's generator 1,024 at a time: one call for each seal costs a third of sealing.
 *
 * Random 96-bit IVs are good for 2^32 seals under one key (SP 800-38D §8.3: chance of a repeat below 2^-32). A
 * hundred million customers sealed ten times is 2^30. A counter would need to survive crashes and be shared by all
 * workers; `rotateKey` begins a new key instead.
 */
const IV_POOL = Buffer.alloc(IV_BYTES * 1024);
let nextIv = IV_POOL.length;

export function sealsWith(keys: readonly SealKey[]): Seals {
  const byVersion = new Map(keys.map((one) => [one.version, one.key]));
  const current = keys.reduce((newest, one) => (one.version > newest.version ? one : newest));
  return {
    version: current.version,
    seal: (id, plain) => sealBytes(current, id, plain),
    open: (id, sealed) => openBytes(byVersion, id, sealed),
  };
}

/** The key version a body was sealed with, without opening it. */
export function sealVersion(sealed: Uint8Array): number {
  return viewOf(sealed).readUInt32BE(1);
}

function sealBytes(current: SealKey, id: string, plain: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(HEADER_BYTES + plain.length);
  sealed[0] = LAYOUT;
  sealed.writeUInt32BE(current.version, 1);
  const iv = freshIv();
  iv.copy(sealed, 5);
  const cipher = createCipheriv('aes-256-gcm', current.key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated(id));
  cipher.update(plain).copy(sealed, HEADER_BYTES);
  // GCM is a stream: `final` gives no bytes, and must come before the tag.
  cipher.final();
  cipher.getAuthTag().copy(sealed, 5 + IV_BYTES);
  return sealed;
}

function openBytes(keys: ReadonlyMap<number, KeyObject>, id: string, sealed: Uint8Array): Buffer {
  const bytes = viewOf(sealed);
  if (bytes.length < HEADER_BYTES || bytes[0] !== LAYOUT) throw broken('it is not a sealed record');
  const version = bytes.readUInt32BE(1);
  const key = keys.get(version);
  if (key === undefined) throw broken(`its key, version ${version}, is not in this ledger`);
  const iv = bytes.subarray(5, 5 + IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated(id));
  decipher.setAuthTag(bytes.subarray(5 + IV_BYTES, HEADER_BYTES));
  const plain = decipher.update(bytes.subarray(HEADER_BYTES));
  try {
    decipher.final();
  } catch (error) {
    plain.fill(0);
    throw broken('its bytes or its owner are not those it was sealed with', error);
  }
  return plain;
}

/** The purpose keeps these bytes apart from any other use of AES-GCM under a key of this ledger. */
function associated(id: string): Buffer {
  return Buffer.from(`footbridge seal ${id}`);
}

function freshIv(): Buffer {
  if (nextIv === IV_POOL.length) {
    randomFillSync(IV_POOL);
    nextIv = 0;
  }
  const iv = IV_POOL.subarray(nextIv, nextIv + IV_BYTES);
  nextIv += IV_BYTES;
  return iv;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function broken(why: string, cause?: unknown): FootbridgeError {
  return new FootbridgeError('SEAL_BROKEN', `A sealed record does not open: ${why}`, { cause });
}
