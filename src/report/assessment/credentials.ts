/**
 * What they log in with.
 *
 * @module
 */
import type { Assessment, Census, PasswordPopulation } from '../../engine/assess/assessment.ts';
import { type Html, html } from '../../markup/html.ts';
import { bars } from '../charts/bars.ts';
import { orderedRows, type Row, rowsOf, sum } from '../counted.ts';
import { count, countOf, listed, percent } from '../numbers.ts';
import type { Section } from '../page.ts';
import { table } from '../table.ts';

export function credentialSection({ everybody }: Assessment): Section {
  return {
    id: 'credentials',
    title: 'What they log in with',
    intro:
      'Hash formats are recognised from the hashes themselves. Examples show the shape; salt and digest are blanked.',
    body: html`${passwordTable(everybody)}
<div class="pair">${charts(everybody)}</div>
${consents(everybody)}`,
  };
}

/** A population that is smaller is counted with the others: the JSON has them all. */
const MOST_POPULATIONS = 40;

function passwordTable({ passwords }: Census): Html {
  if (passwords.length === 0) return html`<p>There is no password hash in the export.</p>`;
  const whole = sum(passwords.map((population) => population.count));
  const shown = passwords.slice(0, MOST_POPULATIONS);
  return html`${table({
    caption: 'Password hashes',
    columns: [
      { title: 'format' },
      { title: 'customers', number: true },
      { title: 'share', number: true },
      { title: 'strength', wide: true },
      { title: 'how sure', wide: true },
    ],
    rows: shown.map((population) => [
      nameOf(population),
      count(population.count),
      percent(population.count, whole),
      html`<span class="mark ${STRENGTH_MARKS[population.strength]}">${population.strength}</span><small>${population.reason}</small>`,
      certainty(population),
    ]),
  })}${passwords.length > shown.length && html`<p class="note">${countOf(passwords.length - shown.length, 'smaller population')} are in the JSON.</p>`}`;
}

const STRENGTH_MARKS = {
  strong: 'good',
  acceptable: 'plain',
  weak: 'warn',
  broken: 'bad',
  unknown: 'plain',
} as const satisfies Record<PasswordPopulation['strength'], string>;

function nameOf({ format, parameters, examples }: PasswordPopulation): Html {
  return html`${format}${parameters !== '' && html` <small>${parameters}</small>`}${examples.slice(0, 1).map((example) => html`<small><code>${example}</code></small>`)}`;
}

function certainty({ certainty, alternatives }: PasswordPopulation): Html {
  if (alternatives.length === 0) return html`${certainty}`;
  return html`${certainty}<small>Could also be ${listed(alternatives.slice(0, 4))}. <code>footbridge hash explain</code> says how to find out.</small>`;
}

function charts(census: Census): readonly Html[] {
  const { identities, passwords } = census;
  const strengths = Map.groupBy(passwords, ({ strength }) => strength);
  const byStrength = Object.fromEntries(
    [...strengths].map(([strength, list]) => [strength, sum(list.map((one) => one.count))]),
  );
  const drawn: readonly [string, string, readonly Row[], number, string?][] = [
    [
      'strength',
      'Strength of the hashes',
      orderedRows(byStrength, Object.keys(STRENGTH_MARKS)),
      sum(Object.values(byStrength)),
    ],
    ['passwordless', 'Without a hash', rowsOf(census.passwordless), identities],
    [
      'password-age',
      'Age of the passwords',
      rowsOf(census.passwordAge),
      sum(Object.values(census.passwordAge)),
    ],
    ['factors', 'Second factors', rowsOf(census.factors as Record<string, number>), identities],
    ['links', 'Social and company logins', rowsOf(census.links), identities],
    [
      'passkeys',
      'Passkeys by domain',
      rowsOf(census.passkeys),
      sum(Object.values(census.passkeys)),
      'A passkey works only on the domain it was made for.',
    ],
  ];
  return drawn.flatMap(([id, title, rows, whole, note]) =>
    rows.length === 0
      ? []
      : [
          bars({
            id,
            title,
            rows,
            whole,
            ...(id === 'passkeys' ? { noun: 'passkeys' } : {}),
            ...(note === undefined ? {} : { note }),
          }),
        ],
  );
}

function consents({ consents: { withEvidence, withoutEvidence } }: Census): Html | undefined {
  if (withEvidence + withoutEvidence === 0) return undefined;
  return html`<p>${countOf(withEvidence + withoutEvidence, 'consent')} on record: ${count(withEvidence)} say when or how they were given, ${count(withoutEvidence)} do not and may not stand in a dispute.</p>`;
}
