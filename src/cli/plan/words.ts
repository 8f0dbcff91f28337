/**
 * How a plan looks on a terminal.
 *
 * @module
 */

import type { PlanDifference } from '../../engine/plan/diff-plans.ts';
import type { Plan, PlanCohort, PlanWave } from '../../engine/plan/plan-document.ts';
import type { Approval, PlanState } from '../../ledger/sql/plans.ts';
import { describeBulk } from '../forecast/words.ts';
import { countOf, formatCount, formatCounts, formatTable, type Paint } from '../words.ts';

export function describePlan(
  plan: Plan,
  state: PlanState,
  approvals: readonly Approval[],
  paint: Paint,
): string {
  return [
    describeHead(plan, state, approvals, paint),
    `${paint.bold('Cohorts')}\n${formatTable(plan.cohorts.map(cohortRow))}`,
    plan.cohorts
      .filter(({ count }) => count > 0)
      .map((cohort) => describeCohort(cohort, paint))
      .join('\n'),
    `${paint.bold('Waves')}\n${formatTable(plan.waves.map(waveRow)) || '  none'}`,
    describeDuration(plan, paint),
    describeCalendar(plan, paint),
    describeLists(plan, paint),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function describeHead(
  { version, name, hash, made, counted, target }: Plan,
  state: PlanState,
  approvals: readonly Approval[],
  paint: Paint,
): string {
  const approval = approvals.find((one) => one.version === version);
  const standing =
    approval === undefined
      ? paint.warn(state)
      : `${state === 'approved' ? paint.good('approved') : state} by ${approval.by_whom} on ${dayOf(approval.at.toISOString())}${approval.note === '' ? '' : `: ${approval.note}`}`;
  return [
    `${paint.bold(`${name}, version ${version}`)}  ${standing}`,
    paint.faint(`hash ${hash}`),
    `Made by ${made.by} on ${dayOf(made.at)}. ${countOf(counted.identities, 'identity', 'identities')} counted as of ${dayOf(counted.asOf)}, for ${target.title}.`,
  ].join('\n');
}

function cohortRow({ name, count, path, credentialPlan, credentials }: PlanCohort): (string | number)[] {
  return [name, count, path, credentialPlan, formatCounts(credentials)];
}

function describeCohort(cohort: PlanCohort, paint: Paint): string {
  const { name, rule, reason, held, losses, activity, alternatives } = cohort;
  const lines = [`${paint.bold(name)}  ${paint.faint(rule)}`, `  ${reason}`];
  if (Object.keys(activity).length > 0) lines.push(paint.faint(`  last login: ${formatCounts(activity)}`));
  if (Object.keys(held).length > 0) lines.push(`  ${paint.warn('would be held')}: ${formatCounts(held)}`);
  if (Object.keys(losses).length > 0) lines.push(`  would lose: ${formatCounts(losses)}`);
  for (const { path, verdict, reason: why } of alternatives)
    lines.push(paint.faint(`  ${verdict === 'refused' ? 'not possible' : 'not'} ${path}: ${why}`));
  return lines.join('\n');
}

function waveRow({ name, count, cohorts, percent, limit, notBefore }: PlanWave): (string | number)[] {
  return [
    name,
    count,
    cohorts.join(', '),
    percent === undefined ? '' : `${percent} %`,
    limit === undefined ? '' : `at most ${formatCount(limit)}`,
    notBefore === undefined ? '' : `from ${notBefore}`,
  ];
}

/** Of everybody whose hash can move; with what it was measured by, or whose limits it goes by. */
export function describeDuration({ forecasts: [everybody] }: Pick<Plan, 'forecasts'>, paint: Paint): string {
  if (everybody === undefined) return '';
  return [paint.bold('How long an import takes'), ...describeBulk(everybody.bulk)].join('\n');
}

function describeCalendar({ calendar: { timeZone, window, freezes } }: Plan, paint: Paint): string {
  const rows = freezes.map(({ from, to, reason }) => [`${from} to ${to}`, `frozen: ${reason}`]);
  if (window !== undefined) {
    const { days, from = '00:00', to = '24:00' } = window;
    rows.unshift([days?.join(', ') ?? 'every day', `${from} to ${to} ${timeZone}`]);
  }
  return rows.length === 0 ? '' : `${paint.bold('Calendar')}\n${formatTable(rows)}`;
}

function describeLists({ lists }: Plan, paint: Paint): string {
  if (lists.length === 0) return '';
  const rows = lists.map(({ name, use, file, entries, found }) => [
    name,
    use,
    file,
    countOf(entries, 'entry', 'entries'),
    `${formatCount(found)} found`,
  ]);
  return `${paint.bold('Lists')}\n${formatTable(rows)}`;
}

export function describeDifferences(differences: readonly PlanDifference[], paint: Paint): string {
  if (differences.length === 0) return 'They say the same.';
  return formatTable(
    differences.map(({ what, change, field = '', before, after }) => [
      change === 'added' ? paint.good('+') : change === 'removed' ? paint.bad('-') : paint.warn('~'),
      what,
      field,
      change === 'changed' && before !== undefined ? `${shorten(before)} → ${shorten(after ?? '')}` : '',
    ]),
    '',
  );
}

/** Longer is for --json. */
const LONGEST = 60;

function shorten(text: string): string {
  if (text === '') return 'nothing';
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
