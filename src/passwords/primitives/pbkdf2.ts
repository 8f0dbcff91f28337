/**
 * PBKDF2, the first block only.
 *
 * Many systems store several blocks (389-DS 256 bytes, passport-local-mongoose 512); each costs the full number of
 * iterations and the first one decides. That the stored key is complete is the format's business.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8018#section-5.2
 * @module
 */
import { pbkdf2, timingSafeEqual } from 'node:crypto';
import type { DigestName, Pbkdf2Parts } from '../parts.ts';
import { DIGESTS, hmac } from './digest.ts';

export async function verifyPbkdf2(parts: Pbkdf2Parts, password: Uint8Array): Promise<boolean> {
  const length = firstBlock(parts);
  const key = await derive(parts, password, length);
  return timingSafeEqual(key, parts.key.subarray(0, length));
}

/** OpenSSL lacks these two; in JavaScript, so for a worker thread. */
export function isPbkdf2InJs({ digest }: Pbkdf2Parts): boolean {
  return digest === 'md4' || digest === 'whirlpool';
}

export function verifyPbkdf2InJs(parts: Pbkdf2Parts, password: Uint8Array): boolean {
  const length = firstBlock(parts);
  const block = pbkdf2InJs(parts.digest, password, parts.salt, parts.iterations);
  return timingSafeEqual(block.subarray(0, length), parts.key.subarray(0, length));
}

/** The first block. */
export function pbkdf2InJs(
  digest: DigestName,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  let last = hmac(digest, password, Buffer.concat([salt, Uint8Array.of(0, 0, 0, 1)]));
  const total = Uint8Array.from(last);
  for (let round = 1; round < iterations; round++) {
    last = hmac(digest, password, last);
    for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) ^ (last[i] ?? 0);
  }
  return total;
}

function firstBlock({ digest, key }: Pbkdf2Parts): number {
  return Math.min(key.length, DIGESTS[digest].size);
}

function derive(parts: Pbkdf2Parts, password: Uint8Array, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(password, parts.salt, parts.iterations, length, parts.digest, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
