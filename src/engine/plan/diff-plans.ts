/**
 * Says what differs between two plans, in the order in which a person would want to know.
 *
 * @module
 */
import { canonicalJson } from '../../ledger/chain.ts';
import type { Plan, PlanCohort, PlanWave } from './plan-document.ts';

export interface PlanDifference {
  /** `cohort sealed`, `wave canary`, `calendar`, `settings` … */
  readonly what: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** `path`, `rule`, `count` … absent where all of it came or went. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
}

/** Everything but when, by whom and under which number it was made. */
export function diffPlans(before: Plan, after: Plan): readonly PlanDifference[] {
  return [
    ...diffNamed('cohort', before.cohorts, after.cohorts, COHORT_FIELDS),
    ...diffOrder('cohorts', before.cohorts, after.cohorts),
    ...diffNamed('wave', before.waves, after.waves, WAVE_FIELDS),
    ...diffOrder('waves', before.waves, after.waves),
    ...diffNamed('list', before.lists, after.lists, ['use', 'file', 'entries', 'digest', 'found']),
    ...diffFields('calendar', before.calendar, after.calendar, ['timeZone', 'window', 'freezes']),
    ...diffFields('target', before.target, after.target, ['id']),
    ...diffFields('counts', before.counted, after.counted, ['asOf', 'rows', 'identities', 'sources']),
    ...diffNamed('assumption', before.assumptions, after.assumptions, ['value', 'low', 'high', 'source']),
    ...(before.settings === after.settings ? [] : [{ what: 'settings', change: 'changed' as const }]),
  ];
}

const COHORT_FIELDS: readonly (keyof PlanCohort)[] = [
  'path',
  'credentialPlan',
  'rule',
  'count',
  'reason',
  'credentials',
  'held',
  'losses',
];
const WAVE_FIELDS: readonly (keyof PlanWave)[] = [
  'cohorts',
  'percent',
  'limit',
  'notBefore',
  'window',
  'count',
];

function diffNamed<T extends { readonly name: string }>(
  kind: string,
  before: readonly T[],
  after: readonly T[],
  fields: readonly (keyof T)[],
): readonly PlanDifference[] {
  const gone = before
    .filter(({ name }) => !after.some((one) => one.name === name))
    .map(({ name }) => ({ what: `${kind} ${name}`, change: 'removed' as const }));
  const rest = after.flatMap((one) => {
    const old = before.find(({ name }) => name === one.name);
    const what = `${kind} ${one.name}`;
    return old === undefined ? [{ what, change: 'added' as const }] : diffFields(what, old, one, fields);
  });
  return [...gone, ...rest];
}

function diffFields<T extends object>(
  what: string,
  before: T,
  after: T,
  fields: readonly (keyof T)[],
): readonly PlanDifference[] {
  return fields.flatMap((field) => {
    const [old, now] = [say(before[field]), say(after[field])];
    if (old === now) return [];
    return [{ what, change: 'changed' as const, field: String(field), before: old, after: now }];
  });
}

/** The first rule that holds decides, and waves cross in order: another order is another plan. */
function diffOrder(
  what: string,
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): readonly PlanDifference[] {
  const names = (all: typeof before, others: typeof before) =>
    all
      .map(({ name }) => name)
      .filter((name) => others.some((one) => one.name === name))
      .join(', ');
  const [old, now] = [names(before, after), names(after, before)];
  return old === now ? [] : [{ what, change: 'changed', field: 'order', before: old, after: now }];
}

function say(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}
