/**
 * One request may tell several facts: Okta delivers its events in bundles. Each is noted by itself, in their order.
 *
 * @module
 */
import type { Answer, Question } from '../hooks/hook.ts';

/** @returns the answer to the first; of the others only that one of them failed, so that all of it is sent again */
export async function askEach(question: Question, ask: (one: Question) => Promise<Answer>): Promise<Answer> {
  const first = await ask(question);
  const others = question.op === 'settle' ? (question.others ?? []) : [];
  const failures: Answer[] = [];
  for (const other of others) {
    const said = await ask(other);
    if (said.outcome === 'technical-error') failures.push(said);
  }
  return failures[0] ?? first;
}
