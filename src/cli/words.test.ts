import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { countOf, fitLines, formatCounts, formatDuration, formatTable, paintFor } from './words.ts';

it.each([
  [400, '0.4 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [7_199_000, '2 h 0 min'],
])('%i milliseconds are %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});

it('counts carry their noun in the right number', () => {
  expect([
    countOf(1, 'row'),
    countOf(0, 'row'),
    countOf(12_345, 'row'),
    countOf(2, 'identity', 'identities'),
  ]).toEqual(['1 row', '0 rows', '12,345 rows', '2 identities']);
});

it('counts that are zero are not worth a word', () => {
  expect(formatCounts({ moved: 12_100, held: 0, refused: 3 })).toBe('moved 12,100 · refused 3');
});

describe('a table', () => {
  it('aligns text to the left and numbers to the right, and ends no line in spaces', () => {
    expect(
      formatTable(
        [
          ['moved', 4900, ''],
          ['held', 7, 'look at them'],
        ],
        '',
      ),
    ).toBe('moved  4,900\nheld       7  look at them');
  });

  it('is not bent by colours', () => {
    const { good } = paintFor({ write: () => undefined }, { FORCE_COLOR: '1' });
    const lines = formatTable([
      [good('✓'), 'a'],
      ['no', 'b'],
    ]).split('\n');
    expect(lines.map(stripVTControlCharacters)).toEqual(['  ✓   a', '  no  b']);
  });
});

describe('colours', () => {
  const terminal = { write: () => undefined, isTTY: true };
  it.each([
    ['are shown on a terminal', terminal, {}, true],
    ['are not sent into a pipe', { write: () => undefined }, {}, false],
    ['are off with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['are on with FORCE_COLOR, wherever it goes', { write: () => undefined }, { FORCE_COLOR: '1' }, true],
    ['are off on a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ])('%s', (_title, stream, environment, coloured) => {
    expect(paintFor(stream, environment).good('yes') !== 'yes').toBe(coloured);
  });
});

describe('lines on a narrow terminal', () => {
  it('are cut to its width, with their styles closed', () => {
    const { bad } = paintFor({ write: () => undefined, isTTY: true }, { FORCE_COLOR: '1' });
    const line = `${bad('blocks')} and a long explanation`;
    expect(stripVTControlCharacters(fitLines(`short\n${line}`, 12))).toBe('short\nblocks and …');
    expect(fitLines(line, 4)).toBe(`${bad('blo')}…`);
    expect(fitLines(line, undefined)).toBe(line);
  });
});
