/**
 * Ranges on one scale: a line from the low to the high end, and a dot where it is stated.
 *
 * @module
 */
import { scaleLinear } from 'd3-scale';
import { type Html, html, type Part } from '../../markup/html.ts';
import { count, tenth } from '../numbers.ts';
import { table } from '../table.ts';
import { axisX } from './axes.ts';
import { type Drawing, figure, PHONE } from './figure.ts';
import { shorten } from './labels.ts';

export interface RangeRow {
  readonly label: string;
  readonly low: number;
  /** Undefined: there are only two ends. */
  readonly value?: number;
  readonly high: number;
  /** In the table, behind the numbers. */
  readonly remark?: Part;
}

interface Ranges {
  readonly id: string;
  readonly title: string;
  /** What is measured: `cost`, `days`. */
  readonly of: string;
  readonly rows: readonly RangeRow[];
  readonly ends?: readonly [low: string, high: string];
  readonly note?: string;
}

export function ranges({ id, title, of, rows, ends = ['low', 'high'], note }: Ranges): Html | undefined {
  if (rows.length === 0) return undefined;
  const stated = rows.some(({ value }) => value !== undefined);
  const remarked = rows.some(({ remark }) => remark !== undefined);
  return figure({
    id,
    title,
    description: rows
      .map(({ label, low, high }) => `${label}: from ${count(low)} to ${count(high)} ${of}.`)
      .join(' '),
    draw: (width) => draw(rows, width),
    numbers: table({
      caption: title,
      captionHidden: true,
      columns: [
        { title: 'which' },
        ...(stated ? [{ title: of, number: true }] : []),
        { title: ends[0], number: true },
        { title: ends[1], number: true },
        ...(remarked ? [{ title: 'remark' }] : []),
      ],
      rows: rows.map(({ label, low, value, high, remark }) => [
        label,
        ...(stated ? [value === undefined ? '–' : count(value)] : []),
        count(low),
        count(high),
        ...(remarked ? [remark ?? ''] : []),
      ]),
    }),
    ...(note === undefined ? {} : { note }),
  });
}

const STEP = 46;
const AXIS = 30;

function draw(rows: readonly RangeRow[], width: number): Drawing {
  const all = rows.flatMap(({ low, high }) => [low, high]);
  const room = 40;
  const x = scaleLinear()
    .domain([Math.min(0, ...all), Math.max(1, ...all)])
    .nice(4)
    .range([room / 2, width - room]);
  const bottom = rows.length * STEP + 8;
  const ticks = x.ticks(width <= PHONE ? 3 : 6);
  const body = rows.map(({ label, low, value, high }, index) => {
    const y = index * STEP + 32;
    const [from, to] = low <= high ? [low, high] : [high, low];
    return html`<text class="label" x="0" y="${y - 14}">${shorten(label, width <= PHONE ? 44 : 90)}</text>
<line class="range" x1="${tenth(x(from))}" x2="${tenth(Math.max(x(to), x(from) + 2))}" y1="${y}" y2="${y}"/>${
      value !== undefined && html`<circle class="dot" cx="${tenth(x(value))}" cy="${y}" r="6"/>`
    }`;
  });
  return {
    height: bottom + AXIS,
    body: html`${ticks.map((tick) => html`<line class="grid" x1="${tenth(x(tick))}" x2="${tenth(x(tick))}" y1="4" y2="${bottom}"/>`)}${axisX(
      ticks.map((tick) => ({ at: tenth(x(tick)), label: compact(tick) })),
      bottom,
    )}
${body}`,
  };
}

/** `250K`, `1.2M`: a tick has little room. */
function compact(value: number): string {
  return value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 });
}
