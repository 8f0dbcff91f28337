import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileReader, parseSourcePath } from './source-path.ts';

const record = {
  email: 'ana@example.com',
  'address.city': 'Lisboa',
  address: { city: 'Porto', zip: '4000' },
  emails: [{ value: 'a@example.com' }, { value: '' }, { value: 'b@example.com' }],
  meta: { 'a.b': { c: 1 }, 'it"s': 2 },
  matrix: [
    [1, 2],
    [3, 4],
  ],
};

describe('a path into a record', () => {
  it.each([
    ['email', 'ana@example.com'],
    ['address.zip', '4000'],
    ['emails[0].value', 'a@example.com'],
    ['emails[*].value', ['a@example.com', 'b@example.com']],
    ['emails[7].value', undefined],
    ['meta["a.b"].c', 1],
    ['meta["it\\"s"]', 2],
    ['matrix[1][0]', 3],
    ['matrix[*][1]', [2, 4]],
    ['address', { city: 'Porto', zip: '4000' }],
    ['nobody.home', undefined],
    ['email.length', undefined],
    ['emails.length', undefined],
    ['address[0]', undefined],
    ['constructor', undefined],
    ['address.toString', undefined],
    ['__proto__', undefined],
  ])('reads %s', (path, expected) => {
    expect(compileReader(path)(record)).toEqual(expected);
  });

  it('prefers a field whose whole name is the path, as a CSV header may be', () => {
    expect(compileReader('address.city')(record)).toBe('Lisboa');
    expect(compileReader('address["city"]')(record)).toBe('Porto');
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[x]', 'a[-1]', 'a["b]', 'a]', '[*'])(
    'is not "%s"',
    (path) => {
      expect(parseSourcePath(path)).toBeUndefined();
      expect(() => compileReader(path)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    },
  );

  it('may hold spaces, hyphens and letters of any language', () => {
    expect(compileReader('Customer ID')({ 'Customer ID': 7 })).toBe(7);
    expect(compileReader('endereço-fiscal.nº')({ 'endereço-fiscal': { nº: 3 } })).toBe(3);
  });

  it('reaches any name at all when it is quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (outer, inner) => {
        const path = `[${JSON.stringify(outer)}][${JSON.stringify(inner)}]`;
        const nested = Object.fromEntries([[outer, Object.fromEntries([[inner, 'found']])]]);
        expect(compileReader(path)(nested)).toBe('found');
      }),
    );
  });

  it('never throws on any record', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b'), fc.anything()), (fields) => {
        for (const path of ['a', 'a.b', 'a[0].b', 'a[*].b[*]'])
          expect(() => compileReader(path)(fields)).not.toThrow();
      }),
    );
  });
});
