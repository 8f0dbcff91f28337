/**
 * A plan as Markdown, for a ticket or a pull request: who crosses how and when, with reasons and hash.
 *
 * The forecasts' curves and costs need drawings and wide tables; they are in the HTML.
 *
 * @module
 */
import type { Plan } from '../engine/plan/plan-document.ts';
import { codeOf, escapeMarkdown, markdownTable, sentenceMarkdown } from './markdown.ts';
import { count, day, moment, percent } from './numbers.ts';
import { describeWindow } from './plan/calendar.ts';
import { PATH_WORDS } from './plan/path-words.ts';
import type { PlanStanding } from './plan/standing.ts';
import { PLAN_WORDS } from './plan-words.ts';

export function renderPlanMarkdown(
  plan: Plan,
  standing: PlanStanding = { state: 'draft', approvals: [] },
): string {
  const { name, version, made, target, counted, hash } = plan;
  const parts = [
    `# ${escapeMarkdown(name)}, version ${version}`,
    `${count(counted.identities)} customers to ${escapeMarkdown(target.title)}. Made ${moment(made.at)} by ${escapeMarkdown(made.by)}; counted as of ${day(counted.asOf)}. ${describeStanding(standing)}`,
    `Hash: ${codeOf(hash)}`,
    '## Who crosses how',
    cohortTable(plan),
    reasons(plan).join('\n'),
    '## When they cross',
    calendarWords(plan),
    waveTable(plan),
    ...freezeTable(plan),
    ...assumptionTable(plan),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`.replaceAll('\u00a0', ' ');
}

function describeStanding({ state, approvals }: PlanStanding): string {
  const [last] = approvals;
  return last === undefined
    ? `State: ${state}.`
    : `State: ${state}, by ${escapeMarkdown(last.by)} on ${moment(last.at)}.`;
}

function cohortTable({ cohorts, counted }: Plan): string {
  return markdownTable(
    ['cohort', 'customers', 'share', 'crosses', 'password', 'rule'],
    cohorts.map(({ name, count: customers, path, credentialPlan, rule }) => [
      escapeMarkdown(name),
      count(customers),
      percent(customers, counted.identities),
      PATH_WORDS[path].short,
      credentialPlan === 'as-fits' ? 'as the target makes of it' : PLAN_WORDS[credentialPlan].short,
      codeOf(rule),
    ]),
  );
}

function reasons({ cohorts }: Plan): readonly string[] {
  return cohorts.map(({ name, reason, alternatives }) => {
    const others = alternatives.map(
      ({ path, verdict, reason }) =>
        `\n  - not ${PATH_WORDS[path].short} (${verdict === 'refused' ? 'not possible' : 'dearer'}): ${sentenceMarkdown(reason)}`,
    );
    return `- **${escapeMarkdown(name)}**: ${sentenceMarkdown(reason)}${others.join('')}`;
  });
}

function calendarWords({ calendar: { timeZone, window } }: Plan): string {
  const when = window === undefined ? '' : ` Writing goes on ${describeWindow(window)}.`;
  return `In this order; times are those of ${escapeMarkdown(timeZone)}.${when}`;
}

function waveTable({ waves }: Plan): string {
  if (waves.length === 0) return '';
  return markdownTable(
    ['wave', 'cohorts', 'customers', 'not before', 'why'],
    waves.map(({ name, cohorts, count: customers, notBefore, reason }) => [
      escapeMarkdown(name),
      escapeMarkdown(cohorts.join(', ')),
      count(customers),
      notBefore === undefined ? 'when the one before is done' : day(notBefore),
      sentenceMarkdown(reason),
    ]),
  );
}

function freezeTable({ calendar: { freezes } }: Plan): readonly string[] {
  if (freezes.length === 0) return [];
  return [
    '### Frozen',
    markdownTable(
      ['from', 'to', 'why'],
      freezes.map(({ from, to, reason }) => [day(from), day(to), escapeMarkdown(reason)]),
    ),
  ];
}

function assumptionTable({ assumptions }: Plan): readonly string[] {
  if (assumptions.length === 0) return [];
  return [
    '## Assumptions',
    markdownTable(
      ['assumption', 'value', 'from', 'to', 'unit', 'source'],
      assumptions.map(({ name, value, low, high, unit, source }) => [
        codeOf(name),
        String(value),
        String(low),
        String(high),
        escapeMarkdown(unit),
        escapeMarkdown(source),
      ]),
    ),
  ];
}
