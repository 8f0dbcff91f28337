/**
 * A plan in a few sentences.
 *
 * @module
 */
import type { Plan } from '../../engine/plan/plan-document.ts';
import { PATHS } from '../../identity/path.ts';
import { type Html, html } from '../../markup/html.ts';
import { sum } from '../counted.ts';
import { count, countOf, day, moment, percent } from '../numbers.ts';
import { tiles } from '../page.ts';
import { PATH_WORDS } from './path-words.ts';
import type { PlanStanding } from './standing.ts';

export function summarisePlan(plan: Plan, standing: PlanStanding): Html {
  const { cohorts, waves, counted, calendar } = plan;
  const paths = countPaths(plan);
  const parts = PATHS.filter((path) => paths[path] > 0).map(
    (path) => html`<strong>${percent(paths[path], counted.identities)}</strong> ${PATH_WORDS[path].verb}`,
  );
  const points = [
    describeStanding(standing),
    describeStart(plan),
    describeHeld(cohorts),
    calendar.freezes.length > 0 && html`Nothing is written on ${countOf(frozenDays(plan), 'frozen day')}.`,
  ].filter((point) => point !== false && point !== undefined);
  return html`<p class="lead">Of <strong>${count(counted.identities)}</strong> customers, ${parts.map((part, index) => html`${index > 0 && (index === parts.length - 1 ? ', and ' : ', ')}${part}`)}.</p>
<ul>${points.map((point) => html`<li>${point}</li>`)}</ul>
${tiles([
  { value: count(counted.identities), label: 'customers' },
  { value: String(cohorts.length), label: 'cohorts', note: 'each with a path and a reason' },
  { value: String(waves.length), label: 'waves' },
  { value: percent(countUnaware(plan), counted.identities), label: 'notice nothing' },
])}`;
}

export function countPaths({ cohorts }: Plan): Record<(typeof PATHS)[number], number> {
  const of = (path: (typeof PATHS)[number]) =>
    sum(cohorts.filter((cohort) => cohort.path === path).map((cohort) => cohort.count));
  return { bulk: of('bulk'), jit: of('jit'), reset: of('reset'), exclude: of('exclude') };
}

/** They cross, and need not set a new password. */
function countUnaware({ cohorts }: Plan): number {
  return sum(
    cohorts
      .filter(({ path }) => path === 'bulk' || path === 'jit')
      .map(({ count, credentials }) => count - (credentials.reset ?? 0)),
  );
}

/** One customer may be held for several reasons, and the plan counts reasons: so it is said from how many to how many. */
function describeHeld(cohorts: Plan['cohorts']): Html {
  const crossing = cohorts.filter(({ path }) => path !== 'exclude');
  const least = sum(crossing.map(({ held }) => Math.max(0, ...Object.values(held))));
  const most = sum(crossing.map(({ held, count }) => Math.min(count, sum(Object.values(held)))));
  // A plan counts populations: an address that is none, or a field that nobody mapped, stands in no cohort.
  if (most === 0)
    return html`What is wrong in single rows is not counted here: the assessment lists whom it would hold back.`;
  const number =
    least === most ? countOf(most, 'customer') : `${count(least)} to ${countOf(most, 'customer')}`;
  return html`As things stand, <strong>${number}</strong> would be held back until somebody decides. What is wrong in single rows comes on top: the assessment lists it.`;
}

const STATES = {
  draft: 'This version is a draft: nobody crosses by it before it is approved.',
  approved: 'This version is approved.',
  superseded: 'A later version has taken its place.',
  discarded: 'This version was discarded.',
} as const satisfies Record<PlanStanding['state'], string>;

function describeStanding({ state, approvals }: PlanStanding): Html {
  const [last] = approvals;
  if (last === undefined) return html`${STATES[state]}`;
  return html`${STATES[state]} Approved ${moment(last.at)} by <strong>${last.by}</strong>${last.note !== undefined && last.note !== '' && html`: ${last.note}`}.`;
}

function describeStart({ waves }: Plan): Html | undefined {
  const [first] = waves;
  if (first === undefined) return undefined;
  const when =
    first.notBefore === undefined ? 'as soon as the plan is approved' : `not before ${day(first.notBefore)}`;
  return html`The first wave, <strong>${first.name}</strong>, has ${countOf(first.count, 'customer')} and begins ${when}.`;
}

const DAY = 86_400_000;

/** First and last day are both frozen; two freezes may overlap. */
function frozenDays({ calendar }: Plan): number {
  const days = new Set<number>();
  for (const { from, to } of calendar.freezes) {
    for (let at = Date.parse(from); at <= Date.parse(to); at += DAY) days.add(at);
  }
  return days.size;
}
