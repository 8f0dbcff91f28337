/**
 * Plans in the ledger: made, found, approved, discarded. A version never changes; a change is a new version.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../ledger/chain.ts';
import type { Queries } from '../../ledger/database/database.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import {
  type Approval,
  findNewestPlan,
  findPlan,
  insertPlan,
  listApprovals,
  listPlans,
  markApproved,
  markDiscarded,
  nextPlanVersion,
  type PlanRow,
  type PlanState,
} from '../../ledger/sql/plans.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { note } from '../note.ts';
import { Plan } from './plan-document.ts';

export interface StoredPlan {
  readonly plan: Plan;
  readonly state: PlanState;
}

/** A plan before it has a version. */
export type PlanDraft = Omit<Plan, 'version' | 'hash'>;

/** Over everything but itself. */
export function hashOfPlan(plan: Omit<Plan, 'hash'>): string {
  const { hash: _itself, ...rest } = plan as Plan;
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

/** Stores a new version. Whatever draft there was makes way. */
export async function storePlan(ledger: Ledger, draft: PlanDraft): Promise<Plan> {
  return ledger.db.transaction(async (tx) => {
    const version = await nextPlanVersion(tx);
    const unhashed = { ...draft, version };
    const plan: Plan = { ...unhashed, hash: hashOfPlan(unhashed) };
    const { by } = plan.made;
    await insertPlan(tx, { version, hash: plan.hash, made_by: by, document: plan });
    await note(ledger, tx, [{ kind: 'plan-made', facts: { version, hash: plan.hash, by } }]);
    return plan;
  });
}

/** The newest draft or approved one; undefined: this ledger has no plan. */
export async function newestPlan(db: Queries): Promise<StoredPlan | undefined> {
  const row = await findNewestPlan(db);
  return row === undefined ? undefined : readRow(row);
}

/** @throws {FootbridgeError} PLAN_MISSING */
export async function planOf(db: Queries, version?: number): Promise<StoredPlan> {
  const row = version === undefined ? await findNewestPlan(db) : await findPlan(db, version);
  if (row !== undefined) return readRow(row);
  throw new FootbridgeError(
    'PLAN_MISSING',
    version === undefined ? 'This ledger has no plan' : `There is no version ${version} of the plan`,
  );
}

/** What stands in the ledger was written by us; a hash that differs was changed there by hand. */
function readRow({ document, hash, state, version }: PlanRow): StoredPlan {
  const read = Plan.safeParse(document);
  if (read.success && read.data.hash === hash && hashOfPlan(read.data) === hash)
    return { plan: read.data, state };
  throw new FootbridgeError('PLAN_CHANGED', `Version ${version} in the ledger is not what its hash says`, {
    facts: { version },
  });
}

export interface PlanHistory {
  readonly versions: Awaited<ReturnType<typeof listPlans>>;
  readonly approvals: readonly Approval[];
}

export async function readPlanHistory(db: Queries): Promise<PlanHistory> {
  return { versions: await listPlans(db), approvals: await listApprovals(db) };
}

export interface ApprovalRequest {
  readonly version: number;
  /** As it was looked at; a beginning of at least eight digits will do. */
  readonly hash: string;
  readonly by: string;
  readonly note: string;
}

/** @throws {FootbridgeError} PLAN_MISSING, PLAN_CHANGED, PLAN_OUTDATED */
export async function approvePlan(ledger: Ledger, request: ApprovalRequest): Promise<Plan> {
  const { version, by } = request;
  return ledger.db.transaction(async (tx) => {
    const { plan, state } = await planOf(tx, version);
    const newest = await newestPlan(tx);
    if (newest?.plan.version !== version) {
      throw new FootbridgeError('PLAN_OUTDATED', `Version ${version} is ${state}, not the newest`);
    }
    if (!plan.hash.startsWith(request.hash.toLowerCase())) {
      throw new FootbridgeError(
        'PLAN_CHANGED',
        `Version ${version} has another hash: ${plan.hash.slice(0, 12)}…`,
      );
    }
    await markApproved(tx, version, plan.hash, by, request.note);
    await note(ledger, tx, [{ kind: 'plan-approved', facts: { version, hash: plan.hash, by } }]);
    return plan;
  });
}

/** Takes a draft back; what was approved before counts again. @throws {FootbridgeError} PLAN_MISSING */
export async function discardPlan(ledger: Ledger, version: number, by: string): Promise<void> {
  await ledger.db.transaction(async (tx) => {
    if (!(await markDiscarded(tx, version)))
      throw new FootbridgeError('PLAN_MISSING', `Version ${version} is no draft`);
    await note(ledger, tx, [{ kind: 'plan-discarded', facts: { version, by } }]);
  });
}
