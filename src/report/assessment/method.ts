/**
 * How this was counted, so that somebody else can do it again.
 *
 * @module
 */
import type { Assessment, RowAccount } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { count, day } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

export function methodSection({ sources, account, unmapped, asOf }: Assessment): Section {
  return {
    id: 'method',
    title: 'How this was counted',
    body: html`<p>Every row was read once and became one identity, or is counted below with what became of it. Ages are counted back from ${day(asOf)}: the newest time that the data hold, so that an old export is not all dormant, or the day that the operator named. Values that fewer than five customers share are counted with the others. Customers are not in this file, except in the examples of mistakes where the operator asked for them.</p>
${sourceTable(sources)}${accountTable(account)}${unmappedTable(unmapped)}`,
  };
}

function sourceTable(sources: Assessment['sources']): Html {
  return table({
    caption: 'What was read',
    columns: [
      { title: 'name' },
      { title: 'kind' },
      { title: 'rows', number: true },
      { title: 'fingerprint', wide: true },
    ],
    rows: sources.map(({ name, title, rows, fingerprint }) => [
      name,
      title,
      count(rows),
      html`<code>${fingerprint}</code>`,
    ]),
  });
}

function accountTable({ rows, identities, repeated, lost, deleted }: RowAccount): Html {
  const parts: readonly [string, number][] = [
    ['became an identity', identities],
    ['the same row again', repeated],
    ['no identity could be made of it', lost],
    ['asks for a deletion', deleted],
    ['all rows', rows],
  ];
  return table({
    caption: 'What became of every row',
    columns: [{ title: 'outcome' }, { title: 'rows', number: true }],
    rows: parts.map(([outcome, number]) => [outcome, count(number)]),
  });
}

const MOST_FIELDS = 40;

function unmappedTable(unmapped: Assessment['unmapped']): Html | undefined {
  const fields = Object.entries(unmapped).toSorted(([, one], [, other]) => other - one);
  if (fields.length === 0) return undefined;
  return table({
    caption: 'Fields that nothing maps yet',
    columns: [{ title: 'field' }, { title: 'records', number: true }],
    rows: fields.slice(0, MOST_FIELDS).map(([field, having]) => [html`<code>${field}</code>`, count(having)]),
  });
}
