/**
 * crypt(3) on DES: the traditional scheme, BSDi's extended one, HP-UX' bigcrypt and Ultrix' crypt16.
 *
 * All of them encrypt a block of zeros; the password is the key, seven bits of each character.
 *
 * @see https://cvsweb.openbsd.org/src/lib/libc/crypt/crypt.c
 * @module
 */
import { CRYPT64 } from '../encodings.ts';
import { desEncrypt, desKeys } from './des.ts';

const ZEROS = new Uint8Array(8);

/** Eleven digits for eight password bytes and a two-character salt. */
export function descrypt(password: Uint8Array, salt: string, count = 25): string {
  return encodeBlock(desEncrypt(ZEROS, desKeys(keyOf(password)), readSalt(salt), count));
}

/** BSDi: the whole password is folded into the key, eight bytes at a time. */
export function bsdicrypt(password: Uint8Array, salt: string, rounds: number): string {
  let key = keyOf(password);
  for (let at = 8; at < password.length; at += 8) {
    const mixed = desEncrypt(key, desKeys(key));
    const next = keyOf(password.subarray(at));
    key = next.map((byte, i) => byte ^ (mixed[i] ?? 0));
  }
  return encodeBlock(desEncrypt(ZEROS, desKeys(key), readSalt(salt), rounds));
}

/** Where HP-UX and libxcrypt stop reading; passlib goes on, which its longer strings show. */
const BIGCRYPT_BLOCKS = 16;

/** A descrypt per eight bytes, each salted with the first two digits of the one before. */
export function bigcrypt(password: Uint8Array, salt: string, storedBlocks = 0): string {
  let text = descrypt(password.subarray(0, 8), salt);
  let last = text;
  const end = Math.min(password.length, 8 * Math.max(BIGCRYPT_BLOCKS, storedBlocks));
  for (let at = 8; at < end; at += 8) {
    last = descrypt(password.subarray(at, at + 8), last.slice(0, 2));
    text += last;
  }
  return text;
}

/** 20 passes over the first eight bytes, 5 over the second, under one salt. */
export function crypt16(password: Uint8Array, salt: string): string {
  return descrypt(password.subarray(0, 8), salt, 20) + descrypt(password.subarray(8, 16), salt, 5);
}

function keyOf(password: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => (password[i] ?? 0) << 1);
}

/** Six bits a character, least significant first. */
function readSalt(salt: string): number {
  let value = 0;
  for (let i = 0; i < salt.length; i++) value |= Math.max(0, CRYPT64.indexOf(salt.charAt(i))) << (6 * i);
  return value;
}

/** 64 bits as eleven digits, most significant first, the last with two zero bits. */
function encodeBlock(block: Uint8Array): string {
  let value = 0n;
  for (const byte of block) value = (value << 8n) | BigInt(byte);
  value <<= 2n;
  let text = '';
  for (let i = 10n; i >= 0n; i--) text += CRYPT64.charAt(Number((value >> (6n * i)) & 63n));
  return text;
}
