/**
 * What the live legacy can stand: one test account logs in, first alone, then two, four, eight at a time, until the
 * legacy gets slower, errs, or a bound is reached. Whichever comes first ends it.
 *
 * It asks real work of a system that customers are using. So there is a hard bound on calls, on calls a second and on
 * time, every step is short, the first sign of trouble is the end, and an answer that could count towards a lockout
 * ends it at once. docs/forecast.md says how to read the result.
 *
 * @module
 */

import type { LegacyAnswer } from '../legacy/legacy.ts';
import { FootbridgeError } from '../problems/problem.ts';
import { askWrongly } from './probe/ask-wrongly.ts';
import { type ProbeBounds, type ProbeDependencies, startBudget } from './probe/budget.ts';
import type { LegacyProbe, ProbeStep, ProbeStop } from './probe/legacy-probe.ts';
import { isRight, runStep } from './probe/run-step.ts';

export interface ProbeOptions extends ProbeDependencies {
  /** One login of the test account with its password. */
  readonly ask: (signal: AbortSignal) => Promise<LegacyAnswer>;
  /** The same with a password that is wrong; absent: never. */
  readonly askWrong?: (signal: AbortSignal) => Promise<LegacyAnswer>;
  readonly bounds: ProbeBounds;
  /** Ctrl-C: what is in flight is abandoned, nothing more is asked. */
  readonly signal: AbortSignal;
  readonly onStep?: (step: ProbeStep) => void;
}

/** Twice as slow as alone is where waiting begins: more at a time would only wait longer. */
const SLOWER = 2;
/** Timer and network jitter: on a legacy that answers in a millisecond, twice is nothing. Milliseconds. */
const JITTER = 5;
/**
 * Of what it stood for two seconds, so much is safe for an hour: there are customers it serves beside us, and days that
 * are busier than this one. Ours, as no vendor states one.
 */
export const MARGIN = 0.7;

/** @throws {FootbridgeError} LEGACY_PROBE_REFUSED when the test account cannot log in. */
export async function probeLegacy(options: ProbeOptions): Promise<LegacyProbe> {
  const { bounds, now } = options;
  const at = new Date(now()).toISOString();
  const budget = startBudget(bounds, options);
  await checkAccount(options, budget.take);
  const steps: ProbeStep[] = [];
  let stopped: ProbeStop | undefined;
  for (let concurrency = 1; stopped === undefined; concurrency *= 2) {
    const step = await runStep(concurrency, options, budget);
    if (step.calls > 0) {
      steps.push(step);
      options.onStep?.(step);
    }
    stopped = reasonToStop(step, steps[0], options) ?? budget.exhausted();
    if (stopped === undefined && concurrency * 2 > bounds.concurrency) stopped = 'concurrency';
  }
  const trouble = stopped === 'slower' || stopped === 'errors';
  const healthy = trouble ? steps.slice(0, -1) : steps;
  const best = fastestOf(healthy) ?? (stopped === 'slower' ? steps[0] : undefined);
  const wrong =
    options.askWrong === undefined || trouble
      ? undefined
      : await askWrongly(options.askWrong, options, budget);
  return {
    document: 'footbridge-legacy-probe',
    version: 1,
    at,
    steps,
    stopped,
    knee: best?.concurrency ?? 0,
    safeLoginsPerSecond: Number(((best?.perSecond ?? 0) * MARGIN).toPrecision(3)),
    atLeast: !trouble,
    margin: MARGIN,
    calls: budget.used(),
    ...(wrong === undefined ? {} : { wrong }),
  };
}

/** One call, before any load: is it an account that can log in? Everything after assumes it. */
async function checkAccount(
  { ask, signal, bounds }: ProbeOptions,
  take: () => Promise<boolean>,
): Promise<void> {
  if (!(await take())) return;
  const answer = await ask(AbortSignal.any([signal, AbortSignal.timeout(bounds.callMilliseconds)]));
  // What Ctrl-C has broken off says nothing about the account.
  if (isRight(answer) || signal.aborted) return;
  const found = answer.outcome === 'technical-error' ? `technical-error: ${answer.found}` : answer.outcome;
  throw new FootbridgeError(
    'LEGACY_PROBE_REFUSED',
    `The test account cannot log in at the legacy, which answers "${found}"`,
    { facts: { outcome: answer.outcome } },
  );
}

function reasonToStop(
  step: ProbeStep,
  first: ProbeStep | undefined,
  { signal }: ProbeOptions,
): ProbeStop | undefined {
  if (signal.aborted) return 'interrupted';
  if (step.errors > 0) return 'errors';
  if (first === undefined || step === first || step.calls === 0) return undefined;
  // The slowest few alone are luck in a step this short; that half of them wait twice as long is not.
  const slower = (of: (one: ProbeStep) => number) => of(step) > SLOWER * of(first) + JITTER;
  return slower(({ p95 }) => p95) || slower(({ p50 }) => p50) ? 'slower' : undefined;
}

function fastestOf(steps: readonly ProbeStep[]): ProbeStep | undefined {
  return steps.toSorted((one, other) => other.perSecond - one.perSecond)[0];
}
