/**
 * NetBSD's SHA-1 crypt, also Juniper's `$sha1$`: HMAC-SHA1 fed back, keyed with the password.
 *
 * @see https://cvsweb.netbsd.org/bsdweb.cgi/src/lib/libcrypt/crypt-sha1.c
 * @module
 */
import { hash } from 'node:crypto';
import { crypt64Digits } from '../encodings.ts';
import { hmac } from './digest.ts';

export function sha1cryptText(password: Uint8Array, salt: Uint8Array, rounds: number): string {
  let digest: Uint8Array = hmac('sha1', password, Buffer.concat([salt, Buffer.from(`$sha1$${rounds}`)]));
  const again = hmacOfDigest(password);
  for (let round = 1; round < rounds; round++) digest = again(digest);
  const byte = (i: number): number => digest[i] ?? 0;
  let text = '';
  for (let i = 0; i < 18; i += 3)
    text += crypt64Digits((byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2), 4);
  // The last group borrows the first byte, as NetBSD's does.
  return text + crypt64Digits((byte(18) << 16) | (byte(19) << 8) | byte(0), 4);
}

/** HMAC over 20 bytes with the pads laid out once: half the time of a new Hmac object a round. */
function hmacOfDigest(password: Uint8Array): (digest: Uint8Array) => Uint8Array {
  const key = Buffer.alloc(64);
  key.set(password.length > 64 ? hash('sha1', password, 'buffer') : password);
  const inner = Buffer.concat([key.map((byte) => byte ^ 0x36), Buffer.alloc(20)]);
  const outer = Buffer.concat([key.map((byte) => byte ^ 0x5c), Buffer.alloc(20)]);
  return (digest) => {
    inner.set(digest, 64);
    outer.set(hash('sha1', inner, 'buffer'), 64);
    return hash('sha1', outer, 'buffer');
  };
}
