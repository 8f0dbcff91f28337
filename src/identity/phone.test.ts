import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { isPlainlyPossible } from './numbering-plan.ts';
import { isCountry, normalisePhone } from './phone.ts';

const KNOWN: readonly (readonly [
  why: string,
  written: string,
  country: string | undefined,
  value: string,
])[] = [
  ['in E.164', '+491701234567', undefined, '+491701234567'],
  ['with spaces and hyphens', '+49 170 123-4567', undefined, '+491701234567'],
  ['with 00 and no default country', '0049 170 1234567', undefined, '+491701234567'],
  ['with 00 in a country that dials 011', '0049 170 1234567', 'US', '+491701234567'],
  ['with the prefix of the default country', '011 49 170 1234567', 'US', '+491701234567'],
  ['with a trunk zero in brackets', '+44 (0)7911 123456', undefined, '+447911123456'],
  ['with a full-width plus', '＋４９ １７０ １２３４５６７', undefined, '+491701234567'],
  ['as a tel: address', 'tel:+49-170-1234567', undefined, '+491701234567'],
  ['national', '0170 1234567', 'DE', '+491701234567'],
  ['national, in Arabic digits', '٠١٧٠١٢٣٤٥٦٧', 'DE', '+491701234567'],
  ['Italian, whose zero stays', '+39 06 1234567', undefined, '+39061234567'],
  ['a landline', '(030) 901820', 'DE', '+4930901820'],
  ['freephone without a country', '+800 1234 5678', undefined, '+80012345678'],
  ['in a range too new for the library', '+1 555 234 5678', undefined, '+15552345678'],
  [
    'between invisible marks, as copied from a contact card',
    '\u202a+491701234567\u202c',
    undefined,
    '+491701234567',
  ],
];

const INVALID: readonly (readonly [
  defect: string,
  written: string,
  country: string | undefined,
  found: string,
])[] = [
  ['is empty', '', undefined, 'nothing but white space'],
  [
    'is national and no country is known',
    '0170 1234567',
    undefined,
    'no country code and no default country',
  ],
  ['is national and the country does not exist', '0170 1234567', 'XX', 'not a number of XX'],
  ['is national of another country', '0170 1234567', 'US', 'not a number of US'],
  ['is too short', '+49 1', undefined, 'digits that fit no numbering plan'],
  ['has a country code nobody has', '+999 123 456 789', undefined, 'digits that fit no numbering plan'],
  ['has the country twice', '+49 0049 170 1234567', undefined, 'digits that fit no numbering plan'],
  ['has an extension', '+44 7911 123456 ext. 12', undefined, 'a number with an extension'],
  ['has an extension behind an x', '030 901820 x12', 'DE', 'a number with an extension'],
  ['is a word', 'unknown', 'DE', 'letters among the digits'],
  ['is inside a sentence', 'call 0170 1234567 now', 'DE', 'letters among the digits'],
  ['went through a spreadsheet', '4.91701E+11', 'DE', 'letters among the digits'],
];

describe('a phone number', () => {
  it.each(KNOWN)('is understood %s', (_why, written, country, value) => {
    expect(normalisePhone(written, country)).toEqual({ value, key: value });
  });

  it.each(INVALID)('is refused when it %s', (_defect, written, country, found) => {
    expect(normalisePhone(written, country)).toEqual({ problem: { code: 'PHONE_INVALID', found } });
  });

  it('is the same number however a German writes it', () => {
    const separators = fc.constantFrom('', ' ', '-', '/', '  ');
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 9_999_999 }), separators, (line, separator) => {
        const value = `+49170${line}`;
        for (const start of ['+49', '0049', '+49 (0)', '0']) {
          const written = `${start}${separator}170${separator}${line}`;
          expect(normalisePhone(written, 'DE')).toEqual({ value, key: value });
        }
      }),
    );
  });

  it('is what the numbering plans make of it, also where its length settles that', () => {
    // A blank is enough to be read with all the plans.
    const codes = [
      ...new Set(getCountries().map((country) => getCountryCallingCode(country))),
      '800',
      '883',
      '979',
      '999',
    ];
    let settled = 0;
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.stringMatching(/^\d{1,14}$/), (code, digits) => {
        const number = `+${code}${digits}`;
        if (isPlainlyPossible(number)) settled += 1;
        expect(normalisePhone(number)).toEqual(normalisePhone(`+${code} ${digits}`));
      }),
      { numRuns: 3_000 },
    );
    expect(settled).toBeGreaterThan(500);
  });

  it('knows countries by their ISO code in capitals', () => {
    expect(['DE', 'US', 'XK'].every(isCountry)).toBe(true);
    expect(['de', 'GER', '', '49', 'constructor'].some(isCountry)).toBe(false);
  });
});
