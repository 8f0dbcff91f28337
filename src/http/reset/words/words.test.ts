import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './index.ts';

type Said = readonly (readonly [path: string, text: string])[];

/** Every text, with something put into those that say something of the customer's. */
function said(words: unknown, path = ''): Said {
  if (typeof words === 'string') return [[path, words]];
  if (path === 'and') return [];
  if (typeof words === 'function') return [[path, String(words(3, 9))]];
  return Object.entries(words as object).flatMap(([key, inner]) =>
    said(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** Spelled as in English by those who speak the language. */
const SAME = new Set(['fr.help.mail']);

const english = said(LANGUAGES.en);

describe.each(Object.entries(LANGUAGES))('the page in %s', (_language, words) => {
  it('says everything, and nothing twice over in a breath', () => {
    const texts = said(words);
    expect(texts.map(([path]) => path)).toEqual(english.map(([path]) => path));
    for (const [path, text] of texts) {
      expect(text.trim(), path).toBe(text);
      expect(text.length, path).toBeGreaterThan(0);
      expect(text, path).not.toMatch(/undefined|\[object| {2}/);
    }
  });

  it('repeats the numbers and names it is given', () => {
    for (const say of [words.rules.digits, words.rules.upper, words.refused.tooShort, words.throttled.text]) {
      expect(say(7)).toContain('7');
    }
    expect(words.rules.length(15, 128)).toMatch(/15.*128/s);
    expect(words.there.go('login.example.com')).toContain('login.example.com');
    expect(words.confirm.code.text('m•••@e•••.com')).toContain('m•••@e•••.com');
    expect(words.and(['A', 'B', 'C'])).toMatch(/A.*B.*C/);
  });
});

const translations = Object.entries(LANGUAGES).filter(([language]) => language !== 'en');

it.each(translations)('the page in %s says nothing in English by mistake', (language, words) => {
  const same = said(words).filter(([path, text]) =>
    english.some((one) => one[0] === path && one[1] === text),
  );
  expect(same.filter(([path]) => !SAME.has(`${language}.${path}`))).toEqual([]);
});

it('one of a thing is said as one', () => {
  expect(LANGUAGES.en.rules.digits(1)).toBe('has at least 1 digit');
  expect(LANGUAGES.de.throttled.text(1)).toContain('1 Minute ');
  expect(LANGUAGES.fr.rules.special(1)).toContain('1 caractère spécial');
  expect(LANGUAGES.es.refused.digits(1)).toContain('1 cifra.');
});
