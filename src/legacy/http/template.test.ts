import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillHeader, fillJson, fillUrl, hasPlace, strangePlaces } from './template.ts';

const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });

describe('a filled place', () => {
  it('stays one part of the path and one value of the query, whatever stands in it', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== '.' && text !== '..'),
        (identifier) => {
          const url = fillUrl('https://shop.example/users/{identifier}/login?who={identifier}&x=1', {
            identifier,
          });
          expect(url.host).toBe('shop.example');
          expect(url.hash).toBe('');
          expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'users', identifier, 'login']);
          expect([...url.searchParams]).toEqual([
            ['who', identifier],
            ['x', '1'],
          ]);
        },
      ),
    );
  });

  it('stays one field of a JSON body, and is not filled in again', () => {
    fc.assert(
      fc.property(anyText, anyText, (identifier, password) => {
        const template = { login: '{identifier}', nested: [{ secret: 'p:{password}' }], count: 3, no: null };
        const body = JSON.stringify(fillJson(template, { identifier, password }));
        expect(JSON.parse(body)).toEqual({
          login: identifier,
          nested: [{ secret: `p:${password}` }],
          count: 3,
          no: null,
        });
      }),
    );
    expect(fillJson('{identifier}', { identifier: '{password}', password: 'secret' })).toBe('{password}');
    expect(fillJson('{password}', { password: '$& $1 $$' })).toBe('$& $1 $$');
  });

  it('ends no header and begins no other', () => {
    fc.assert(
      fc.property(anyText, (address) => {
        expect(fillHeader('for={address}', { address })).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('is nothing where nothing is known', () => {
    expect(fillJson({ id: '{sourceId}' }, { identifier: 'ana' })).toEqual({ id: '' });
  });
});

it('places are found in texts however deep, and strange ones are named', () => {
  expect(strangePlaces({ a: ['{identifier}', { b: '{login} {pasword}' }], c: 7 })).toEqual([
    'login',
    'pasword',
  ]);
  expect(hasPlace({ a: [{ b: 'x{password}y' }] }, 'password')).toBe(true);
  expect(hasPlace({ password: 'x' }, 'password')).toBe(false);
});
