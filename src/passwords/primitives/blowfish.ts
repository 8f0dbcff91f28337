/**
 * bcrypt in full: every variant with the bugs that belong to it.
 *
 * Used where the native library does not reach: `$2$` (no NUL behind the password), `$2x$` (crypt_blowfish's sign
 * extension), crypt_blowfish's countermeasure in `$2a$`, and passwords that are raw bytes. About 1.4 times slower
 * than native code.
 *
 * @see https://www.usenix.org/legacy/events/usenix99/provos.html
 * @see https://www.openwall.com/lists/announce/2011/07/17/1 the sign extension bug and what was done about it
 * @module
 */
import { readWith64, toWith64 } from '../encodings.ts';
import type { BcryptParts } from '../parts.ts';
import { piWords } from './pi.ts';

const SUBKEYS = 18;
const BOXES = 1024;

/** "OrpheanBeholderScryDoubt" as words. */
const MAGIC = [0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274] as const;

let digits: Uint32Array | undefined;

interface State {
  readonly P: Int32Array;
  readonly S: Int32Array;
}

/**
 * The 23 bytes of bcrypt's result.
 *
 * @param safety crypt_blowfish's countermeasure for `$2a$`; OpenBSD's bcrypt has none.
 */
export function bcryptRaw(
  variant: BcryptParts['variant'],
  password: Uint8Array,
  salt: Uint8Array,
  cost: number,
  safety = false,
): Uint8Array {
  const state = freshState();
  const key = keyWords(password, variant);
  const saltWords = cyclicWords(salt);
  if (safety && needsCountermeasure(password)) state.P[0] = (state.P[0] ?? 0) ^ 0x10000;
  expand(state, key, saltWords);
  const nothing = new Int32Array(SUBKEYS);
  for (let round = 0; round < 2 ** cost; round++) {
    expand(state, key, nothing);
    expand(state, saltWords, nothing);
  }
  return encrypt(state);
}

function encrypt(state: State): Uint8Array {
  const text = Int32Array.from(MAGIC);
  for (let i = 0; i < 6; i += 2) for (let j = 0; j < 64; j++) encipher(state, text, i);
  const bytes = Buffer.alloc(24);
  for (const [i, word] of text.entries()) bytes.writeInt32BE(word, i * 4);
  return bytes.subarray(0, 23);
}

function freshState(): State {
  digits ??= piWords(SUBKEYS + BOXES);
  return { P: Int32Array.from(digits.subarray(0, SUBKEYS)), S: Int32Array.from(digits.subarray(SUBKEYS)) };
}

/** 72 bytes of the password, repeated with a NUL between; `$2$` repeats without it. */
function keyWords(password: Uint8Array, variant: BcryptParts['variant']): Int32Array {
  const bytes = variant === '2' ? password : Buffer.concat([password, Buffer.alloc(1)]);
  return variant === '2x' ? signExtendedWords(bytes) : cyclicWords(bytes);
}

function cyclicWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(SUBKEYS);
  if (bytes.length === 0) return words;
  for (let i = 0; i < SUBKEYS * 4; i++) {
    words[i >> 2] = ((words[i >> 2] ?? 0) << 8) | (bytes[i % bytes.length] ?? 0);
  }
  return words;
}

/** The bug: each byte is taken as a signed char, so that one above 0x7f overwrites those before it. */
function signExtendedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(SUBKEYS);
  for (let i = 0; i < SUBKEYS * 4; i++) {
    words[i >> 2] = ((words[i >> 2] ?? 0) << 8) | (((bytes[i % bytes.length] ?? 0) << 24) >> 24);
  }
  return words;
}

/**
 * Whether both readings of the key agree although a sign bit was extended: then crypt_blowfish's `$2a$` differs
 * from everybody else's on purpose, so that hashes of the bug cannot pass for correct ones.
 */
export function needsCountermeasure(password: Uint8Array): boolean {
  const bytes = Buffer.concat([password, Buffer.alloc(1)]);
  const right = cyclicWords(bytes);
  const wrong = signExtendedWords(bytes);
  if (right.some((word, i) => word !== wrong[i])) return false;
  return Array.from({ length: SUBKEYS * 4 }, (_, i) => i).some(
    (i) => i % 4 !== 0 && (bytes[i % bytes.length] ?? 0) >= 0x80,
  );
}

/** The key schedule: mixes the key in, then replaces every subkey and box by enciphering the salt forward. */
function expand(state: State, key: Int32Array, salt: Int32Array): void {
  const { P, S } = state;
  for (let i = 0; i < SUBKEYS; i++) P[i] = (P[i] as number) ^ (key[i] as number);
  const block = new Int32Array(2);
  let at = 0;
  for (let i = 0; i < SUBKEYS + BOXES; i += 2) {
    block[0] = (block[0] as number) ^ (salt[at] as number);
    block[1] = (block[1] as number) ^ (salt[at + 1] as number);
    at = (at + 2) & 3;
    encipher(state, block, 0);
    const target = i < SUBKEYS ? P : S;
    const to = i < SUBKEYS ? i : i - SUBKEYS;
    target[to] = block[0] as number;
    target[to + 1] = block[1] as number;
  }
}

function encipher({ P, S }: State, block: Int32Array, at: number): void {
  let left = (block[at] as number) ^ (P[0] as number);
  let right = block[at + 1] as number;
  for (let i = 1; i <= 16; i += 2) {
    right ^= P[i] as number;
    right ^=
      ((((S[left >>> 24] as number) + (S[256 + ((left >>> 16) & 255)] as number)) ^
        (S[512 + ((left >>> 8) & 255)] as number)) +
        (S[768 + (left & 255)] as number)) |
      0;
    left ^= P[i + 1] as number;
    left ^=
      ((((S[right >>> 24] as number) + (S[256 + ((right >>> 16) & 255)] as number)) ^
        (S[512 + ((right >>> 8) & 255)] as number)) +
        (S[768 + (right & 255)] as number)) |
      0;
  }
  block[at] = right ^ (P[17] as number);
  block[at + 1] = left;
}

/** Salt and result in bcrypt's base 64; a salt whose last digit has spare bits is read as C reads it. */
export function readBcrypt64(text: string): Uint8Array | undefined {
  return readWith64('bcrypt', text);
}

export function toBcrypt64(bytes: Uint8Array): string {
  return toWith64('bcrypt', bytes);
}
