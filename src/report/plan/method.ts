/**
 * Where the numbers of a plan come from, and who approved it.
 *
 * @module
 */
import type { Plan } from '../../engine/plan/plan-document.ts';
import { type Html, html } from '../../markup/html.ts';
import { count, day, moment } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';
import type { PlanStanding } from './standing.ts';

export function planMethodSection({ counted, hash, settings }: Plan, { approvals }: PlanStanding): Section {
  return {
    id: 'method',
    title: 'Approval, and how this was counted',
    body: html`${approvalTable(approvals)}
<p>Counted ${moment(counted.at)} from ${count(counted.rows)} rows, which are ${count(counted.identities)} identities. Ages are counted back from ${day(counted.asOf)}, now and at every later run.</p>
${table({
  caption: 'What was read',
  columns: [
    { title: 'name' },
    { title: 'kind' },
    { title: 'rows', number: true },
    { title: 'fingerprint', wide: true },
  ],
  rows: counted.sources.map(({ name, type, rows, fingerprint }) => [
    name,
    type,
    count(rows),
    html`<code>${fingerprint}</code>`,
  ]),
})}
${table({
  caption: 'Hashes',
  columns: [{ title: 'of' }, { title: 'SHA-256', wide: true }],
  rows: [
    ['this plan: what is approved', html`<code>${hash}</code>`],
    ['the settings it was made for', html`<code>${settings}</code>`],
    ['the assessment it was counted with', html`<code>${counted.assessment}</code>`],
  ],
})}`,
  };
}

function approvalTable(approvals: PlanStanding['approvals']): Html {
  if (approvals.length === 0) return html`<p>Nobody has approved this version.</p>`;
  return table({
    caption: 'Approved',
    columns: [{ title: 'by' }, { title: 'at' }, { title: 'note', wide: true }],
    rows: approvals.map(({ by, at, note }) => [by, moment(at), note ?? '']),
  });
}
