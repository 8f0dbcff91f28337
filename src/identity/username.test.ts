import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseUsername } from './username.ts';

const KNOWN: readonly (readonly [why: string, written: string, value: string, key: string])[] = [
  ['ordinary', 'ana', 'ana', 'ana'],
  ['with capitals', 'Ana_Silva-99', 'Ana_Silva-99', 'ana_silva-99'],
  ['with spaces around', '  Ana\u00a0', 'Ana', 'ana'],
  [
    'with every mark of the keyboard',
    "!$%&'()*+,-./:;<=>?@[]^_`{|}~",
    "!$%&'()*+,-./:;<=>?@[]^_`{|}~",
    "!$%&'()*+,-./:;<=>?@[]^_`{|}~",
  ],
  ['in full-width letters', 'Ａｎａ９', 'Ａｎａ９', 'ana9'],
  ['in half-width katakana with a voiced mark', 'ｶﾞｽ', 'ｶﾞｽ', 'ガス'],
  ['decomposed', 'Jose\u0301', 'José', 'josé'],
  ['with a final sigma (RFC 8265 §3.5, example 7)', 'Σας', 'Σας', 'σας'],
  ['in Arabic', 'مريم', 'مريم', 'مريم'],
  ['with a star, which the legacy let in', '★ana', '★ana', '★ana'],
];

const INVALID: readonly (readonly [defect: string, written: string, found: string])[] = [
  ['is empty', '', 'nothing but white space'],
  ['has a space inside', 'ana silva', 'white space inside'],
  ['has an ideographic space inside', 'ana\u3000silva', 'white space inside'],
  ['has a line break inside', 'ana\nsilva', 'white space inside'],
  ['has a control character', 'ana\u0007', 'an invisible, control or unassigned character'],
  ['turns the direction of the text round', 'ana\u202etxt', 'an invisible, control or unassigned character'],
  ['has a private character', 'ana\ue000', 'an invisible, control or unassigned character'],
];

describe('a user name', () => {
  it.each(KNOWN)('is understood %s', (_why, written, value, key) => {
    expect(normaliseUsername(written)).toEqual({ value, key });
  });

  it.each(INVALID)('is refused when it %s', (_defect, written, found) => {
    expect(normaliseUsername(written)).toEqual({ problem: { code: 'USERNAME_INVALID', found } });
  });

  it('has one key in capitals, in small letters, composed, decomposed and wide', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcxyzéüñçåżαωжя'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(letters, (name) => {
        const wide = name.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0));
        for (const variant of [name.toUpperCase(), name.normalize('NFD'), wide, wide.toUpperCase()]) {
          expect(normaliseUsername(variant)).toMatchObject({ key: name });
        }
      }),
    );
  });
});
