/**
 * Asks the door, and has an answer when the target must have one.
 *
 * The door keeps the deadline itself; this is for the day it does not, because a target that gets no answer at all
 * may count that as a wrong password or show its own error to the customer.
 *
 * @module
 */
import type { Asking, Door } from '../engine/login.ts';
import type { Answer, Question } from '../hooks/hook.ts';

/** For the door to give its own, better answer first. Milliseconds; a hook's deadline leaves room for it. */
const HEAD_START = 25;

const NOT_IN_TIME = { outcome: 'technical-error', retryable: true } as const satisfies Answer;

/** @param failed told when the door was late or threw; what it says afterwards is dropped */
export async function askInTime(
  door: Pick<Door, 'ask'>,
  question: Question,
  asking: Asking,
  failed: (error: unknown) => void,
): Promise<Answer> {
  const late = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => {
    failed(new LateDoor());
    late.resolve(NOT_IN_TIME);
  }, asking.deadline + HEAD_START);
  try {
    return await Promise.race([askSafely(door, question, asking, failed), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function askSafely(
  door: Pick<Door, 'ask'>,
  question: Question,
  asking: Asking,
  failed: (error: unknown) => void,
): Promise<Answer> {
  try {
    return await door.ask(question, asking);
  } catch (error) {
    failed(error);
    return NOT_IN_TIME;
  }
}

class LateDoor extends Error {
  override readonly name = 'LateDoor';
}
