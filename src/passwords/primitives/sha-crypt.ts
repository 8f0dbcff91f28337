/**
 * SHA-crypt, Ulrich Drepper's successor of MD5 crypt, with SHA-256, SHA-512 or (openEuler) SM3.
 *
 * @see https://www.akkadia.org/drepper/SHA-crypt.txt
 * @module
 */
import { hash } from 'node:crypto';
import { crypt64Digits } from '../encodings.ts';

export type ShaCryptDigest = 'sha256' | 'sha512' | 'sm3';

/** The digest in its own base 64: 43 or 86 characters. */
export function shaCryptText(
  digest: ShaCryptDigest,
  password: Uint8Array,
  salt: Uint8Array,
  rounds: number,
): string {
  const raw = shaCryptRaw(digest, password, salt, rounds);
  return digest === 'sha512' ? encode(raw, 21, 64) : encode(raw, 10, 32);
}

function shaCryptRaw(
  digest: ShaCryptDigest,
  password: Uint8Array,
  salt: Uint8Array,
  rounds: number,
): Uint8Array {
  let result = firstDigest(digest, password, salt);
  // Steps 13 to 20: sequences as long as the password and the salt, from digests of many copies of each.
  const P = repeat(
    hash(digest, Buffer.concat(Array(password.length).fill(password)), 'buffer'),
    password.length,
  );
  const copies = 16 + (result[0] ?? 0);
  const S = repeat(hash(digest, Buffer.concat(Array(copies).fill(salt)), 'buffer'), salt.length);

  const size = result.length;
  const buffer = Buffer.alloc(size + P.length * 2 + S.length);
  for (let round = 0; round < rounds; round++) {
    let at = 0;
    const put = (bytes: Uint8Array): void => {
      buffer.set(bytes, at);
      at += bytes.length;
    };
    put(round & 1 ? P : result);
    if (round % 3 !== 0) put(S);
    if (round % 7 !== 0) put(P);
    put(round & 1 ? result : P);
    result = hash(digest, buffer.subarray(0, at), 'buffer');
  }
  return result;
}

/** Steps 1 to 12. */
function firstDigest(digest: ShaCryptDigest, password: Uint8Array, salt: Uint8Array): Uint8Array {
  const alternate = hash(digest, Buffer.concat([password, salt, password]), 'buffer');
  const parts: Uint8Array[] = [password, salt, repeat(alternate, password.length)];
  for (let bits = password.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? alternate : password);
  return hash(digest, Buffer.concat(parts), 'buffer');
}

function repeat(bytes: Uint8Array, length: number): Uint8Array {
  return length === 0 ? new Uint8Array() : Buffer.alloc(length, bytes);
}

/**
 * The published tables of byte triples follow a rule: thirds of the digest, rotated one place per group, to the
 * left for SHA-512 and to the right for SHA-256; the bytes left over come last.
 */
function encode(raw: Uint8Array, third: number, size: 32 | 64): string {
  let text = '';
  for (let i = 0; i < third; i++) {
    const triple = [i, i + third, i + 2 * third];
    const shift = size === 64 ? i % 3 : (3 - (i % 3)) % 3;
    const [a, b, c] = [0, 1, 2].map((k) => raw[triple[(k + shift) % 3] ?? 0] ?? 0);
    text += crypt64Digits(((a ?? 0) << 16) | ((b ?? 0) << 8) | (c ?? 0), 4);
  }
  return size === 64
    ? text + crypt64Digits(raw[63] ?? 0, 2)
    : text + crypt64Digits(((raw[31] ?? 0) << 8) | (raw[30] ?? 0), 3);
}
