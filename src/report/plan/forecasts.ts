/**
 * What was foreseen of those who come back by themselves, with how far it can be trusted.
 *
 * @module
 */
import type {
  CurvePoint,
  Estimate,
  Forecast,
  HoldOut,
  ParallelRun,
  Window,
} from '../../engine/forecast/forecast.ts';
import type { Plan } from '../../engine/plan/plan-document.ts';
import { type Html, html } from '../../markup/html.ts';
import { curve } from '../charts/curve.ts';
import { count, countOf, day, percent, shareBetween } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

export function forecastSection({ forecasts }: Plan): Section {
  return {
    id: 'forecast',
    title: 'Who comes back by themselves',
    intro:
      'From the times of the last logins. A band says where the number lies in so many of 100 cases; the same data give the same forecast.',
    body:
      forecasts.length === 0
        ? html`<p>There is no forecast.</p>`
        : html`${forecasts.slice(0, 1).map(describeForecast)}${othersTable(forecasts.slice(1))}`,
  };
}

/** The first is of everybody, or of the only population there is. */
function describeForecast({ population, customers, asOf, parallelRun: run }: Forecast): Html {
  return html`<h3>${population}</h3>
<p class="note">${countOf(customers, 'customer')}, days counted from ${day(asOf)}. ${METHODS[run.method]}${run.unknown > 0 && html` Of ${count(run.unknown)} the data do not say enough.`}</p>
${reservations(run)}
<div class="pair">${curveOf('curve-all', 'Share of all customers who have crossed', run, 'everybody')}${curveOf('curve-active', `Share of those active within ${run.activeDays} days`, run, 'active')}</div>
${windowTable(run.windows)}${tailTable(run)}${holdOutTable(run.holdOuts)}`;
}

/** Days after which cohorts are compared. */
const COMPARED = [30, 90, 180, 365];

function othersTable(forecasts: readonly Forecast[]): Html | undefined {
  if (forecasts.length === 0) return undefined;
  return table({
    caption: 'Cohorts: who has crossed by themselves after so many days, and in 80 of 100 cases',
    columns: [
      { title: 'cohort' },
      { title: 'customers', number: true },
      ...COMPARED.map((days) => ({ title: `${days} days`, number: true })),
    ],
    rows: forecasts.map(({ population, customers, parallelRun }) => [
      html`${population}${parallelRun.reservations.map(({ found }) => html`<small>${sentence(found)}</small>`)}`,
      count(customers),
      ...COMPARED.map((days) => crossedAfter(parallelRun.curve, days)),
    ]),
  });
}

/** The curve has a point for some days only; the last one before counts. */
function crossedAfter(points: readonly CurvePoint[], days: number): Html | string {
  const point = points.findLast((one) => one.day <= days);
  if (point === undefined || (points.at(-1)?.day ?? 0) < days) return '–';
  const { value, p80 } = point.everybody;
  return html`${percent(value, 1)}<small>${shareBetween(p80)}</small>`;
}

function sentence(found: string): string {
  const text = `${found.charAt(0).toUpperCase()}${found.slice(1)}`;
  return text.endsWith('.') ? text : `${text}.`;
}

const METHODS = {
  model: 'Return times were fitted to the last logins.',
  empirical: 'No model fits; as many are expected as came in the last days of the same number.',
  none: 'The data cannot say who will come back.',
} as const satisfies Record<ParallelRun['method'], string>;

function reservations({ reservations: list }: ParallelRun): Html | undefined {
  if (list.length === 0) return undefined;
  return html`<ul class="reasons">${list.map(({ code, found }) => html`<li>${sentence(found)} <code>${code}</code></li>`)}</ul>`;
}

function curveOf(
  id: string,
  title: string,
  run: ParallelRun,
  of: keyof Pick<CurvePoint, 'everybody' | 'active'>,
): Html | undefined {
  return curve({ id, title, points: run.curve.map((point) => ({ day: point.day, share: point[of] })) });
}

function windowTable(windows: readonly Window[]): Html | undefined {
  if (windows.length === 0) return undefined;
  return table({
    caption: 'How long both sides must run',
    columns: [
      { title: 'until' },
      { title: 'days expected', number: true },
      { title: '80 of 100 cases', number: true },
      { title: 'stay away for 2 years', number: true },
    ],
    rows: windows.map(({ of, share, days, staysAway }) => [
      `${percent(share, 1)} of ${of === 'active' ? 'the active' : 'all'}`,
      daysOf(days.value),
      days.p80[0] === null ? daysOf(null) : `${daysOf(days.p80[0])} to ${daysOf(days.p80[1])}`,
      percent(staysAway.value, 1),
    ]),
  });
}

/** Not within the longest window that is looked at. */
function daysOf(days: number | null): string {
  return days === null ? 'not in 2 years' : count(days);
}

function tailTable({ tails }: ParallelRun): Html | undefined {
  if (tails.length === 0) return undefined;
  return table({
    caption: 'Who must take another path',
    columns: [
      { title: 'after' },
      { title: 'customers expected', number: true },
      { title: '80 of 100 cases', number: true },
    ],
    rows: tails.map(({ afterDays, customers }) => [
      countOf(afterDays, 'day'),
      count(customers.value),
      counts(customers),
    ]),
  });
}

function counts({ p80: [low, high] }: Estimate): string {
  return `${count(low)} to ${count(high)}`;
}

function holdOutTable(holdOuts: readonly HoldOut[]): Html | undefined {
  if (holdOuts.length === 0) return undefined;
  return table({
    caption: 'What it would have said of the past',
    columns: [
      { title: 'last days hidden' },
      { title: 'foreseen', number: true },
      { title: '80 of 100 cases', number: true },
      { title: 'happened', number: true },
      { title: 'off by', number: true },
    ],
    rows: holdOuts.map(({ days, predicted, observed, error }) => [
      countOf(days, 'day'),
      points(predicted.value),
      `${points(predicted.p80[0])} to ${points(predicted.p80[1])}`,
      points(observed),
      points(error),
    ]),
  });
}

/** A tenth of a percent tells a good forecast from a lucky one. */
function points(share: number): string {
  return `${(share * 100).toFixed(1)}\u00a0%`;
}
