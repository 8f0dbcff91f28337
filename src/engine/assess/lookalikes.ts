/**
 * Characters that look like others, folded onto Latin letters: `раура1` with Cyrillic letters is read as `paypa1`.
 *
 * Compatibility forms by NFKC, then the letters of other scripts that fonts draw as Latin ones, which is the part of
 * Unicode's confusables that occurs in names people log in with; accents stay, because they are seen. What is ASCII
 * already is left alone: whether `l` and `1` are alike is a matter of the font.
 *
 * @see https://www.unicode.org/reports/tr39/#Confusable_Detection
 * @see https://www.unicode.org/Public/security/16.0.0/confusables.txt
 * @module
 */

/** Cyrillic, Greek, Armenian and others, by the letter that they look like. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'аɑα',
  b: 'Ьв',
  c: 'сϲ',
  d: 'ԁ',
  e: 'еҽ',
  g: 'ɡց',
  h: 'һհ',
  i: 'іıɩι',
  j: 'јϳ',
  k: 'кκ',
  l: 'ӏ',
  m: 'м',
  n: 'ո',
  o: 'оοσօ',
  p: 'рρ',
  q: 'ԛգ',
  r: 'г',
  s: 'ѕ',
  t: 'т',
  u: 'υսս',
  v: 'νѵ',
  w: 'ԝա',
  x: 'хχ',
  y: 'уүγ',
  z: 'ᴢ',
};

const FOLD = new Map(
  Object.entries(LOOKALIKES).flatMap(([letter, others]) =>
    [...others].map((other) => [other, letter] as const),
  ),
);

/** Zero-width characters and the like, which cannot be seen at all. */
const INVISIBLE = /\p{Cf}/gu;

export function foldLookalikes(text: string): string {
  let folded = '';
  for (const letter of text.normalize('NFKC').toLowerCase().replace(INVISIBLE, ''))
    folded += FOLD.get(letter) ?? letter;
  return folded;
}
