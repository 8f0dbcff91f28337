/**
 * Asks the live legacy, as gently as it needs: so many calls at once, none while it is down, none past the deadline.
 *
 * The breaker opens after failures in a row and lets one attempt through after its pause. While it is open customers
 * get a technical error at once instead of a slow one, and targets do not count it as a wrong password.
 *
 * @module
 */
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleType,
  TaskCancelledError,
  wrap,
} from 'cockatiel';
import type { TypedPassword } from '../../identity/typed-password.ts';
import type { LegacyAnswer, LegacyAttempt } from '../../legacy/legacy.ts';
import type { DoorHealth, LegacyPart, LoginSettings } from './door.ts';
import type { Reading } from './readings.ts';
import type { Verdict } from './verdict.ts';

export interface Legacies {
  verify(
    readings: readonly Reading[],
    password: TypedPassword,
    attempt: LegacyAttempt,
    signal: AbortSignal,
  ): Promise<Verdict>;
  lookup(readings: readonly Reading[], signal: AbortSignal): Promise<Verdict>;
  state(): DoorHealth['legacy'];
  inFlight(): number;
}

/** Carries a failed answer through the breaker, which counts what is thrown. */
class LegacyFailed extends Error {
  readonly answer: Extract<LegacyAnswer, { outcome: 'technical-error' }>;

  constructor(answer: Extract<LegacyAnswer, { outcome: 'technical-error' }>) {
    super(answer.found);
    this.answer = answer;
  }
}

const STATES: Readonly<Record<CircuitState, DoorHealth['legacy']>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

export function createLegacies(
  { session, looksUp }: LegacyPart,
  { legacyConcurrency, breaker }: Pick<LoginSettings, 'legacyConcurrency' | 'breaker'>,
): Legacies {
  const circuit = circuitBreaker(handleType(LegacyFailed), {
    halfOpenAfter: breaker.pause,
    breaker: new ConsecutiveBreaker(breaker.failures),
  });
  const lanes = bulkhead(legacyConcurrency, legacyConcurrency);
  const policy = wrap(circuit, lanes);
  let inFlight = 0;

  async function ask(call: () => Promise<LegacyAnswer>, signal: AbortSignal): Promise<Verdict> {
    try {
      return await policy.execute(async () => {
        if (signal.aborted) return failed('deadline', true);
        inFlight += 1;
        try {
          return toVerdict(await call(), signal);
        } finally {
          inFlight -= 1;
        }
      }, signal);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return failed('breaker-open', true);
      if (error instanceof BulkheadRejectedError) return failed('legacy-busy', true);
      if (error instanceof TaskCancelledError) return failed('deadline', true);
      if (error instanceof LegacyFailed) return failed('legacy-failed', error.answer.retryable);
      throw error;
    }
  }

  return {
    verify: ([reading], password, attempt, signal) =>
      reading === undefined
        ? Promise.resolve({ outcome: 'unknown' })
        : ask(() => session.verify(reading, password, attempt, signal), signal),
    lookup: ([reading], signal) =>
      reading === undefined || !looksUp
        ? Promise.resolve({ outcome: 'unknown' })
        : ask(async () => (await session.lookup?.(reading, signal)) ?? { outcome: 'unknown' }, signal),
    state: () => STATES[circuit.state],
    inFlight: () => inFlight,
  };
}

/** What ends with our own deadline says nothing about the legacy's health, unless it was the legacy that was slow. */
function toVerdict(answer: LegacyAnswer, signal: AbortSignal): Verdict {
  if (answer.outcome === 'technical-error') {
    if (!signal.aborted && !answer.retryable) return failed('legacy-failed', false);
    throw new LegacyFailed(answer);
  }
  if (answer.outcome === 'match-must-change')
    return { outcome: 'match', profile: answer.profile, mustChange: answer.reason };
  return answer;
}

function failed(because: string, retryable: boolean): Verdict {
  return { outcome: 'technical-error', retryable, because };
}
