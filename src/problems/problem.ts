/**
 * A problem: something a person must look at, with a stable code.
 *
 * Two things carry a code from the one closed list in `catalogue.ts`: a `RecordProblem` says what is wrong with
 * one record and lets the run go on; a `FootbridgeError` stops what was being done. Neither may hold a secret or
 * a customer's data in its words: a sentence names the field, the row and the rule, never the value.
 *
 * @module
 */
import { CATALOGUE, type ProblemCode } from './catalogue.ts';

/** What is wrong with one record of the source, or with writing one identity to the target. */
export interface RecordProblem {
  readonly code: ProblemCode;
  /** Dotted path of the field or column concerned, in the words of whoever supplied it. */
  readonly field?: string;
  /** What came, without the value itself: "41 characters", "not a date", "row 12 has 7 of 9 columns". */
  readonly found?: string;
  /** Set only where the record differs from its catalogue entry. */
  readonly expected?: string;
}

/** An error with a stable code. `message` says what happened, what was expected and what to do. */
export class FootbridgeError extends Error {
  readonly code: ProblemCode;
  /** Harmless facts for machines: paths, counts, versions. Never a secret, never a customer's data. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;

  constructor(
    code: ProblemCode,
    happened?: string,
    options: { cause?: unknown; facts?: Readonly<Record<string, string | number | boolean>> } = {},
  ) {
    const entry = CATALOGUE[code];
    super(`${happened ?? entry.title}. ${entry.expected} ${entry.fix}`.replaceAll('..', '.'), {
      cause: options.cause,
    });
    this.name = 'FootbridgeError';
    this.code = code;
    this.facts = options.facts ?? {};
  }
}

/** One line for a person: what is wrong, where, what was expected and what to do. */
export function describeProblem(problem: RecordProblem): string {
  const entry = CATALOGUE[problem.code];
  const where = problem.field === undefined ? '' : ` in "${problem.field}"`;
  const found = problem.found === undefined ? '' : `: ${problem.found}`;
  return `${entry.title}${where}${found}. ${problem.expected ?? entry.expected} ${entry.fix}`;
}
