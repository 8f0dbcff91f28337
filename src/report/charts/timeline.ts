/**
 * The calendar of a plan: when each wave may begin, and when everything is frozen.
 *
 * How long a wave takes is not in the plan, so a wave is a mark where it may begin, not a bar.
 *
 * @module
 */
import { scaleUtc } from 'd3-scale';
import { type Html, html } from '../../markup/html.ts';
import { count, day, listed, tenth } from '../numbers.ts';
import { table } from '../table.ts';
import { axisX } from './axes.ts';
import { type Drawing, figure, PHONE } from './figure.ts';
import { shorten } from './labels.ts';

export interface TimelineWave {
  readonly name: string;
  /** `2026-12-01`; undefined: as soon as the one before it is done. */
  readonly notBefore?: string;
  readonly count: number;
}

export interface Freeze {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

interface Timeline {
  readonly waves: readonly TimelineWave[];
  readonly freezes: readonly Freeze[];
}

const DAY = 86_400_000;

/** Undefined where no date stands in the plan. */
export function timeline({ waves, freezes }: Timeline): Html | undefined {
  const dated = [
    ...waves.flatMap(({ notBefore }) => (notBefore === undefined ? [] : [Date.parse(notBefore)])),
    ...freezes.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to) + DAY]),
  ];
  if (dated.length === 0 || waves.length === 0) return undefined;
  const first = Math.min(...dated);
  const span = Math.max(...dated) - first;
  // Air on both sides: a mark on the edge would be half a mark.
  const air = Math.max(3 * DAY, span * 0.04);
  const domain = [first - air, first + span + air] as const;
  return figure({
    id: 'timeline',
    title: 'When each wave may begin',
    description: `${waves.map(({ name, notBefore }) => `${name}: ${when(notBefore)}.`).join(' ')}${
      freezes.length > 0
        ? ` Frozen: ${listed(freezes.map(({ from, to, reason }) => `${day(from)} to ${day(to)} (${reason})`))}.`
        : ''
    }`,
    draw: (width) => draw(waves, freezes, domain, width),
    note: html`<span class="legend"><span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><circle class="dot" cx="8" cy="8" r="6"/></svg>not before this day</span> <span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><circle class="dot hollow" cx="8" cy="8" r="5.5"/></svg>when the wave before it is done</span>${
      freezes.length > 0 &&
      html` <span><svg class="swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><rect width="16" height="16" fill="url(#p-freeze)"/></svg>frozen: nothing is written</span>`
    }</span>`,
    numbers: table({
      caption: 'When each wave may begin',
      captionHidden: true,
      columns: [{ title: 'wave' }, { title: 'not before' }, { title: 'customers', number: true }],
      rows: waves.map(({ name, notBefore, count: customers }) => [name, when(notBefore), count(customers)]),
    }),
  });
}

function when(notBefore: string | undefined): string {
  return notBefore === undefined ? 'when the wave before it is done' : day(notBefore);
}

const STEP = 44;

function draw(
  waves: readonly TimelineWave[],
  freezes: readonly Freeze[],
  domain: readonly [number, number],
  width: number,
): Drawing {
  const x = scaleUtc()
    .domain(domain)
    .range([8, width - 8]);
  const bottom = waves.length * STEP + 10;
  const ticks = x.ticks(width <= PHONE ? 3 : 7);
  const format = x.tickFormat(width <= PHONE ? 3 : 7);
  let reached = domain[0];
  const marks = waves.map(({ name, notBefore, count: customers }, index) => {
    reached = Math.max(reached, notBefore === undefined ? reached : Date.parse(notBefore));
    const at = tenth(x(reached));
    const y = index * STEP + 34;
    const fromRight = at > width * 0.6;
    return html`<circle class="${notBefore === undefined ? 'dot hollow' : 'dot'}" cx="${at}" cy="${y}" r="6"/>
<text class="inside plain" x="${fromRight ? at - 13 : at + 13}" y="${y}" dy=".35em"${fromRight && html` text-anchor="end"`}><tspan class="value">${shorten(name, width <= PHONE ? 16 : 40)}</tspan><tspan class="share" dx="7">${count(customers)}</tspan></text>`;
  });
  return {
    height: bottom + 28,
    body: html`${freezes.map(({ from, to }) => {
      const left = x(Date.parse(from));
      return html`<rect x="${tenth(left)}" y="4" width="${tenth(Math.max(3, x(Date.parse(to) + DAY) - left))}" height="${bottom - 4}" fill="url(#p-freeze)"/>`;
    })}
${ticks.map((tick) => html`<line class="grid" x1="${tenth(x(tick))}" x2="${tenth(x(tick))}" y1="4" y2="${bottom}"/>`)}${axisX(
  ticks.map((tick) => ({ at: tenth(x(tick)), label: format(tick) })),
  bottom,
)}
${marks}`,
  };
}
