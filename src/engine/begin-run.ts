/**
 * Begins a run that reads the source, or takes up the one that a crash, a kill or a broken target left unfinished.
 *
 * @module
 */
import {
  beginRun,
  changeControl,
  endRun,
  findRun,
  findUnfinishedRun,
  type Run,
  reachStep,
} from '../ledger/runs.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Staging } from './crossing.ts';
import { noteAlone } from './note.ts';

export interface BeginOptions {
  readonly verb: 'import' | 'stage';
  /** Begin anew although a run is unfinished: its open writes are settled first. */
  readonly fresh?: boolean;
  /** Kept with the run. A run of another judge is not taken up: half of the rows would be judged by one, half by another. */
  readonly judgedBy?: string;
  /** A name for this run as a rollback point: "before wave 2". */
  readonly label?: string;
}

/** @throws RUN_CONTROL_INVALID, PLAN_OUTDATED, SOURCE_CHANGED */
export async function beginOrResume(staging: Staging, options: BeginOptions): Promise<Run> {
  const { ledger } = staging;
  const { fresh = false } = options;
  const fingerprint = await staging.source.reader.fingerprint();
  const unfinished = await findUnfinishedRun(ledger.db);
  if (unfinished !== undefined) {
    refuseOtherVerb(unfinished, options);
    const goesOn = unfinished.verb === options.verb && unfinished.scope.judgedBy === options.judgedBy;
    if (goesOn && !fresh) return resume(staging, unfinished, fingerprint);
    await endRun(ledger.db, unfinished.id, 'cancelled');
  }
  return begin(staging, options, fingerprint);
}

/** Staging has written nothing to a target, so that an import may always follow it; the other way round writes are open. */
function refuseOtherVerb({ id, verb }: Run, { verb: wanted, fresh = false }: BeginOptions): void {
  if (verb === wanted || verb === 'stage' || (wanted === 'import' && fresh)) return;
  const named = verb === 'import' ? 'an import' : `a ${verb}`;
  throw new FootbridgeError('RUN_CONTROL_INVALID', `Run ${id}, ${named}, is unfinished`);
}

async function resume({ ledger, plan }: Staging, run: Run, fingerprint: string): Promise<Run> {
  refuseOtherPlan(run, plan);
  const staging = run.step === 'stage' && run.cursor !== null;
  if (staging && run.scope.source !== fingerprint) throw new FootbridgeError('SOURCE_CHANGED');
  await changeControl(ledger.db, run.id, { wanted: 'run', quietUntil: 0 });
  await reachStep(ledger.db, run.id, run.step);
  await noteAlone(ledger, { kind: 'run-resumed', runId: run.id, facts: { step: run.step } });
  return findRun(ledger.db, run.id);
}

/** Half of the rows were placed by one version; the other half must not be placed by another. */
function refuseOtherPlan({ id, scope }: Run, plan: Staging['plan']): void {
  if (scope.plan === plan?.version) return;
  throw new FootbridgeError(
    'PLAN_OUTDATED',
    `Run ${id} was begun under ${scope.plan === undefined ? 'no plan' : `version ${scope.plan} of the plan`}; --new begins another one`,
  );
}

async function begin(
  { ledger, source, settings: { operator }, plan }: Staging,
  { verb, judgedBy, label }: BeginOptions,
  fingerprint: string,
): Promise<Run> {
  const scope = {
    source: fingerprint,
    name: source.name,
    ...(plan === undefined ? {} : { plan: plan.version }),
    ...(judgedBy === undefined ? {} : { judgedBy }),
    ...(label === undefined ? {} : { label }),
  };
  const run = await beginRun(ledger.db, verb, scope, operator);
  await noteAlone(ledger, {
    kind: 'run-begun',
    runId: run.id,
    facts: { verb, by: operator, ...(plan === undefined ? {} : { plan: plan.version }) },
  });
  return run;
}
