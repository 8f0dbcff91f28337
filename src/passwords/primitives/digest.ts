/**
 * One-shot digests and HMACs by name: OpenSSL's where it has them, our own for MD4 and Whirlpool.
 *
 * @module
 */
import { createHmac, hash } from 'node:crypto';
import type { DigestName } from '../parts.ts';
import { md4 } from './md4.ts';
import { whirlpool } from './whirlpool.ts';

/** Bytes of output, and of input per compression: what sizes and costs are computed from. */
export const DIGESTS = {
  md4: { size: 16, block: 64 },
  md5: { size: 16, block: 64 },
  sha1: { size: 20, block: 64 },
  sha224: { size: 28, block: 64 },
  sha256: { size: 32, block: 64 },
  sha384: { size: 48, block: 128 },
  sha512: { size: 64, block: 128 },
  'sha3-224': { size: 28, block: 144 },
  'sha3-256': { size: 32, block: 136 },
  'sha3-384': { size: 48, block: 104 },
  'sha3-512': { size: 64, block: 72 },
  ripemd160: { size: 20, block: 64 },
  whirlpool: { size: 64, block: 64 },
  sm3: { size: 32, block: 64 },
  blake2b512: { size: 64, block: 128 },
} as const satisfies Record<DigestName, { size: number; block: number }>;

export function isDigest(name: string): name is DigestName {
  return Object.hasOwn(DIGESTS, name);
}

/** OpenSSL 3 keeps both in its legacy provider, which Node does not load. */
const OWN: Partial<Record<DigestName, (message: Uint8Array) => Uint8Array>> = { md4, whirlpool };

export function digest(name: DigestName, message: Uint8Array): Uint8Array {
  const own = OWN[name];
  return own === undefined ? hash(name, message, 'buffer') : own(message);
}

export function hmac(name: DigestName, key: Uint8Array, message: Uint8Array): Uint8Array {
  const own = OWN[name];
  return own === undefined ? createHmac(name, key).update(message).digest() : ownHmac(name, key, message);
}

/** RFC 2104 over a digest that OpenSSL does not know. */
function ownHmac(name: DigestName, key: Uint8Array, message: Uint8Array): Uint8Array {
  const { block } = DIGESTS[name];
  const padded = Buffer.alloc(block);
  padded.set(key.length > block ? digest(name, key) : key);
  const inner = digest(name, Buffer.concat([padded.map((byte) => byte ^ 0x36), message]));
  return digest(name, Buffer.concat([padded.map((byte) => byte ^ 0x5c), inner]));
}

const ALIASES: Readonly<Record<string, DigestName>> = {
  sha: 'sha1',
  'ripemd-160': 'ripemd160',
  rmd160: 'ripemd160',
};

/** A digest as products spell it: `SHA-256`, `HmacSHA512`, `sha256`, `PBKDF2WithHmacSHA1`, `salted-hmac-sha256`. */
export function digestNamed(spelling: string): DigestName | undefined {
  const plain = spelling
    .toLowerCase()
    .replace(/^(?:salted|pbkdf2|with|hmac|[-_: ])+|[-_]salt$/g, '')
    .replace(/^sha(?:2-|[-_])(?=\d)/, 'sha');
  const name = ALIASES[plain] ?? plain.replace('sha3_', 'sha3-');
  return isDigest(name) ? name : undefined;
}
