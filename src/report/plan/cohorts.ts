/**
 * Who crosses how, and why not otherwise.
 *
 * @module
 */
import type { Plan, PlanCohort, PlanList } from '../../engine/plan/plan-document.ts';
import type { CredentialPlan } from '../../identity/credential-plan.ts';
import { type Html, html } from '../../markup/html.ts';
import { CATALOGUE } from '../../problems/catalogue.ts';
import { nameOfField } from '../assessment/field-names.ts';
import { bars } from '../charts/bars.ts';
import { planStack } from '../charts/plan-stack.ts';
import { withCode } from '../code-words.ts';
import { count, countOf, listed, percent } from '../numbers.ts';
import type { Section } from '../page.ts';
import { PLAN_WORDS } from '../plan-words.ts';
import { table } from '../table.ts';
import { PATH_WORDS } from './path-words.ts';

export function cohortSection(plan: Plan): Section {
  const { cohorts, counted, lists } = plan;
  return {
    id: 'cohorts',
    title: 'Who crosses how',
    intro: 'Everybody falls under the first rule that fits.',
    body: html`${bars({
      id: 'sizes',
      title: 'Cohorts by size',
      rows: cohorts.map(({ name, path, count }) => ({ label: `${name} · ${PATH_WORDS[path].short}`, count })),
      whole: counted.identities,
    })}
${passwords(cohorts)}
${cohorts.map((cohort) => describeCohort(cohort, counted.identities))}
${listTable(lists)}`,
  };
}

function passwords(cohorts: readonly PlanCohort[]): Html | undefined {
  const rows = cohorts
    .filter(({ credentials }) => Object.values(credentials).some((count) => count > 0))
    .map(({ name, credentials }) => ({
      label: name,
      plans: credentials as Partial<Record<CredentialPlan, number>>,
    }));
  if (rows.length === 0) return undefined;
  return planStack({ id: 'passwords', title: 'What happens to their passwords', of: 'cohort', rows });
}

function describeCohort(cohort: PlanCohort, customers: number): Html {
  const { name, path, rule, reason, origin, credentialPlan } = cohort;
  return html`<h3>${name} <span class="mark plain">${PATH_WORDS[path].short}</span></h3>
<p>${withCode(reason)}</p>
<p class="note">${countOf(cohort.count, 'customer')}, ${percent(cohort.count, customers)}. ${origin === 'rule' ? 'By a rule that an operator wrote' : 'Proposed by the planner'}: <code>${rule}</code>. Passwords: ${credentialPlan === 'as-fits' ? 'whatever the target makes of each hash' : PLAN_WORDS[credentialPlan].short}.</p>
${alternatives(cohort)}${losses(cohort)}`;
}

function alternatives({ alternatives }: PlanCohort): Html | undefined {
  if (alternatives.length === 0) return undefined;
  return html`<ul class="reasons">${alternatives.map(
    ({ path, verdict, reason }) =>
      html`<li>Not ${PATH_WORDS[path].short} <span class="mark ${verdict === 'refused' ? 'bad' : 'plain'}">${verdict === 'refused' ? 'not possible' : 'dearer'}</span> ${withCode(reason)}</li>`,
  )}</ul>`;
}

/** More than this in a sentence are not read. */
const MOST_LOSSES = 8;

function losses({ losses, held }: PlanCohort): Html | undefined {
  const lost = Object.entries(losses)
    .filter(([, number]) => number > 0)
    .map(([field, number]) => `${nameOfField(field)} (${count(number)})`);
  const most = lost.slice(0, MOST_LOSSES);
  const beyond = lost.length - most.length;
  const kept = Object.entries(held)
    .filter(([, number]) => number > 0)
    .map(([code, number]) => `${titleOf(code)} (${count(number)})`);
  if (lost.length + kept.length === 0) return undefined;
  return html`<p class="note">${lost.length > 0 && html`Left behind: ${listed(beyond > 0 ? [...most, `${beyond} more`] : most)}. `}${kept.length > 0 && html`Held back as things stand: ${listed(kept)}.`}</p>`;
}

function titleOf(code: string): string {
  return (CATALOGUE as Readonly<Record<string, { title: string }>>)[code]?.title ?? code;
}

const USES = {
  allow: 'only these cross',
  deny: 'these never cross',
  vip: 'cross last, in a cohort of their own',
  test: 'are no customers',
  volunteers: 'go first',
} as const satisfies Record<PlanList['use'], string>;

function listTable(lists: readonly PlanList[]): Html | undefined {
  if (lists.length === 0) return undefined;
  return table({
    caption: 'Lists of people',
    columns: [
      { title: 'list' },
      { title: 'meaning' },
      { title: 'file', wide: true },
      { title: 'entries', number: true },
      { title: 'found', number: true },
    ],
    rows: lists.map(({ name, use, file, entries, found }) => [
      name,
      USES[use],
      html`<code>${file}</code>`,
      count(entries),
      count(found),
    ]),
  });
}
