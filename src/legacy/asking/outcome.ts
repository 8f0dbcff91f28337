/**
 * What every legacy does around its question: refuses what is no password, answers in time, never throws.
 *
 * @module
 */
import type { TypedPassword } from '../../identity/typed-password.ts';
import { connectionFailure } from '../../net/remote-error.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { LegacyAnswer } from '../legacy.ts';

/** Bytes. The door's own bound, and four times what any login form we know takes. */
const LONGEST_PASSWORD = 1024;

/** What a directory reads as the end, or a form as the next field: nobody types them, attackers do. */
const CONTROL = /\p{Cc}/u;

/**
 * The answer to what cannot be anybody's password. Asked all the same, an LDAP server takes an empty one for an
 * anonymous bind, which succeeds (RFC 4513 §5.1.2), and a hasher in C stops at NUL.
 */
export function refuseImpossible(password: TypedPassword): LegacyAnswer | undefined {
  const text = password.reveal();
  const isPossible =
    text !== '' && password.bytes <= LONGEST_PASSWORD && !CONTROL.test(text) && text.isWellFormed();
  return isPossible ? undefined : { outcome: 'wrong' };
}

export function technicalError(
  found: string,
  options: { readonly retryable?: boolean; readonly after?: number | undefined } = {},
): LegacyAnswer {
  const { retryable = true, after } = options;
  return { outcome: 'technical-error', retryable, found, ...(after !== undefined && { after }) };
}

/** Thrown where an answer is known to be impossible deep inside a question; `answerInTime` catches it. */
export class NoAnswer extends Error {
  readonly answer: LegacyAnswer;

  constructor(found: string, options: { readonly retryable?: boolean; readonly after?: number } = {}) {
    super(found);
    this.name = 'NoAnswer';
    this.answer = technicalError(found, options);
  }
}

/** Asks, and answers at the latest when the signal says so, whether or not the question ever ends. Never throws. */
export async function answerInTime(
  signal: AbortSignal,
  ask: () => Promise<LegacyAnswer>,
): Promise<LegacyAnswer> {
  if (signal.aborted) return technicalError('given up before asking');
  const late = Promise.withResolvers<LegacyAnswer>();
  const giveUp = () => late.resolve(technicalError('timed out'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([ask(), late.promise]);
  } catch (error) {
    return signal.aborted ? technicalError('timed out') : failureOf(error);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function failureOf(error: unknown): LegacyAnswer {
  if (error instanceof NoAnswer) return error.answer;
  return technicalError(foundIn(error), { retryable: connectionFailure('POST', error).answer === 'retry' });
}

/** The code of a failure, or its name: messages of drivers quote addresses, filters and values. */
function foundIn(error: unknown): string {
  if (error instanceof NoAnswer) return error.message;
  const { code } = connectionFailure('POST', error);
  return code === 'no code' && error instanceof Error ? error.name : code;
}

/** For `check`: says that the legacy cannot be asked, and by which code. */
export function unreachable(title: string, cause: unknown): FootbridgeError {
  if (cause instanceof FootbridgeError) return cause;
  const found = foundIn(cause);
  return new FootbridgeError('LEGACY_UNREACHABLE', `The legacy (${title}) cannot be asked: ${found}`, {
    cause,
  });
}
