/**
 * What each path costs, side by side, and which assumption decides.
 *
 * @module
 */
import type { Forecast, PathForecast, Sensitivity } from '../../engine/forecast/forecast.ts';
import type { Plan } from '../../engine/plan/plan-document.ts';
import { type Html, html } from '../../markup/html.ts';
import { ranges } from '../charts/ranges.ts';
import { withCode } from '../code-words.ts';
import { count, countOf, duration, ranged } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';
import { PATH_WORDS } from './path-words.ts';

export function costSection({ forecasts, assumptions }: Plan): Section {
  return {
    id: 'costs',
    title: 'What each path costs',
    intro:
      'From stated rates: each number stands with what it is when all rates are at their low or at their high end.',
    body: html`${forecasts.length === 0 ? html`<p>There is no forecast.</p>` : html`${forecasts.slice(0, 1).map(describeCosts)}${cohortTable(forecasts.slice(1))}`}${assumptionTable(assumptions)}`,
  };
}

/** The first is of everybody, or of the only population there is. */
function describeCosts(forecast: Forecast): Html {
  const { population, paths, decision } = forecast;
  const possible = paths.filter(({ refused }) => refused === undefined);
  return html`<h3>${population}</h3>
${decision.cheapest !== undefined && html`<p>Cheapest: <strong>${PATH_WORDS[decision.cheapest].short}</strong>${decision.next !== undefined && html`; next: ${PATH_WORDS[decision.next].short}`}.</p>`}
${refusals(paths)}
${ranges({
  id: 'cost',
  title: 'Cost of each path',
  of: 'cost',
  rows: possible.map(({ path, cost }) => ({ label: PATH_WORDS[path].short, ...cost.total })),
  note: 'In the currency of the assumptions.',
})}
${burdens(possible)}${bulkTable(forecast)}${resetTable(forecast)}
${sensitivities(decision.sensitivity)}`;
}

const COMPARED = ['bulk', 'jit', 'reset'] as const satisfies readonly PathForecast['path'][];

function cohortTable(forecasts: readonly Forecast[]): Html | undefined {
  if (forecasts.length === 0) return undefined;
  return table({
    caption: 'Cohorts: what each path would cost',
    columns: [
      { title: 'cohort' },
      { title: 'customers', number: true },
      ...COMPARED.map((path) => ({ title: PATH_WORDS[path].short })),
    ],
    rows: forecasts.map(({ population, customers, paths, decision }) => [
      population,
      count(customers),
      ...COMPARED.map((path) =>
        costOf(
          paths.find((one) => one.path === path),
          decision.cheapest === path,
        ),
      ),
    ]),
  });
}

function costOf(found: PathForecast | undefined, isCheapest: boolean): Html {
  if (found === undefined) return html`–`;
  if (found.refused !== undefined) {
    return html`<span class="mark bad">not possible</span><small>${withCode(found.refused.reason)}</small>`;
  }
  const { value, low, high } = found.cost.total;
  return html`${count(value)}${isCheapest && html` <span class="mark good">cheapest</span>`}<small>${count(low)} to ${count(high)}</small>`;
}

function refusals(paths: readonly PathForecast[]): Html | undefined {
  const refused = paths.flatMap(({ path, refused }) => (refused === undefined ? [] : [{ path, refused }]));
  if (refused.length === 0) return undefined;
  return html`<ul class="reasons">${refused.map(({ path, refused: { code, reason } }) => html`<li>Not ${PATH_WORDS[path].short}: ${withCode(reason)} <code>${code}</code></li>`)}</ul>`;
}

function burdens(paths: readonly PathForecast[]): Html | undefined {
  if (paths.length === 0) return undefined;
  const rows: readonly [string, (path: PathForecast) => string][] = [
    ['days from first to last', ({ days }) => ranged(days)],
    ['customers crossed', ({ crossed }) => ranged(crossed)],
    ['customers lost', ({ lost }) => ranged(lost)],
    ['support tickets', ({ tickets }) => ranged(tickets)],
    ['hours of the help desk', ({ helpDeskHours }) => ranged(helpDeskHours)],
    ['cost: help desk', ({ cost }) => ranged(cost.helpDesk)],
    ['cost: two systems at once', ({ cost }) => ranged(cost.twoStacks)],
    ['cost: messages', ({ cost }) => ranged(cost.messages)],
    ['cost: customers lost', ({ cost }) => ranged(cost.lostCustomers)],
    ['cost: all', ({ cost }) => ranged(cost.total)],
  ];
  return table({
    caption: 'Burden of each path',
    columns: [
      { title: 'what' },
      ...paths.map(({ path }) => ({ title: PATH_WORDS[path].short, number: true })),
    ],
    rows: rows.map(([label, of]) => [label, ...paths.map(of)]),
  });
}

function bulkTable({ bulk }: Forecast): Html | undefined {
  if (bulk.length === 0) return undefined;
  return table({
    caption: 'How long writing takes',
    columns: [
      { title: 'target' },
      { title: 'customers', number: true },
      { title: 'time' },
      { title: 'source of the rate', wide: true },
    ],
    rows: bulk.map(({ target, customers, seconds, basis, source, notes }) => [
      target,
      count(customers),
      seconds === undefined
        ? 'nobody has measured it'
        : `${duration(seconds.value)} (${duration(seconds.low)} to ${duration(seconds.high)})`,
      html`${basis}: ${source}${notes.map((note) => html`<small>${note}</small>`)}`,
    ]),
  });
}

function resetTable({ reset }: Forecast): Html {
  const rows: readonly [string, string][] = [
    ['customers who can be written to', count(reset.reachable)],
    ['messages', ranged(reset.messages)],
    ['delivered', ranged(reset.delivered)],
    ['opened', ranged(reset.opened)],
    ['new password set', ranged(reset.completed)],
    ['of them, passkey made', ranged(reset.passkeys)],
    ['customers lost', ranged(reset.lost)],
    ['support tickets', ranged(reset.tickets)],
    ['support tickets on the worst day', ranged(reset.peakTicketsPerDay)],
  ];
  return table({
    caption: 'If all of them were asked to set a new password',
    columns: [{ title: 'what' }, { title: 'number', number: true }],
    rows,
  });
}

/** Those that move the total most. */
const MOST_SENSITIVITIES = 8;

function sensitivities(list: readonly Sensitivity[]): Html | undefined {
  return ranges({
    id: 'sensitivity',
    title: 'What one assumption alone does to the total cost',
    of: 'cost',
    ends: ['at its low end', 'at its high end'],
    rows: list.slice(0, MOST_SENSITIVITIES).map(({ assumption, path, atLow, atHigh, changesDecision }) => ({
      label: `${assumption} · ${PATH_WORDS[path].short}${changesDecision ? ' · changes the decision' : ''}`,
      low: atLow,
      high: atHigh,
    })),
  });
}

function assumptionTable(assumptions: Plan['assumptions']): Html | undefined {
  if (assumptions.length === 0) return undefined;
  return html`${table({
    caption: 'Assumptions',
    columns: [
      { title: 'assumption' },
      { title: 'value', number: true },
      { title: 'unit' },
      { title: 'source', wide: true },
    ],
    rows: assumptions.map(({ name, value, low, high, unit, source }) => [
      html`<code>${name}</code>`,
      html`${exact(value)}<small>${exact(low)} to ${exact(high)}</small>`,
      unit,
      source,
    ]),
  })}<p class="note">${countOf(assumptions.length, 'assumption')}. <code>assume</code> in the configuration replaces each by a number of your own.</p>`;
}

/** A rate of 0.03 is not 0. */
function exact(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}
