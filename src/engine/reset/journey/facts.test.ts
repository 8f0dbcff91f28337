import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customer } from '../../../../test/crossing.ts';
import { maskAddress } from './confirmation.ts';
import { factOf, isFact } from './facts.ts';

describe('a fact that a customer knows', () => {
  it.each(['1987-03-01', '1.3.1987', '01.03.1987', '3/1/1987', '01/03/1987', ' 1987/3/1 '])(
    'is a date in their own way: %j',
    (answer) => expect(isFact(answer, '1987-03-01')).toBe(true),
  );
  it.each(['', '1987', '2.3.1987', '1987-03-11', '01.03.87', '0', ' '])('is not %j', (answer) =>
    expect(isFact(answer, '1987-03-01')).toBe(false),
  );
  it('is compared without case, accents, spaces and punctuation, in any script', () => {
    expect(isFact('  müller-lüdenscheidt', 'Muller Ludenscheidt')).toBe(true);
    expect(isFact('ｋ１２３', 'K-123')).toBe(true);
    expect(isFact('東京', '京都')).toBe(false);
  });
  it('answers itself and nothing that reads otherwise', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abc123') });
    fc.assert(
      fc.property(word, word, (fact, answer) => {
        expect(isFact(answer, fact)).toBe(answer === fact);
      }),
    );
  });
  it('is read from the profile, an attribute or the end of a number, and nowhere else', () => {
    const ana = customer('ana', {
      identifiers: [{ type: 'phone', value: '+4915112345678' }],
      profile: { birthdate: '1987-03-01', nickname: '—' },
      attributes: { member: 4711, address: { city: 'Jena' } },
    });
    expect(factOf(ana, 'profile.birthdate')).toBe('1987-03-01');
    expect(factOf(ana, 'attributes.member')).toBe('4711');
    expect(factOf(ana, 'attributes.address.city')).toBe('Jena');
    expect(factOf(ana, 'phone')).toBe('5678');
    for (const path of [
      'profile.nickname',
      'profile.constructor',
      'attributes.__proto__',
      'password.hash',
      '',
    ])
      expect(factOf(ana, path)).toBeUndefined();
  });
});

describe('an address that is shown', () => {
  it('says which it is and not what it is', () => {
    expect(maskAddress('maria@example.co.uk', 'email')).toBe('m•••@e•••.uk');
    expect(maskAddress('+4915112345642', 'phone')).toBe('•••• 42');
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const [local = ''] = address.split('@');
        fc.pre(local.length > 3);
        expect(maskAddress(address, 'email')).not.toContain(local);
      }),
    );
  });
});
