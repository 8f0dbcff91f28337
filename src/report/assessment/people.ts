/**
 * Who is there.
 *
 * @module
 */
import { ACTIVITY_BANDS, type Assessment, type Census } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { bars } from '../charts/bars.ts';
import { series } from '../charts/series.ts';
import { orderedRows, type Row, rowsOf } from '../counted.ts';
import { count, day } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

export function peopleSection({ everybody, cohorts, asOf }: Assessment): Section {
  return {
    id: 'people',
    title: 'Who is there',
    intro: html`Ages are counted back from ${day(asOf)}.`,
    body: html`${activity(everybody)}
<div class="pair">${small(everybody)}</div>
${signUps(everybody)}
<div class="pair">${places(everybody)}</div>
${cohortTable(cohorts)}`,
  };
}

const BAND_WORDS: Readonly<Record<string, string>> = {
  '7 days': 'within 7 days',
  '30 days': '8 to 30 days ago',
  '90 days': '31 to 90 days ago',
  '1 year': '91 days to a year ago',
  '2 years': '1 to 2 years ago',
  older: 'more than 2 years ago',
  never: 'never',
  unknown: 'the export does not say',
};

function activity({ activity, identities }: Census): Html {
  const rows = orderedRows(activity, ACTIVITY_BANDS).map((row) => ({
    ...row,
    label: BAND_WORDS[row.label] ?? row.label,
  }));
  return bars({ id: 'activity', title: 'When they last logged in', rows, whole: identities });
}

function small({ status, kind, verified, identifiers, identities }: Census): readonly Html[] {
  const charts: readonly [string, string, readonly Row[], string?][] = [
    ['status', 'Status', rowsOf(status)],
    ['kind', 'People and machines', rowsOf(kind), 'Test accounts are suspected by name or reserved domain.'],
    ['verified', 'E-mail address', rowsOf(verified)],
    ['identifiers', 'What they can be found by', rowsOf(identifiers as Record<string, number>)],
  ];
  return charts.flatMap(([id, title, rows, note]) =>
    rows.length === 0
      ? []
      : [bars({ id, title, rows, whole: identities, ...(note === undefined ? {} : { note }) })],
  );
}

function signUps({ signUps }: Census): Html | undefined {
  const unknown = signUps.unknown ?? 0;
  return series({
    id: 'signups',
    title: 'Sign-ups each month',
    months: signUps,
    noun: 'sign-ups',
    ...(unknown > 0 ? { note: `Of ${count(unknown)} more the export does not say when they joined.` } : {}),
  });
}

/** A chart with one bar tells nothing. */
function places({ regions, tenants, locales, domains, identities }: Census): readonly Html[] {
  const charts: readonly [string, string, Readonly<Record<string, number>>][] = [
    ['regions', 'Regions', regions],
    ['tenants', 'Tenants', tenants],
    ['locales', 'Languages', locales],
    ['domains', 'Domains of e-mail addresses', domains],
  ];
  return charts.flatMap(([id, title, counts]) => {
    const rows = rowsOf(counts, { personal: true });
    return rows.length < 2 ? [] : [bars({ id, title, rows, whole: identities })];
  });
}

function cohortTable(cohorts: Readonly<Record<string, Census>>): Html | undefined {
  const names = Object.entries(cohorts);
  if (names.length === 0) return undefined;
  return table({
    caption: 'Cohorts',
    columns: [
      { title: 'cohort' },
      { title: 'identities', number: true },
      { title: 'active within 90 days', number: true },
      { title: 'with a password hash', number: true },
    ],
    rows: names.map(([name, { identities, activity, passwords }]) => [
      name,
      count(identities),
      count(activity['7 days'] + activity['30 days'] + activity['90 days']),
      count(passwords.reduce((total, population) => total + population.count, 0)),
    ]),
  });
}
