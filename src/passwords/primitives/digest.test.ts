import { describe, expect, it } from 'vitest';
import { digestNamed } from './digest.ts';

describe('the name of a digest', () => {
  it.each([
    ['SHA', 'sha1'],
    ['SHA-1', 'sha1'],
    ['HmacSHA1', 'sha1'],
    ['PBKDF2WithHmacSHA256', 'sha256'],
    ['pbkdf2_sha256', 'sha256'],
    ['pbkdf2:sha256', 'sha256'],
    ['PBKDF2-HMAC-SHA512', 'sha512'],
    ['SHA_512', 'sha512'],
    ['SHA2-384', 'sha384'],
    ['salted-hmac-sha224', 'sha224'],
    ['sha512-salt', 'sha512'],
    ['SHA3_256', 'sha3-256'],
    ['RIPEMD-160', 'ripemd160'],
    ['HMAC-MD5', 'md5'],
  ])('is understood when a product writes %s', (spelling, name) => {
    expect(digestNamed(spelling)).toBe(name);
  });

  it.each(['', 'hmac', 'rot13', 'sha512/256', '__proto__', 'toString'])(
    'is not guessed from "%s"',
    (spelling) => {
      expect(digestNamed(spelling)).toBeUndefined();
    },
  );
});
