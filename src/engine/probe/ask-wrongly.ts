/**
 * What a wrong password costs the legacy: asked on request only, and never often enough to lock the account.
 *
 * @module
 */
import { quantileOf } from '../forecast/estimate.ts';
import type { ProbeOptions } from '../probe.ts';
import type { Budget } from './budget.ts';
import type { WrongPasswords } from './legacy-probe.ts';
import { isRight } from './run-step.ts';

/**
 * Five wrong ones are below the lockout of every system we know of (`src/config/login.ts`); this stays below that, and a
 * right one follows each, which puts the count back to nought where the legacy counts.
 */
const TIMES = 3;

export async function askWrongly(
  askWrong: NonNullable<ProbeOptions['askWrong']>,
  { ask, signal, bounds, now }: ProbeOptions,
  budget: Budget,
): Promise<WrongPasswords | undefined> {
  const limit = () => AbortSignal.any([signal, AbortSignal.timeout(bounds.callMilliseconds)]);
  const times: number[] = [];
  let otherwise = 0;
  for (let turn = 0; turn < TIMES && (await budget.take()); turn += 1) {
    const from = now();
    const answer = await askWrong(limit());
    times.push(now() - from);
    if (answer.outcome !== 'wrong') otherwise += 1;
    if (answer.outcome !== 'wrong' || !(await budget.take())) break;
    if (!isRight(await ask(limit()))) break;
  }
  if (times.length === 0) return undefined;
  const p50 = Math.round(quantileOf(Float64Array.from(times).sort(), 0.5) * 10) / 10;
  return { calls: times.length, p50, otherwise };
}
