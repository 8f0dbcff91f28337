/**
 * What would be lost, and who would be refused, on each target: by customer count, before anybody moves.
 *
 * @module
 */
import type { Assessment, Outlook } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { CATALOGUE } from '../../problems/catalogue.ts';
import { count, percent } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';
import { nameOfField } from './field-names.ts';

export function lossSection({ outlooks, everybody }: Assessment): Section {
  return {
    id: 'losses',
    title: 'What would be left behind',
    intro: 'Everything a platform cannot hold, with how many customers have it.',
    body:
      outlooks.length === 0
        ? html`<p>No target was asked.</p>`
        : outlooks.map((outlook) => lossesOn(outlook, everybody.identities)),
  };
}

function lossesOn(outlook: Outlook, customers: number): Html {
  const { title, connector, ids, limits } = outlook;
  return html`<h3>${title}</h3>
<p class="note">${connector ? 'Footbridge writes, reads back and undoes it.' : 'Footbridge does not write it itself; this is what its own import takes.'} ${ids === 'kept' ? 'Customers keep their ids.' : 'Customers get new ids; the pairs are kept.'}${
    limits !== undefined &&
    html` About ${limits.usersPerSecond} customers a second (${limits.basis}: ${limits.source}).`
  }</p>
${lossTable(outlook, customers)}${refusalTable(outlook)}`;
}

/** Attributes of one's own can be hundreds: those that few have are in the JSON. */
const MOST_LOSSES = 60;

function lossTable({ title, losses }: Outlook, customers: number): Html {
  if (losses.length === 0) return html`<p>Nothing is lost.</p>`;
  const beyond = losses.length - MOST_LOSSES;
  return html`${table({
    caption: `Lost on ${title}`,
    captionHidden: true,
    columns: [
      { title: 'what' },
      { title: 'customers', number: true },
      { title: 'share', number: true },
      { title: 'why', wide: true },
    ],
    rows: losses
      .toSorted((one, other) => other.count - one.count)
      .slice(0, MOST_LOSSES)
      .map(({ field, count: lost, why, disputed }) => [
        html`${nameOfField(field)}${nameOfField(field) !== field && html`<small><code>${field}</code></small>`}`,
        count(lost),
        percent(lost, customers),
        html`${why}${disputed !== undefined && html`<p class="disputed"><strong>Disputed.</strong> ${disputed}</p>`}`,
      ]),
  })}${beyond > 0 && html`<p class="note">${count(beyond)} more fields are in the JSON.</p>`}`;
}

function refusalTable({ title, refusals }: Outlook): Html | undefined {
  if (refusals.length === 0) return undefined;
  return table({
    caption: `Who would be refused by ${title}`,
    columns: [{ title: 'what' }, { title: 'customers', number: true }, { title: 'why', wide: true }],
    rows: refusals.map(({ code, field, count: refused, why }) => [
      html`${titleOf(code)}${field !== undefined && html`: ${field}`}<small><code>${code}</code></small>`,
      count(refused),
      why,
    ]),
  });
}

function titleOf(code: string): string {
  return (CATALOGUE as Readonly<Record<string, { title: string }>>)[code]?.title ?? code;
}
