/**
 * Computes what a stored hash would hold for another password: the same parts with another key.
 *
 * The counterpart of verifying, with the same primitives; nothing is written as text here.
 *
 * @module
 */
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { cryptText, prepare } from '../compute.ts';
import type { BcryptParts, CryptParts, HashParts, Pbkdf2Parts } from '../parts.ts';
import { compileRule } from '../pipeline/compile.ts';
import { argon2Tag } from '../primitives/argon2.ts';
import { bcryptText, needsOwnCode } from '../primitives/bcrypt.ts';
import { DIGESTS } from '../primitives/digest.ts';
import { computeOwn } from '../primitives/own.ts';
import { isPbkdf2InJs, pbkdf2InJs } from '../primitives/pbkdf2.ts';
import { phpassText } from '../primitives/phpass.ts';
import { deriveScrypt, firebaseScryptKey } from '../primitives/scrypt.ts';

const derivePbkdf2 = promisify(pbkdf2);

/** `$2b$10$` and 22 digits of salt. */
const BCRYPT_SETTING = 29;
/** bcrypt looks at no more of a password. */
const BCRYPT_BYTES = 72;
/** DES sees eight characters at once, and bigcrypt strings sixteen of its results together at the most. */
const BIGCRYPT = { characters: 8, segments: 16 };
const BIGCRYPT_DIGITS = 11;

/** The parts with the key of `password`; undefined where nothing we have computes it. */
export async function deriveParts(parts: HashParts, password: Uint8Array): Promise<HashParts | undefined> {
  if (parts.primitive === 'disabled') return undefined;
  if (parts.primitive === 'digest') {
    return { ...parts, key: compileRule(parts.rule).run(password, parts.inputs) };
  }
  const input = prepare(parts.prehash, password);
  switch (parts.primitive) {
    case 'bcrypt':
      return deriveBcrypt(parts, input);
    case 'argon2':
      return { ...parts, key: await argon2Tag(parts, input) };
    case 'scrypt':
      return { ...parts, key: await deriveScrypt(input, parts.salt, parts, parts.key.length) };
    case 'firebase-scrypt':
      return { ...parts, key: await firebaseScryptKey(parts, input) };
    case 'pbkdf2':
      return deriveByPbkdf2(parts, input);
    case 'phpass':
      if (input.length > parts.maxPassword) return undefined;
      return { ...parts, key: phpassText(parts, input).slice(0, parts.key.length) };
    case 'crypt':
      return deriveCrypt(parts, input);
    case 'own':
      return { ...parts, key: computeOwn(parts, input) };
  }
}

async function deriveBcrypt(parts: BcryptParts, input: Uint8Array): Promise<HashParts> {
  const setting = parts.text.slice(0, -31);
  const cut = input.subarray(0, BCRYPT_BYTES);
  if (needsOwnCode(parts, cut)) return { ...parts, text: bcryptText(cut, setting) };
  const salt = `$2b$${setting.slice(4)}`.slice(0, BCRYPT_SETTING);
  const text = await bcryptHash(cut, { salt });
  return { ...parts, text: setting + text.slice(BCRYPT_SETTING) };
}

/** Verifying needs the first block only; a stored key has all of them. */
async function deriveByPbkdf2(parts: Pbkdf2Parts, input: Uint8Array): Promise<HashParts | undefined> {
  const { digest, iterations, salt, key } = parts;
  if (!isPbkdf2InJs(parts))
    return { ...parts, key: await derivePbkdf2(input, salt, iterations, key.length, digest) };
  if (key.length > DIGESTS[digest].size) return undefined;
  return { ...parts, key: pbkdf2InJs(digest, input, salt, iterations).subarray(0, key.length) };
}

function deriveCrypt(parts: CryptParts, input: Uint8Array): HashParts {
  if (parts.scheme !== 'bigcrypt') return { ...parts, key: cryptText(parts, input) };
  const needed = Math.ceil(Math.max(1, input.length) / BIGCRYPT.characters);
  const room = { ...parts, key: '.'.repeat(BIGCRYPT_DIGITS * Math.min(BIGCRYPT.segments, needed)) };
  return { ...parts, key: cryptText(room, input) };
}
