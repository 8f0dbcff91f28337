import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierKey, normaliseIdentifier } from '../../identity/identifier.ts';
import { formsOf } from './identifier-forms.ts';

describe('the form under which identifiers are compared', () => {
  it('is the one that targets compare by, whatever was normalised', () => {
    const text = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('Ana@B\u00fccher.de', '\uff21na'),
    );
    fc.assert(
      fc.property(fc.constantFrom('email' as const, 'username' as const), text, (type, written) => {
        const normalised = normaliseIdentifier(type, written);
        if ('problem' in normalised) return;
        const identifier = { type, value: normalised.value };
        expect(formsOf(identifier).key).toBe(identifierKey(identifier));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['ana@acme.io', []],
    ['ana+a+b@acme.io', [['plus-tag', 'email:ana@acme.io']]],
    ['+ana@acme.io', []],
    ['a.n.a@gmail.com', [['dots', 'email:ana@gmail.com']]],
    ['ana@googlemail.com', [['dots', 'email:ana@gmail.com']]],
    [
      'a.na+x@gmail.com',
      [
        ['plus-tag', 'email:a.na@gmail.com'],
        ['dots', 'email:ana@gmail.com'],
      ],
    ],
    ['\u0430na@acme.io', [['unicode', 'email:ana@acme.io']]],
    ['jos\u00e9@acme.io', []],
  ])('of %s is looser by %j', (value, looser) => {
    expect(formsOf({ type: 'email', value }).looser).toEqual(looser);
  });
});
