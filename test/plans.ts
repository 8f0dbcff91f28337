/** Plans for the engine's tests: a whole document from a few words. */

import { openPlan, type PlanCircumstances, type PlanInForce } from '../src/engine/plan/in-force.ts';
import type { PlanCohort, PlanWave } from '../src/engine/plan/plan-document.ts';
import { approvePlan, type PlanDraft, storePlan } from '../src/engine/plan/stored-plan.ts';
import { PlanCalendar } from '../src/identity/planned.ts';
import type { TestCrossing } from './crossing.ts';

export const SETTINGS = 'a'.repeat(64);

export function cohort(
  name: string,
  rule: string,
  path: PlanCohort['path'],
  change: Partial<PlanCohort> = {},
): PlanCohort {
  return {
    name,
    rule,
    path,
    credentialPlan: 'as-fits',
    reason: 'because the test says so',
    origin: 'rule',
    count: 0,
    activity: {},
    formats: {},
    credentials: {},
    kind: {},
    status: {},
    losses: {},
    held: {},
    alternatives: [],
    ...change,
  };
}

export function wave(name: string, cohorts: string[], change: Partial<PlanWave> = {}): PlanWave {
  return { name, cohorts, count: 0, reason: '', ...change };
}

export function planDraft(
  cohorts: PlanCohort[],
  waves: PlanWave[],
  change: Partial<PlanDraft> = {},
): PlanDraft {
  return {
    document: 'footbridge-plan',
    format: 1,
    name: 'test',
    made: { at: '2026-11-01T00:00:00Z', by: 'planner' },
    counted: {
      at: '2026-11-01T00:00:00Z',
      asOf: '2026-11-01T00:00:00Z',
      sources: [],
      rows: 0,
      identities: 0,
      assessment: '0'.repeat(64),
    },
    target: { id: 'memory', title: 'A target in memory' },
    cohorts,
    lists: [],
    waves,
    calendar: PlanCalendar.parse({}),
    assumptions: [],
    forecasts: [],
    settings: SETTINGS,
    ...change,
  };
}

/** Stores it, approves it, and opens it for this crossing. */
export async function withPlan(
  crossing: TestCrossing,
  draft: PlanDraft,
  given: Partial<PlanCircumstances> = {},
): Promise<TestCrossing & { readonly plan: PlanInForce }> {
  const { version, hash } = await storePlan(crossing.ledger, draft);
  await approvePlan(crossing.ledger, { version, hash, by: 'Ana', note: '' });
  const plan = await openPlan(crossing.ledger, async () => ({ settings: SETTINGS, lists: [], ...given }));
  if (plan === undefined) throw new Error('The ledger has no plan');
  return { ...crossing, plan };
}
