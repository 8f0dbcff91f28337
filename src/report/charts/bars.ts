/**
 * Bars that lie: one for each row, with its number beside it.
 *
 * @module
 */
import { scaleLinear } from 'd3-scale';
import { type Html, html } from '../../markup/html.ts';
import type { Row } from '../counted.ts';
import { count, percent, tenth } from '../numbers.ts';
import { table } from '../table.ts';
import { type Drawing, figure, PHONE } from './figure.ts';
import { shorten } from './labels.ts';

interface Bars {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** What shares are taken of. */
  readonly whole: number;
  /** What is counted: `customers`. */
  readonly noun?: string;
  readonly note?: string;
}

export function bars({ id, title, rows, whole, noun = 'customers', note }: Bars): Html {
  const largest = rows.toSorted((one, other) => other.count - one.count)[0];
  return figure({
    id,
    title,
    description:
      largest === undefined
        ? 'Nobody is counted.'
        : `${rows.length} bars. The longest is “${largest.label}” with ${count(largest.count)} ${noun}, ${percent(largest.count, whole)}.`,
    draw: (width) => (width <= PHONE ? drawNarrow(rows, whole, width) : drawWide(rows, whole, width)),
    numbers: table({
      caption: title,
      captionHidden: true,
      columns: [{ title: 'which' }, { title: noun, number: true }, { title: 'share', number: true }],
      rows: rows.map((row) => [row.label, count(row.count), percent(row.count, whole)]),
    }),
    ...(note === undefined ? {} : { note }),
  });
}

/** Pixels. A letter at 14 px is at most this wide on average; the number stands behind the end of the bar. */
const LETTER = 7.8;
const MOST_LETTERS = 32;
const NUMBERS = 140;
const STEP = 30;
const THICK = 18;

function drawWide(rows: readonly Row[], whole: number, width: number): Drawing {
  const letters = Math.min(MOST_LETTERS, Math.max(0, ...rows.map(({ label }) => label.length)));
  const start = Math.ceil(letters * LETTER) + 12;
  const length = lengths(rows, width - start - NUMBERS);
  const body = rows.map((row, index) => {
    const y = index * STEP + 6;
    const middle = y + THICK / 2;
    return html`<text class="label" x="${start - 12}" y="${middle}" text-anchor="end" dy=".35em">${shorten(row.label, MOST_LETTERS)}</text>
<rect class="bar" x="${start}" y="${y}" width="${tenth(length(row.count))}" height="${THICK}" rx="3"/>
<text x="${tenth(start + length(row.count) + 10)}" y="${middle}" dy=".35em"><tspan class="value">${count(row.count)}</tspan><tspan class="share" dx="7">${percent(row.count, whole)}</tspan></text>`;
  });
  return { height: rows.length * STEP + 6, body: html`${body}` };
}

/** On a phone the label stands above its bar. */
const NARROW_STEP = 48;

function drawNarrow(rows: readonly Row[], whole: number, width: number): Drawing {
  const length = lengths(rows, width - 2);
  const body = rows.map((row, index) => {
    const y = index * NARROW_STEP;
    return html`<text class="label" x="0" y="${y + 16}">${shorten(row.label, 24)}</text>
<text x="${width}" y="${y + 16}" text-anchor="end"><tspan class="value">${count(row.count)}</tspan><tspan class="share" dx="6">${percent(row.count, whole)}</tspan></text>
<rect class="bar" x="0" y="${y + 24}" width="${tenth(length(row.count))}" height="12" rx="3"/>`;
  });
  return { height: rows.length * NARROW_STEP, body: html`${body}` };
}

/** Somebody is never drawn as nobody: at least two pixels. */
function lengths(rows: readonly Row[], room: number): (count: number) => number {
  const scale = scaleLinear()
    .domain([0, Math.max(1, ...rows.map(({ count }) => count))])
    .range([0, room]);
  return (value) => Math.max(2, scale(value));
}
