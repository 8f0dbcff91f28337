/**
 * How many in each month: a line over an area, with the zero at the bottom.
 *
 * @module
 */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { type Html, html } from '../../markup/html.ts';
import { count, tenth } from '../numbers.ts';
import { table } from '../table.ts';
import { axisX, axisY } from './axes.ts';
import { type Drawing, figure, PHONE } from './figure.ts';

interface Series {
  readonly id: string;
  readonly title: string;
  /** `2024-03` → count; other keys are left out. */
  readonly months: Readonly<Record<string, number>>;
  readonly noun: string;
  readonly note?: string;
}

interface Point {
  /** Milliseconds of the first of the month, UTC. */
  readonly at: number;
  readonly count: number;
}

export function series({ id, title, months, noun, note }: Series): Html | undefined {
  const points = fillMonths(months);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  const most = points.reduce((one, other) => (other.count > one.count ? other : one));
  return figure({
    id,
    title,
    description: `From ${monthOf(first.at)} to ${monthOf(last.at)}. The most were ${count(most.count)} ${noun} in ${monthOf(most.at)}.`,
    draw: (width) => draw(points, width),
    numbers: table({
      caption: title,
      captionHidden: true,
      columns: [{ title: 'month' }, { title: noun, number: true }],
      rows: points.map((point) => [monthOf(point.at), count(point.count)]),
    }),
    ...(note === undefined ? {} : { note }),
  });
}

/** A century: an impossible date must not draw a thousand years of nothing. */
const MOST_MONTHS = 1_200;

/** Months without anybody are there, too: a gap is what a reader looks for. */
function fillMonths(months: Readonly<Record<string, number>>): readonly Point[] {
  const known = Object.keys(months)
    .filter((month) => /^\d{4}-(?:0[1-9]|1[0-2])$/.test(month))
    .toSorted();
  const last = known.at(-1);
  if (last === undefined) return [];
  const end = indexOf(last);
  const start = Math.max(indexOf(known[0] ?? last), end - MOST_MONTHS + 1);
  return Array.from({ length: end - start + 1 }, (_, step) => {
    const at = Date.UTC(1900, start + step);
    return { at, count: months[monthOf(at)] ?? 0 };
  });
}

/** Months since January 1900. */
function indexOf(month: string): number {
  return (Number(month.slice(0, 4)) - 1900) * 12 + Number(month.slice(5)) - 1;
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

const MARGIN = { top: 14, right: 14, bottom: 26, left: 52 };

function draw(points: readonly Point[], width: number): Drawing {
  const height = width <= PHONE ? 200 : 240;
  const x = scaleUtc()
    .domain([points[0]?.at ?? 0, points.at(-1)?.at ?? 1])
    .range([MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...points.map((point) => point.count))])
    .nice(4)
    .range([height - MARGIN.bottom, MARGIN.top]);
  const upper = line<Point>()
    .x((point) => x(point.at))
    .y((point) => y(point.count))
    .curve(curveMonotoneX)
    .digits(1);
  const under = area<Point>()
    .x((point) => x(point.at))
    .y0(y(0))
    .y1((point) => y(point.count))
    .curve(curveMonotoneX)
    .digits(1);
  const format = x.tickFormat(width <= PHONE ? 4 : 8);
  const ticks = x.ticks(width <= PHONE ? 4 : 8).map((at) => ({ at: tenth(x(at)), label: format(at) }));
  // People come whole: between nought and one there is no level to name.
  const levels = y
    .ticks(4)
    .filter(Number.isInteger)
    .map((value) => ({ at: tenth(y(value)), label: count(value) }));
  return {
    height,
    body: html`${axisY(levels, MARGIN.left, width - MARGIN.right)}${axisX(ticks, height - MARGIN.bottom)}
<path class="under" d="${under([...points]) ?? ''}"/><path class="line" d="${upper([...points]) ?? ''}"/>`,
  };
}
