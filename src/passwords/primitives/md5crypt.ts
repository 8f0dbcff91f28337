/**
 * Poul-Henning Kamp's MD5 crypt of 1994 and its two descendants: Apache's `apr1` and AIX' `{smd5}`, which differ
 * only in the magic that is hashed along.
 *
 * @see https://github.com/freebsd/freebsd-src/blob/main/lib/libcrypt/crypt-md5.c
 * @module
 */
import { crypt64Digits } from '../encodings.ts';
import { md5 } from './md5.ts';

const ROUNDS = 1000;

/** The raw digest: OpenLDAP's `{APR1}` stores it before its own base 64. */
export function md5cryptRaw(password: Uint8Array, salt: Uint8Array, magic: string): Uint8Array {
  let digest = firstDigest(password, salt, Buffer.from(magic, 'latin1'));
  for (let round = 0; round < ROUNDS; round++) {
    const parts = [round & 1 ? password : digest];
    if (round % 3 !== 0) parts.push(salt);
    if (round % 7 !== 0) parts.push(password);
    parts.push(round & 1 ? digest : password);
    digest = md5(Buffer.concat(parts));
  }
  return digest;
}

function firstDigest(password: Uint8Array, salt: Uint8Array, magic: Uint8Array): Uint8Array {
  const alternate = md5(Buffer.concat([password, salt, password]));
  const parts: Uint8Array[] = [password, magic, salt];
  for (let left = password.length; left > 0; left -= 16)
    parts.push(alternate.subarray(0, Math.min(16, left)));
  // The famous oddity: a NUL for every set bit of the length, the first character for every clear one.
  for (let bits = password.length; bits > 0; bits >>= 1) {
    parts.push(bits & 1 ? Uint8Array.of(0) : password.subarray(0, 1));
  }
  return md5(Buffer.concat(parts));
}

const ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

export function md5cryptText(password: Uint8Array, salt: Uint8Array, magic: string): string {
  return transposedMd5(md5cryptRaw(password, salt, magic));
}

/** Sixteen bytes in MD5 crypt's own order and base 64. */
export function transposedMd5(raw: Uint8Array): string {
  const byte = (i: number): number => raw[i] ?? 0;
  const groups = ORDER.map(([a, b, c]) => crypt64Digits((byte(a) << 16) | (byte(b) << 8) | byte(c), 4));
  return groups.join('') + crypt64Digits(byte(11), 2);
}
