/**
 * Lotus Domino's three internet passwords: a relative of MD2 with a table of its own (5), the same over a salt and
 * the hex text of the first (6), and PBKDF2 over the text of the second (8).
 *
 * @see https://hashcat.net/forum/thread-3550.html the description of version 8 by philsmd
 * @module
 */
import { pbkdf2Sync } from 'node:crypto';
import { toHex } from '../encodings.ts';

const BLOCK = 16;
const ROUNDS = 18;

/** Where MD2 has digits of pi (RFC 1319 §3.2), Domino has this permutation. */
const TABLE = Buffer.from(
  [
    'bd56eaf2a2f1ac2ab093d19c1b33fdd03004b6dc7ddf324bf7cb459b31bb215a419fe1d94a4d9edaa0682cc3275f8036',
    '3eeefb951afecea834a913f0a63fd80c7824af2352c16717f56690e7e807b86048e61e53f392a4728c08156e860084fa',
    'f47f8a4219f6dbcd148d5012ba3c064eecb33511a1888e2b9499b77174d3e4bf3ade960ebc0aed77fc376b03798962c6',
    'd7c0d27c6a8b22a35b055d0275d561e3188f5551ad1f0b5e85e5c25763ca3d6cb4c5cc70b291590d4720c84f58e001e2',
    '1638c46f3b0f6546be7e2d7b82f940b51d73f8eb26c787972554b128aa989da5646d7ad4108144ef49d6ae2edd765c2f',
    'a71cc909699a83cf2939b9e94cff43ab',
  ].join(''),
  'hex',
);

/** Bytes of the salt in version 6, which are the first of sixteen in version 8. */
const SALT = 5;
/** Domino digests as many bytes as the text in parentheses has, salt in front: the last five never count. */
const SALTED_LENGTH = 34;
/** Of the digest, nine bytes are stored whole and two bits more. */
const STORED = 9;

export function domino5(password: Uint8Array): Uint8Array {
  const state = new Uint8Array(BLOCK);
  const checksum = new Uint8Array(BLOCK);
  // The padding says its own length, so a message of whole blocks gets one more.
  const padding = BLOCK - (password.length % BLOCK);
  const message = Buffer.alloc(password.length + padding, padding);
  message.set(password);
  for (let at = 0; at < message.length; at += BLOCK) {
    const block = message.subarray(at, at + BLOCK);
    mix(state, block);
    addTo(checksum, block);
  }
  mix(state, checksum);
  return state;
}

/** The nine bytes of the digest that are stored. */
export function domino6(password: Uint8Array, salt: Uint8Array): Uint8Array {
  return salted(password, salt).subarray(0, STORED);
}

/** The first eight bytes of the derived key. */
export function domino8(password: Uint8Array, salt: Uint8Array, iterations: number): Uint8Array {
  const short = salt.subarray(0, SALT);
  // All 16 digits of ten bytes do not fit: 19 characters are kept of 20.
  const text = toDomino64(Buffer.concat([hidden(short), salted(password, short).subarray(0, 10)])).slice(
    0,
    19,
  );
  return pbkdf2Sync(`(G${text})`, salt, iterations, 8, 'sha1');
}

function salted(password: Uint8Array, salt: Uint8Array): Uint8Array {
  const text = `(${toHex(domino5(password)).toUpperCase()})`;
  return domino5(Buffer.concat([salt, Buffer.from(text)]).subarray(0, SALTED_LENGTH));
}

/** Domino writes the fourth byte of every salt four higher than it is. */
export function hidden(salt: Uint8Array): Uint8Array {
  return salt.map((byte, i) => (i === 3 ? byte + 4 : byte));
}

/** @see hidden */
export function revealed(stored: Uint8Array): Uint8Array {
  return stored.map((byte, i) => (i === 3 ? byte - 4 : byte));
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/';

/** Base 64, most significant bits first; whole groups of three bytes. */
export function toDomino64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const value = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) text += DIGITS.charAt((value >>> shift) & 63);
  }
  return text;
}

/** Whole bytes only; the caller has checked the digits. */
export function readDomino64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let value = 0;
  let bits = 0;
  let at = 0;
  for (const digit of text) {
    value = ((value << 6) | DIGITS.indexOf(digit)) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = value >>> bits;
  }
  return bytes;
}

function mix(state: Uint8Array, block: Uint8Array): void {
  const x = new Uint8Array(3 * BLOCK);
  x.set(state);
  x.set(block, BLOCK);
  for (let i = 0; i < BLOCK; i++) x[2 * BLOCK + i] = (state[i] ?? 0) ^ (block[i] ?? 0);
  let last = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < x.length; i++) {
      last = (x[i] ?? 0) ^ (TABLE[(x.length - i + last) & 255] ?? 0);
      x[i] = last;
    }
  }
  state.set(x.subarray(0, BLOCK));
}

function addTo(checksum: Uint8Array, block: Uint8Array): void {
  let last = checksum[BLOCK - 1] ?? 0;
  for (let i = 0; i < BLOCK; i++) {
    last = (checksum[i] ?? 0) ^ (TABLE[(block[i] ?? 0) ^ last] ?? 0);
    checksum[i] = last;
  }
}
