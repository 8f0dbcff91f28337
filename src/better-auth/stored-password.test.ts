import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromStoredText, isCarried, toStoredText } from './stored-password.ts';

const OWN = `${'0a'.repeat(16)}:${'1b'.repeat(64)}`;

describe('a password text', () => {
  it('gives back exactly what went in, whatever that was', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    // No column and no secret is called so; the reader drops it, as it should.
    const name = text.filter((one) => one !== '__proto__');
    const password = fc.record(
      {
        format: text,
        hash: text,
        beside: fc.dictionary(name, fc.oneof(text, fc.integer())),
        secrets: fc.dictionary(name, text),
      },
      { requiredKeys: ['hash'] },
    );
    fc.assert(
      fc.property(password, (given) => {
        const stored = toStoredText(given);
        expect(isCarried(stored)).toBe(true);
        expect(fromStoredText(stored)).toEqual(given);
      }),
    );
  });

  it('is a hash of Better Auth’s own as it is, when that is what it was said to be', () => {
    expect(toStoredText({ format: 'better-auth-scrypt', hash: OWN })).toBe(OWN);
    expect(isCarried(OWN)).toBe(false);
  });

  it('is carried when it only looks like one of Better Auth’s: Lucia 1 has the same shape with another cost', () => {
    expect(isCarried(toStoredText({ format: 'lucia1-scrypt', hash: OWN }))).toBe(true);
    expect(isCarried(toStoredText({ hash: OWN }))).toBe(true);
    expect(isCarried(toStoredText({ format: 'better-auth-scrypt', hash: OWN.toUpperCase() }))).toBe(true);
  });

  it('names secrets and never holds their values', () => {
    const stored = toStoredText({ hash: 'abc', secrets: { pepper: 'SHOP_PEPPER' } });
    expect(fromStoredText(stored)?.secrets).toEqual({ pepper: 'SHOP_PEPPER' });
  });

  it.each([
    ['cut off', toStoredText({ hash: 'abcdef' }).slice(0, -6)],
    ['of a later version', '$footbridge$v=2$e30'],
    ['without a hash', `$footbridge$v=1$${Buffer.from('{}').toString('base64url')}`],
    ['no JSON', '$footbridge$v=1$bm90IGpzb24'],
    ['empty', '$footbridge$v=1$'],
  ])('is not read when it is %s', (_, text) => {
    expect(isCarried(text)).toBe(true);
    expect(fromStoredText(text)).toBeUndefined();
  });
});
