/**
 * A share that grows from day to day, with the bands in which 50, 80 and 95 of 100 cases lie.
 *
 * @module
 */
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { Estimate } from '../../engine/forecast/forecast.ts';
import { type Html, html } from '../../markup/html.ts';
import { count, percent, shareBetween, tenth } from '../numbers.ts';
import { table } from '../table.ts';
import { axisX, axisY } from './axes.ts';
import { type Drawing, figure, PHONE } from './figure.ts';

export interface SharePoint {
  readonly day: number;
  /** 0 to 1. */
  readonly share: Estimate;
}

interface Curve {
  readonly id: string;
  readonly title: string;
  readonly points: readonly SharePoint[];
}

export function curve({ id, title, points }: Curve): Html | undefined {
  const last = points.at(-1);
  if (last === undefined || points.length < 2) return undefined;
  return figure({
    id,
    title,
    description: `By day ${count(last.day)} it is expected to be ${percent(last.share.value, 1)}; in 80 of 100 cases between ${percent(last.share.p80[0], 1)} and ${percent(last.share.p80[1], 1)}.`,
    draw: (width) => draw(points, width),
    note: html`<span class="legend"><span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path class="line" d="M0 8H16"/></svg>expected</span> <span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><rect class="band" width="16" height="16"/><rect class="band" y="3" width="16" height="10"/><rect class="band" y="5.5" width="16" height="5"/></svg>50, 80 and 95 of 100 cases</span></span>`,
    numbers: numbers(title, points),
  });
}

/** Rows that can be read; the JSON has every day. */
const MOST_ROWS = 16;

function numbers(title: string, points: readonly SharePoint[]): Html {
  const step = Math.max(1, Math.ceil(points.length / MOST_ROWS));
  const shown = points.filter((_, index) => index % step === 0 || index === points.length - 1);
  return table({
    caption: title,
    captionHidden: true,
    columns: [
      { title: 'day', number: true },
      { title: 'expected', number: true },
      { title: '80 of 100 cases', number: true },
      { title: '95 of 100 cases', number: true },
    ],
    rows: shown.map(({ day, share: { value, p80, p95 } }) => [
      count(day),
      percent(value, 1),
      shareBetween(p80),
      shareBetween(p95),
    ]),
  });
}

const MARGIN = { top: 12, right: 14, bottom: 44, left: 52 };
const BANDS = ['p95', 'p80', 'p50'] as const;

function draw(points: readonly SharePoint[], width: number): Drawing {
  const height = width <= PHONE ? 230 : 280;
  const x = scaleLinear()
    .domain([0, Math.max(1, points.at(-1)?.day ?? 1)])
    .range([MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear()
    .domain([0, 1])
    .range([height - MARGIN.bottom, MARGIN.top]);
  const band = (name: (typeof BANDS)[number]) =>
    area<SharePoint>()
      .x(({ day }) => x(day))
      .y0(({ share }) => y(share[name][0]))
      .y1(({ share }) => y(share[name][1]))
      .digits(1)([...points]) ?? '';
  const middle =
    line<SharePoint>()
      .x(({ day }) => x(day))
      .y(({ share }) => y(share.value))
      .digits(1)([...points]) ?? '';
  const days = x.ticks(width <= PHONE ? 4 : 8).map((day) => ({ at: tenth(x(day)), label: count(day) }));
  const shares = y.ticks(4).map((share) => ({ at: tenth(y(share)), label: percent(share, 1) }));
  return {
    height,
    body: html`${axisY(shares, MARGIN.left, width - MARGIN.right)}${axisX(days, height - MARGIN.bottom)}
<text class="tick" x="${tenth((MARGIN.left + width - MARGIN.right) / 2)}" y="${height - 6}" text-anchor="middle">days side by side</text>
${BANDS.map((name) => html`<path class="band" d="${band(name)}"/>`)}<path class="line" d="${middle}"/>`,
  };
}
