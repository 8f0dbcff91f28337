/**
 * Rows of a name and a sentence, the sentence wrapped beneath itself where the terminal ends.
 *
 * @module
 */
import { stripVTControlCharacters } from 'node:util';

export type NamedRow = readonly [name: string, sentence: string];

/** Narrower than this nothing wraps well. */
const MIN_WIDTH = 60;

export function formatHanging(rows: readonly NamedRow[], columns: number, indent = ''): string {
  const widest = Math.max(0, ...rows.map(([name]) => name.length));
  const left = indent.length + widest + 2;
  const width = Math.max(columns, MIN_WIDTH) - left;
  return rows
    .flatMap(([name, sentence]) =>
      wrapWords(sentence, width).map((line, i) =>
        `${indent}${(i === 0 ? name : '').padEnd(widest)}  ${line}`.trimEnd(),
      ),
    )
    .join('\n');
}

/** Between words only: an address stays whole. */
function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stripVTControlCharacters(longer).length > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
