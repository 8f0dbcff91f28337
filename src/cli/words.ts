/**
 * How numbers, times and tables look on a terminal.
 *
 * @module
 */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { TextStream } from './terminal.ts';

/** `12,345` */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 row`, `12,345 rows` */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** `0.4 s`, `42 s`, `3 min 20 s`, `2 h 5 min`; from milliseconds. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `moved 12,100 · held 200`, without what is zero. */
export function formatCounts(counts: Readonly<Record<string, number>>, separator = ' · '): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${formatCount(count)}`)
    .join(separator);
}

/** Columns aligned to their widest cell; numbers to the right. Styled cells keep their width. */
export function formatTable(rows: readonly (readonly (string | number)[])[], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
    }
  }
  return rows
    .map(
      (row) =>
        indent +
        row
          .map((cell, index) => padCell(cell, widths[index] ?? 0))
          .join('  ')
          .trimEnd(),
    )
    .join('\n');
}

/** Every line cut to a width that a terminal shows, its styles closed. */
export function fitLines(lines: string, columns: number | undefined): string {
  if (columns === undefined) return lines;
  return lines
    .split('\n')
    .map((line) => (stripVTControlCharacters(line).length > columns ? cutLine(line, columns) : line))
    .join('\n');
}

function cutLine(line: string, columns: number): string {
  let cut = '';
  let left = columns - 1;
  for (const piece of line.split(STYLE)) {
    if (piece.startsWith('\u001b')) cut += piece;
    else {
      cut += piece.slice(0, Math.max(left, 0));
      left -= piece.length;
    }
  }
  return `${cut}…`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: styles begin with one
const STYLE = /(\u001b\[[0-9;]*m)/;

function padCell(cell: string | number, width: number): string {
  const fill = ' '.repeat(width - widthOf(cell));
  return typeof cell === 'number' ? fill + formatCount(cell) : cell + fill;
}

function widthOf(cell: string | number): number {
  return typeof cell === 'number' ? formatCount(cell).length : stripVTControlCharacters(cell).length;
}

export interface Paint {
  bold(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

/** Colours for a stream that shows them; NO_COLOR and FORCE_COLOR are obeyed (https://no-color.org). */
export function paintFor(
  stream: TextStream,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const coloured = wantsColour(stream, environment);
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    coloured ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: style('bold'),
    faint: style('dim'),
    good: style('green'),
    bad: style('red'),
    warn: style('yellow'),
  };
}

function wantsColour(stream: TextStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && environment.TERM !== 'dumb';
}
