import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierKey, normaliseIdentifier } from './identifier.ts';
import type { IdentifierType } from './identity.ts';

const TYPES = ['email', 'phone', 'username'] as const satisfies readonly IdentifierType[];

/** Any code points, lone surrogates included; and text that is nearly an identifier, which finds more. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'aÄßİΣſK.@＠-+0049()x "\\\u0301\u200b\u3000ﾞ Ａ☃😀\ud800'),
    maxLength: 30,
  }),
  fc
    .tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.domain())
    .map(([local, domain]) => `${local}@${domain}`),
  fc.string({ unit: fc.constantFrom(...'+0123456789 ()-/'), maxLength: 20 }),
);

describe('any text as an identifier', () => {
  it.each(TYPES)('never makes the %s rules throw', (type) => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(undefined, 'DE', 'US', 'xx'), (text, country) => {
        const normalised = normaliseIdentifier(type, text, country);
        expect('value' in normalised || normalised.problem.code.endsWith('_INVALID')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(TYPES)('gives a %s that normalises to itself', (type) => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(undefined, 'DE', 'US'), (text, country) => {
        const once = normaliseIdentifier(type, text, country);
        if ('problem' in once) return;
        expect(normaliseIdentifier(type, once.value)).toEqual(once);
        expect(normaliseIdentifier(type, once.value, country)).toEqual(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['email', 'username'] as const)('gives a %s whose key has itself as its key', (type) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseIdentifier(type, text);
        if ('problem' in once) return;
        const again = normaliseIdentifier(type, once.key);
        if ('key' in again) expect(again.key).toBe(once.key);
        else expect(again.problem.found).toMatch(/octets/);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(TYPES)('names no part of a refused %s in the problem', (type) => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'QZ7 @.'), minLength: 8, maxLength: 40 }), (text) => {
        const normalised = normaliseIdentifier(type, text);
        if ('problem' in normalised) expect(normalised.problem.found).not.toContain(text.trim() || '\0');
      }),
    );
  });

  it.each(TYPES)('is refused as a %s without delay when it is a megabyte of spaces', (type) => {
    const normalised = normaliseIdentifier(type, `x${' '.repeat(1_000_000)}y`);
    expect(normalised).toMatchObject({ problem: { found: '1000002 characters' } });
  });
});

describe('the key of an identifier', () => {
  it('carries its type, so that a user name is never taken for an e-mail address', () => {
    expect(identifierKey({ type: 'email', value: 'Ana@Example.com' })).toBe('email:ana@example.com');
    expect(identifierKey({ type: 'username', value: 'Ana@Example.com' })).toBe('username:ana@example.com');
    expect(identifierKey({ type: 'phone', value: '+491701234567' })).toBe('phone:+491701234567');
  });

  it('is the same for a phone number however it was written', () => {
    expect(identifierKey({ type: 'phone', value: '+49 (0)170 123-4567' })).toBe('phone:+491701234567');
  });

  it('compares what is not valid in lower case, so that equal bad addresses stay equal', () => {
    expect(identifierKey({ type: 'email', value: ' Not An Address ' })).toBe('email:not an address');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), anyText, (type, value) => {
        expect(identifierKey({ type, value }).startsWith(`${type}:`)).toBe(true);
      }),
    );
  });
});
