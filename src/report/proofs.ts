/**
 * The proofs as one HTML document: for each population of passwords, what was tried at the real target, and what it
 * said. Synthetic customers only; nobody's password is in it, nor was in anybody's hands.
 *
 * @module
 */
import type { CaseName, Proof, ProvenCase } from '../engine/prove/proof.ts';
import { type Html, html } from '../markup/html.ts';
import { withCode } from './code-words.ts';
import { sum } from './counted.ts';
import { count, countOf, day, listed, moment, percent } from './numbers.ts';
import { renderPage, type Section, tiles } from './page.ts';
import { PLAN_WORDS } from './plan-words.ts';
import { table } from './table.ts';

export function renderProofs(proofs: readonly Proof[]): string {
  const targets = [...new Set(proofs.map(({ population }) => population.target))];
  const newest = proofs
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  return renderPage({
    kind: 'Proof',
    title: 'Who can log in after the move',
    about: html`${countOf(proofs.length, 'population')} of passwords${targets.length > 0 && html` on ${listed(targets)}`}${newest !== undefined && html`, last tried ${moment(newest)}`}.`,
    summary: summarise(proofs),
    sections: [caseSection(proofs), evidenceSection(proofs)],
    footer: html`<p>Made by Footbridge. This file is whole: it needs no network, and holds what was observed, not customers.</p>`,
  });
}

function summarise(proofs: readonly Proof[]): Html {
  const of = (verdict: Proof['verdict']) => proofs.filter((proof) => proof.verdict === verdict);
  const customersOf = (list: readonly Proof[]) => sum(list.map(({ customers }) => customers));
  const [proven, failed, open] = [of('proven'), of('failed'), of('not-provable')];
  const all = customersOf(proofs);
  return html`<p class="lead">${leadOf(proofs, proven)}</p>
${
  failed.length + open.length > 0 &&
  html`<ul>${failed.map((proof) => html`<li><strong>${nameOf(proof)}</strong> failed: ${withCode(reasonOf(proof))}</li>`)}${open.map((proof) => html`<li><strong>${nameOf(proof)}</strong> could not be tried: ${withCode(reasonOf(proof))}</li>`)}</ul>`
}
${tiles([
  { value: `${proven.length} of ${proofs.length}`, label: 'populations proven' },
  { value: String(failed.length), label: 'failed' },
  { value: String(open.length), label: 'not provable' },
  { value: percent(customersOf(proven), all), label: 'of the customers' },
])}`;
}

function leadOf(proofs: readonly Proof[], proven: readonly Proof[]): Html {
  if (proven.length === 0) return html`Nothing has been proven yet.`;
  const [part, all] = [proven, proofs].map((list) => sum(list.map(({ customers }) => customers)));
  const wrong = wrongOnes(proven);
  return html`The passwords of <strong>${percent(part ?? 0, all ?? 0)}</strong> of ${count(all ?? 0)} customers are proven: the right one got in${wrong.length > 0 && html`, and ${listed(wrong)} ones did not`}.`;
}

/** Only what was observed in every proven population is claimed. */
function wrongOnes(proven: readonly Proof[]): readonly string[] {
  const names = Object.keys(CASE_WORDS) as CaseName[];
  const isRefused = ({ cases }: Proof, name: CaseName) =>
    cases.some((one) => one.name === name && one.expected === 'refused' && one.observed === 'refused');
  const everywhere = names.filter((name) => proven.every((proof) => isRefused(proof, name)));
  return everywhere.map((name) => CASE_WORDS[name].toLowerCase());
}

function nameOf({ population: { format, parameters } }: Proof): string {
  return parameters === '' ? format : `${format}, ${parameters}`;
}

function reasonOf({ reason, cases }: Proof): string {
  if (reason !== undefined) return reason;
  const wrong = cases.filter(({ ok }) => !ok).map(({ name }) => CASE_WORDS[name].toLowerCase());
  return wrong.length > 0 ? `${listed(wrong)}.` : 'no reason was given.';
}

const CASE_WORDS = {
  right: 'Right',
  'right-again': 'Right, again',
  'right-unicode': 'Right, beyond ASCII',
  'right-spaces': 'Right, with spaces',
  'right-long': 'Right, long',
  wrong: 'Wrong',
  truncated: 'Truncated',
  'cut-at-72': 'Cut at 72 bytes',
  'case-changed': 'Case-changed',
  empty: 'Empty',
} as const satisfies Record<CaseName, string>;

