import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHanging } from './hanging.ts';

describe('rows on a terminal', () => {
  it('go on beneath their own beginning', () => {
    const text = formatHanging([['no', 'a '.repeat(40).trim()]], 60, '  ');
    const [first = '', second = ''] = text.split('\n');
    expect(first).toMatch(/^ {2}no {2}a/);
    expect(second).toMatch(/^ {6}a/);
  });

  it('lose and add no word, and stay within the terminal unless one word is longer', () => {
    const word = fc.stringMatching(/^[a-z]{1,20}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 60, max: 120 }), (words, columns) => {
        const lines = formatHanging([['name', words.join(' ')]], columns).split('\n');
        expect(
          lines
            .map((line) => line.slice(6))
            .join(' ')
            .split(' '),
        ).toEqual(words);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
