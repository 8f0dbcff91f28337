/**
 * One step of a probe: so many logins at a time, for a short while.
 *
 * @module
 */
import type { LegacyAnswer } from '../../legacy/legacy.ts';
import { quantileOf } from '../forecast/estimate.ts';
import type { ProbeOptions } from '../probe.ts';
import type { Budget } from './budget.ts';
import type { ProbeStep } from './legacy-probe.ts';

/** The password was right, whatever else the legacy wants now. */
export function isRight({ outcome }: LegacyAnswer): boolean {
  return outcome === 'match' || outcome === 'match-must-change' || outcome === 'mfa-required';
}

/** Ends early at the first answer that is not right: it is trouble, or it counts towards a lockout. */
export async function runStep(
  concurrency: number,
  { ask, bounds, signal, now }: ProbeOptions,
  budget: Budget,
): Promise<ProbeStep> {
  const times: number[] = [];
  let errors = 0;
  const begun = now();
  const logInAgainAndAgain = async (): Promise<void> => {
    while (errors === 0 && now() - begun < bounds.stepMilliseconds && (await budget.take())) {
      if (errors > 0) return;
      const from = now();
      const answer = await ask(AbortSignal.any([signal, AbortSignal.timeout(bounds.callMilliseconds)]));
      if (signal.aborted) return;
      if (isRight(answer)) times.push(now() - from);
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, logInAgainAndAgain));
  const seconds = Math.max(now() - begun, 1) / 1000;
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => (sorted.length === 0 ? 0 : Math.round(quantileOf(sorted, share) * 10) / 10);
  return {
    concurrency,
    calls: times.length + errors,
    errors,
    perSecond: Number((times.length / seconds).toPrecision(3)),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}
