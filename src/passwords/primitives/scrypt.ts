/**
 * scrypt, and what Firebase made of it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7914
 * @see https://github.com/firebase/scrypt
 * @module
 */
import { createCipheriv, scrypt, timingSafeEqual } from 'node:crypto';
import type { FirebaseScryptParts, ScryptParts } from '../parts.ts';

export async function verifyScrypt(parts: ScryptParts, password: Uint8Array): Promise<boolean> {
  const key = await deriveScrypt(password, parts.salt, parts, parts.key.length);
  return timingSafeEqual(key, parts.key);
}

export async function verifyFirebaseScrypt(
  parts: FirebaseScryptParts,
  password: Uint8Array,
): Promise<boolean> {
  const result = await firebaseScryptKey(parts, password);
  return result.length === parts.key.length && timingSafeEqual(result, parts.key);
}

/** The signer key encrypted with AES-256 in counter mode, from zero, under the first half of the scrypt key. */
export async function firebaseScryptKey(parts: FirebaseScryptParts, password: Uint8Array): Promise<Buffer> {
  const salt = Buffer.concat([parts.salt, parts.saltSeparator]);
  const derived = await deriveScrypt(password, salt, { N: 2 ** parts.memCost, r: parts.rounds, p: 1 }, 64);
  const cipher = createCipheriv('aes-256-ctr', derived.subarray(0, 32), Buffer.alloc(16));
  return Buffer.concat([cipher.update(parts.signerKey), cipher.final()]);
}

export function deriveScrypt(
  password: Uint8Array,
  salt: Uint8Array,
  { N, r, p }: Pick<ScryptParts, 'N' | 'r' | 'p'>,
  length: number,
): Promise<Buffer> {
  // OpenSSL counts a little more than 128 N r; the bound that matters was checked before.
  const maxmem = 128 * r * (N + p + 2) + 2 ** 20;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
