/**
 * The plan that counts, ready to be obeyed; and what an import must know before it obeys it.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { PeopleList } from './lists.ts';
import { type Placing, placingBy } from './place.ts';
import type { Plan } from './plan-document.ts';
import { newestPlan } from './stored-plan.ts';

export interface PlanInForce {
  readonly version: number;
  readonly plan: Plan;
  readonly approved: boolean;
  /** Why it was made for something else than what is configured now. */
  readonly outdated?: string;
  readonly place: Placing;
}

/** What is configured now. */
export interface PlanCircumstances {
  /** Digest over the settings that change what would happen. */
  readonly settings: string;
  readonly lists: readonly PeopleList[];
}

/** Undefined: this ledger has no plan, and everybody crosses in bulk. `read`: what is configured, if it is needed. */
export async function openPlan(
  { db }: Pick<Ledger, 'db'>,
  read: () => Promise<PlanCircumstances>,
): Promise<PlanInForce | undefined> {
  const stored = await newestPlan(db);
  if (stored === undefined) return undefined;
  const { plan, state } = stored;
  const given = await read();
  const outdated = whatDiffers(plan, given);
  return {
    version: plan.version,
    plan,
    approved: state === 'approved',
    ...(outdated === undefined ? {} : { outdated }),
    place: placingBy(plan.cohorts, given.lists, plan.counted.asOf),
  };
}

function whatDiffers(plan: Plan, { settings, lists }: PlanCircumstances): string | undefined {
  for (const list of plan.lists) {
    const now = lists.find(({ name }) => name === list.name);
    if (now === undefined) return `the list "${list.name}" is not configured any more`;
    if (now.use !== list.use)
      return `the list "${list.name}" is for "${now.use}" now, and was for "${list.use}"`;
    if (now.digest !== list.digest) return `the list "${list.name}" holds other people now`;
  }
  const added = lists.find(({ name }) => !plan.lists.some((list) => list.name === name));
  if (added !== undefined) return `the list "${added.name}" was not there when it was made`;
  if (plan.settings !== settings) return 'the configuration was changed since';
  return undefined;
}

/**
 * Nothing is moved by a plan that nobody approved, or that was approved for something else.
 *
 * @throws {FootbridgeError} PLAN_NOT_APPROVED, PLAN_OUTDATED
 */
export async function requirePlan({ db }: Ledger, opened: PlanInForce | undefined): Promise<void> {
  const newest = await newestPlan(db);
  if (newest === undefined) return;
  const { version } = newest.plan;
  if (opened?.version !== version) {
    throw new FootbridgeError('PLAN_OUTDATED', `Version ${version} of the plan came in between`);
  }
  if (newest.state !== 'approved')
    throw new FootbridgeError('PLAN_NOT_APPROVED', `Version ${version} of the plan is not approved`);
  if (opened.outdated !== undefined)
    throw new FootbridgeError(
      'PLAN_OUTDATED',
      `Version ${version} of the plan does not hold: ${opened.outdated}`,
    );
}
