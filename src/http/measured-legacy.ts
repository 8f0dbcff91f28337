/**
 * A legacy whose calls are timed, for metrics. It changes no answer.
 *
 * @module
 */
import type { LegacyAnswer, LegacySession } from '../legacy/legacy.ts';

type Called = (outcome: LegacyAnswer['outcome'], took: number) => void;

export function measureLegacy(session: LegacySession, called: Called): LegacySession {
  const { lookup } = session;
  return {
    verify: (identifier, password, attempt, signal) =>
      measure(() => session.verify(identifier, password, attempt, signal), called),
    ...(lookup === undefined
      ? {}
      : { lookup: (identifier, signal) => measure(() => lookup.call(session, identifier, signal), called) }),
    check: (signal) => session.check(signal),
    close: () => session.close(),
  };
}

async function measure(call: () => Promise<LegacyAnswer>, called: Called): Promise<LegacyAnswer> {
  const from = performance.now();
  const answer = await call();
  called(answer.outcome, performance.now() - from);
  return answer;
}
