/**
 * Verification that runs in JavaScript: synchronous, so for small amounts of work or a worker thread.
 *
 * @module
 */
import { timingSafeEqual } from 'node:crypto';
import { readCrypt64, toCrypt64, view } from './encodings.ts';
import type { CryptParts, DigestParts, HashParts, PhpassParts, Prepare } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { verifyBcryptInJs } from './primitives/bcrypt.ts';
import { bigcrypt, bsdicrypt, crypt16, descrypt } from './primitives/des-crypt.ts';
import { digest, hmac } from './primitives/digest.ts';
import { md5cryptText } from './primitives/md5crypt.ts';
import { verifyOwn } from './primitives/own.ts';
import { verifyPbkdf2InJs } from './primitives/pbkdf2.ts';
import { phpassText } from './primitives/phpass.ts';
import { shaCryptText } from './primitives/sha-crypt.ts';
import { sha1cryptText } from './primitives/sha1crypt.ts';
import { hmacStreebog, streebog256 } from './primitives/streebog.ts';
import { sunMd5Text } from './primitives/sun-md5.ts';
import { yescrypt } from './primitives/yescrypt.ts';

/** Whether the password belongs to the parts; parts of native primitives other than bcrypt are not for here. */
export function matchesInJs(parts: HashParts, password: Uint8Array): boolean {
  switch (parts.primitive) {
    case 'digest':
      return matchesDigest(parts, password);
    case 'phpass':
      return matchesPhpass(parts, prepare(parts.prehash, password));
    case 'crypt':
      return matchesCrypt(parts, prepare(parts.prehash, password));
    case 'bcrypt':
      return verifyBcryptInJs(parts, prepare(parts.prehash, password));
    case 'pbkdf2':
      return verifyPbkdf2InJs(parts, prepare(parts.prehash, password));
    case 'own':
      return verifyOwn(parts, prepare(parts.prehash, password));
    default:
      return false;
  }
}

export function prepare(prehash: Prepare | undefined, password: Uint8Array): Uint8Array {
  return prehash === undefined ? password : compileRule(prehash.rule).run(password, prehash.inputs);
}

function matchesDigest({ rule, inputs, key }: DigestParts, password: Uint8Array): boolean {
  return equalBytes(compileRule(rule).run(password, inputs), key);
}

function matchesPhpass(parts: PhpassParts, password: Uint8Array): boolean {
  if (password.length > parts.maxPassword) return false;
  return equalText(phpassText(parts, password).slice(0, parts.key.length), parts.key);
}

function matchesCrypt(parts: CryptParts, password: Uint8Array): boolean {
  const computed = cryptText(parts, password);
  return parts.scheme === 'sha1crypt'
    ? matchesSha1crypt(computed, parts.key)
    : equalText(computed, parts.key);
}

/** The digest of a crypt scheme, in the scheme's own digits. */
export function cryptText(parts: CryptParts, password: Uint8Array): string {
  const rounds = parts.rounds ?? 0;
  const salt = view(parts.salt).toString('latin1');
  switch (parts.scheme) {
    case 'md5crypt':
      return md5cryptText(password, parts.salt, '$1$');
    case 'apr1':
      return md5cryptText(password, parts.salt, '$apr1$');
    case 'aix-smd5':
      return md5cryptText(password, parts.salt, '');
    case 'sha256crypt':
      return shaCryptText('sha256', password, parts.salt, rounds);
    case 'sha512crypt':
      return shaCryptText('sha512', password, parts.salt, rounds);
    case 'sm3crypt':
      return shaCryptText('sm3', password, parts.salt, rounds);
    case 'sha1crypt':
      return sha1cryptText(password, parts.salt, rounds);
    case 'descrypt':
      return descrypt(password, salt);
    case 'bsdicrypt':
      return bsdicrypt(password, salt, rounds);
    case 'bigcrypt':
      return bigcrypt(password, salt, parts.key.length / 11);
    case 'crypt16':
      return crypt16(password, salt);
    case 'sun-md5':
      return sunMd5Text(password, parts.salt, rounds);
    case 'yescrypt':
    case 'gost-yescrypt':
    case 'sm3-yescrypt':
      return yescryptText(parts, password);
  }
}

function yescryptText({ scheme, setting, salt }: CryptParts, password: Uint8Array): string {
  if (setting === undefined) return '';
  const plain = yescrypt(password, readCrypt64(view(salt).toString('latin1')) ?? new Uint8Array(), setting);
  return toCrypt64(scheme === 'yescrypt' ? plain : underNationalHmac(scheme, setting.text, password, plain));
}

/**
 * libxcrypt's wrapper around yescrypt: HMAC of the result under a key made of the setting and the password. It
 * measures the setting by the shorter mark `$y$`, so that a longer mark pushes the end of the salt out.
 *
 * @see https://github.com/besser82/libxcrypt/blob/develop/lib/crypt-gost-yescrypt.c
 */
function underNationalHmac(
  scheme: string,
  text: string,
  password: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  const mark = text.indexOf('$', 1) + 1;
  const setting = Buffer.from(text.slice(0, text.length - mark + '$gy$'.length), 'latin1');
  if (scheme === 'gost-yescrypt') return hmacStreebog(hmacStreebog(streebog256(password), setting), plain);
  return hmac('sm3', plain, hmac('sm3', setting, digest('sm3', password)));
}

/** The last of its 28 digits repeats a byte in one implementation and is padding in another: 20 bytes count. */
function matchesSha1crypt(computed: string, stored: string): boolean {
  const [a, b] = [computed, stored].map(sha1cryptBytes);
  return a !== undefined && b !== undefined && equalBytes(a, b);
}

function sha1cryptBytes(text: string): Uint8Array | undefined {
  const bytes = readCrypt64(text);
  // Groups are least significant byte first, so the borrowed byte opens the last group.
  return bytes === undefined || bytes.length !== 21
    ? undefined
    : Buffer.concat([bytes.subarray(0, 18), bytes.subarray(19)]);
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function equalText(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}
