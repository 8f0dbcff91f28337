/**
 * NetBSD's SHA-1 crypt, also Juniper's `$sha1$`: HMAC-SHA1 fed back, keyed with the password.
 *
 * @see https://cvsweb.netbsd.org/bsdweb.cgi/src/lib/libcrypt/crypt-sha1.c
 * @module
 */
import { crypt64Digits } from '../encodings.ts';
import { hmac } from './digest.ts';

export function sha1cryptText(password: Uint8Array, salt: Uint8Array, rounds: number): string {
  let digest = hmac('sha1', password, Buffer.concat([salt, Buffer.from(`$sha1$${rounds}`)]));
  for (let round = 1; round < rounds; round++) digest = hmac('sha1', password, digest);
  const byte = (i: number): number => digest[i] ?? 0;
  let text = '';
  for (let i = 0; i < 18; i += 3)
    text += crypt64Digits((byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2), 4);
  // The last group borrows the first byte, as NetBSD's does.
  return text + crypt64Digits((byte(18) << 16) | (byte(19) << 8) | byte(0), 4);
}
