import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindIndexWith, externalId } from './blind-index.ts';

const index = blindIndexWith(createSecretKey(Buffer.alloc(32, 7)));
const other = blindIndexWith(createSecretKey(Buffer.alloc(32, 8)));

describe('the blind index', () => {
  it('finds the same text again, and is a uuid to the database', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(index.identifier('email', text)).toBe(index.identifier('email', text));
        expect(index.identifier('email', text)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('gives an equal text of another type, use or source another hash', () => {
    const hashes = [
      index.identifier('email', 'x'),
      index.identifier('username', 'x'),
      index.identityId('email', 'x'),
      index.identityId('identifier', 'x'),
      index.digest('x'),
      index.digest('email\0x'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('tells nobody anything without the key', () => {
    expect(index.identifier('email', 'a@example.com')).not.toBe(other.identifier('email', 'a@example.com'));
  });

  it('digests bytes like the text they spell', () => {
    expect(index.digest(Buffer.from('{"ü":1}'))).toBe(index.digest('{"ü":1}'));
  });

  // Computed with Python's hmac.
  it('is stable: a changed hash would make every customer a new one', () => {
    expect(index.identityId('csv', '42')).toBe('3c7769ce-3375-fd0f-adba-4f9166423925');
    expect(index.identifier('email', 'a@example.com')).toBe('c22981e7-7966-8b4e-5d84-d0c94effea7b');
    expect(externalId(index.identityId('csv', '42'))).toBe('3c7769ce3375fd0fadba4f9166423925');
  });
});
