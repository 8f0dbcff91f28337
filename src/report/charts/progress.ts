/**
 * How many were asked and how many are done, added up from day to day: a line, and an area below it.
 *
 * @module
 */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { type Html, html } from '../../markup/html.ts';
import { count, percent, tenth } from '../numbers.ts';
import { table } from '../table.ts';
import { axisX, axisY } from './axes.ts';
import { type Drawing, figure, PHONE } from './figure.ts';

export interface ProgressDay {
  /** `2026-11-20`, UTC. */
  readonly day: string;
  readonly sent: number;
  readonly opened: number;
  readonly done: number;
  readonly tickets: number;
}

interface Sum {
  /** Milliseconds. */
  readonly at: number;
  readonly sent: number;
  readonly done: number;
}

const DAY = 86_400_000;

/** Undefined where less than two days can be drawn. */
export function progress(id: string, title: string, days: readonly ProgressDay[]): Html | undefined {
  const sums = addUp(days);
  const last = sums.at(-1);
  if (last === undefined || sums.length < 2) return undefined;
  return figure({
    id,
    title,
    description: `On the last day ${count(last.sent)} customers had been asked and ${count(last.done)} were done, ${percent(last.done, last.sent)}.`,
    draw: (width) => draw(sums, width),
    note: html`<span class="legend"><span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path class="line" d="M0 8H16"/></svg>asked</span> <span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><rect class="band" width="16" height="16"/></svg>done</span></span>`,
    numbers: table({
      caption: title,
      captionHidden: true,
      columns: [
        { title: 'day' },
        { title: 'sent', number: true },
        { title: 'opened', number: true },
        { title: 'done', number: true },
        { title: 'tickets', number: true },
      ],
      rows: days.map(({ day, sent, opened, done, tickets }) => [
        day,
        ...[sent, opened, done, tickets].map(count),
      ]),
    }),
  });
}

/** Days on which nothing happened are there, too: the line goes on level. */
function addUp(days: readonly ProgressDay[]): readonly Sum[] {
  const sums: Sum[] = [];
  let [sent, done] = [0, 0];
  for (const one of days) {
    const at = Date.parse(one.day);
    const before = sums.at(-1);
    if (before !== undefined && at - before.at > DAY) sums.push({ ...before, at: at - DAY });
    sent += one.sent;
    done += one.done;
    sums.push({ at, sent, done });
  }
  return sums;
}

/** Half a day's name stands beyond the last day. */
const MARGIN = { top: 14, right: 28, bottom: 26, left: 60 };

function draw(sums: readonly Sum[], width: number): Drawing {
  const height = width <= PHONE ? 200 : 240;
  const x = scaleUtc()
    .domain([sums[0]?.at ?? 0, sums.at(-1)?.at ?? 1])
    .range([MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear()
    .domain([0, Math.max(1, ...sums.map(({ sent }) => sent))])
    .nice(4)
    .range([height - MARGIN.bottom, MARGIN.top]);
  const asked = line<Sum>()
    .x(({ at }) => x(at))
    .y(({ sent }) => y(sent))
    .digits(1);
  const finished = area<Sum>()
    .x(({ at }) => x(at))
    .y0(y(0))
    .y1(({ done }) => y(done))
    .digits(1);
  const most = width <= PHONE ? 3 : 7;
  const format = x.tickFormat(most, '%b %-d');
  // Days, not hours: between two midnights there is nothing to name.
  const ticks = x
    .ticks(most)
    .filter((at) => at.getTime() % DAY === 0)
    .map((at) => ({ at: tenth(x(at)), label: format(at) }));
  const levels = y
    .ticks(4)
    .filter(Number.isInteger)
    .map((value) => ({ at: tenth(y(value)), label: count(value) }));
  return {
    height,
    body: html`${axisY(levels, MARGIN.left, width - MARGIN.right)}${axisX(ticks, height - MARGIN.bottom)}
<path class="band" d="${finished([...sums]) ?? ''}"/><path class="line" d="${asked([...sums]) ?? ''}"/>`,
  };
}