function caseSection(proofs: readonly Proof[]): Section {
  const names = (Object.keys(CASE_WORDS) as CaseName[]).filter((name) =>
    proofs.some(({ cases }) => cases.some((one) => one.name === name)),
  );
  return {
    id: 'cases',
    title: 'What was tried, and what was observed',
    intro: 'Somebody whose password we made up was written to the target like a customer, and logged in.',
    body:
      proofs.length === 0
        ? html`<p>Nothing was tried.</p>`
        : html`<div class="cases">${table({
            caption: 'Populations and cases',
            columns: [
              { title: 'population' },
              { title: 'customers', number: true },
              { title: 'verdict' },
              ...names.map((name) => ({ title: CASE_WORDS[name] })),
            ],
            rows: proofs.map((proof) => [
              html`${proof.population.format}${proof.population.parameters !== '' && html`<small>${proof.population.parameters}</small>`}<small>${PLAN_WORDS[proof.population.credentialPlan].short} · ${proof.population.target}</small>`,
              count(proof.customers),
              html`<span class="mark ${VERDICTS[proof.verdict].mark}">${VERDICTS[proof.verdict].words}</span>`,
              ...names.map((name) => briefly(proof.cases.find((one) => one.name === name))),
            ]),
          })}</div><p class="note">✓ as it must be: the right password let in, a wrong one refused. ✗ otherwise. – not tried.</p>`,
  };
}

/** Ten columns fit on paper only without words; who listens hears them. */
function briefly(proven: ProvenCase | undefined): Html {
  if (proven === undefined) return html`–`;
  const words = OBSERVED[proven.observed];
  return proven.ok ? html`✓<span class="unseen"> ${words}</span>` : html`<strong>✗</strong> ${words}`;
}

const VERDICTS = {
  proven: { mark: 'good', words: 'proven' },
  failed: { mark: 'bad', words: 'failed' },
  'not-provable': { mark: 'warn', words: 'not provable' },
} as const satisfies Record<Proof['verdict'], { mark: string; words: string }>;

const OBSERVED = {
  accepted: 'let in',
  refused: 'refused',
  blocked: 'blocked',
  'factor-required': 'asked for a factor',
  unasked: 'not tried',
} as const satisfies Record<ProvenCase['observed'], string>;

function observed({ ok, found, expected, observed }: ProvenCase): Html {
  return html`${ok ? '✓' : '✗'}\u00a0${OBSERVED[observed]}${!ok && html`<small>should be ${expected === 'accepted' ? 'let in' : 'refused'}${found !== undefined && html`: ${found}`}</small>`}`;
}

function evidenceSection(proofs: readonly Proof[]): Section {
  return {
    id: 'evidence',
    title: 'Evidence',
    intro: 'When each case was observed, who judged, and that nobody was left behind.',
    body: proofs.map(describeEvidence),
  };
}

function describeEvidence(proof: Proof): Html {
  const { kind, by, at, validUntil, evidence, cases, id, population } = proof;
  const { judgedBy, created, removed, left, library } = evidence;
  return html`<h3>${nameOf(proof)} on ${population.target}</h3>
<p class="note">${kind === 'synthetic' ? 'Synthetic customers' : 'Volunteers'}, tried ${moment(at)} by ${by}; valid until ${day(validUntil)}. ${JUDGES[judgedBy]} ${countOf(created.length, 'synthetic customer')} made, ${count(removed.length)} removed${left.length > 0 ? html`, <strong>${count(left.length)} still there</strong>` : ', none left'}. Hashed by ${library}. Proof <code>${id}</code>.</p>
${
  cases.length > 0 &&
  table({
    caption: `Cases of ${nameOf(proof)} on ${population.target}`,
    captionHidden: true,
    columns: [
      { title: 'case' },
      { title: 'expected' },
      { title: 'observed' },
      { title: 'at (UTC)' },
      { title: 'milliseconds', number: true },
    ],
    rows: cases.map((one) => [
      CASE_WORDS[one.name],
      EXPECTED[one.expected],
      observed(one),
      html`<span class="steady">${one.at.slice(0, 10)} ${one.at.slice(11, 19)}</span>`,
      count(one.milliseconds),
    ]),
  })
}`;
}

const EXPECTED = {
  accepted: 'let in',
  refused: 'refused',
  either: 'either: the old system cannot tell it from the right one',
} as const satisfies Record<ProvenCase['expected'], string>;

const JUDGES = {
  target: 'The target itself judged.',
  door: 'The login door judged, with the hash in its vault.',
  nobody: 'Nobody judged.',
} as const satisfies Record<Proof['evidence']['judgedBy'], string>;
