import fc from 'fast-check';
import { expect, it } from 'vitest';
import { preferred } from './speak.ts';

it.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en;q=0.1, ja;q=0.2', 'ja'],
  ['fr;q=0, es', 'es'],
  ['zh-CN', 'en'],
  [undefined, 'en'],
])('a browser that likes %s gets %s', (header, language) => {
  expect(preferred(header, 'en')).toBe(language);
});

it('whatever a browser sends, it gets a language that we speak', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), (header) => {
      expect(['en', 'de', 'fr', 'es', 'ja']).toContain(preferred(header, 'ja'));
    }),
  );
});
