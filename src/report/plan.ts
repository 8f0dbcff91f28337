/**
 * A plan as one HTML document: who crosses how, when and why, what it costs, what was foreseen, and who approved it.
 *
 * @module
 */
import type { Plan } from '../engine/plan/plan-document.ts';
import { html } from '../markup/html.ts';
import { countOf, day, moment } from './numbers.ts';
import { renderPage } from './page.ts';
import { calendarSection } from './plan/calendar.ts';
import { cohortSection } from './plan/cohorts.ts';
import { costSection } from './plan/costs.ts';
import { forecastSection } from './plan/forecasts.ts';
import { planMethodSection } from './plan/method.ts';
import type { PlanStanding } from './plan/standing.ts';
import { summarisePlan } from './plan/summary.ts';

export function renderPlan(plan: Plan, standing: PlanStanding = { state: 'draft', approvals: [] }): string {
  const { name, version, made, target, counted } = plan;
  return renderPage({
    kind: 'Plan',
    title: `${name}, version ${version}`,
    about: html`${countOf(counted.identities, 'customer')} to ${target.title}. Made ${moment(made.at)} by ${made.by}; counted as of ${day(counted.asOf)}.`,
    summary: summarisePlan(plan, standing),
    sections: [
      cohortSection(plan),
      calendarSection(plan),
      forecastSection(plan),
      costSection(plan),
      planMethodSection(plan, standing),
    ],
    footer: html`<p>Version ${version} with the hash <code>${plan.hash}</code>. Made by Footbridge. This file is whole: it needs no network, and holds rules and counts, not customers.</p>`,
  });
}
