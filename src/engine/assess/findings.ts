/**
 * What is wrong, counted by code and field, with the first examples; every single one goes on to the problems file.
 *
 * @module
 */
import { CATALOGUE, type ProblemCode } from '../../problems/catalogue.ts';
import type { Example, Finding } from './assessment.ts';

/** One line of the problems file. */
export interface FoundProblem {
  readonly source: string;
  readonly row: number;
  readonly position: string;
  readonly code: ProblemCode;
  readonly severity: Finding['severity'];
  readonly field?: string;
  /** Without the value, unless the operator asked for values. */
  readonly found?: string;
  readonly expected: string;
  readonly fix: string;
}

export interface Place {
  readonly source: string;
  readonly row: number;
  readonly position: string;
}

export interface Fault {
  readonly code: ProblemCode;
  readonly severity: Finding['severity'];
  readonly field?: string | undefined;
  readonly found?: string | undefined;
  /** Where the record differs from the catalogue. */
  readonly expected?: string | undefined;
}

const EXAMPLES = 5;
/** Codes × fields told apart; names of fields may come from the data. */
const MOST_FINDINGS = 1_000;
const OTHER_FIELDS = '(other fields)';

interface Growing {
  readonly code: ProblemCode;
  readonly severity: Finding['severity'];
  readonly field: string | undefined;
  count: number;
  readonly examples: Example[];
}

export class Findings {
  readonly #found = new Map<string, Growing>();
  readonly #onProblem: ((problem: FoundProblem) => void) | undefined;

  constructor(onProblem?: (problem: FoundProblem) => void) {
    this.#onProblem = onProblem;
  }

  add({ source, row, position }: Place, fault: Fault): void {
    const { code, severity, found } = fault;
    const growing = this.#growingFor(code, severity, fault.field);
    growing.count += 1;
    if (growing.examples.length < EXAMPLES)
      growing.examples.push({ source, row, position, ...(found === undefined ? {} : { found }) });
    if (this.#onProblem === undefined) return;
    const { expected, fix } = CATALOGUE[code];
    this.#onProblem({
      source,
      row,
      position,
      code,
      severity,
      ...(fault.field === undefined ? {} : { field: fault.field }),
      ...(found === undefined ? {} : { found }),
      expected: fault.expected ?? expected,
      fix,
    });
  }

  /** So many more of the same that nobody lists one by one. */
  addUnlisted({ code, severity, field }: Fault, count: number): void {
    this.#growingFor(code, severity, field).count += count;
  }

  /** What blocks first, then the most frequent. */
  result(): readonly Finding[] {
    return [...this.#found.values()]
      .map(({ code, severity, field, count, examples }) => ({
        code,
        severity,
        ...(field === undefined ? {} : { field }),
        count,
        examples,
      }))
      .sort((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : b.count - a.count));
  }

  #growingFor(code: ProblemCode, severity: Finding['severity'], written: string | undefined): Growing {
    // `identities[12].profileData` is one finding with `identities[3].profileData`.
    const field = written?.includes('[') === true ? written.replace(/\[\d+\]/g, '[]') : written;
    const key = `${code} ${severity} ${field ?? ''}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    if (this.#found.size >= MOST_FINDINGS && field !== undefined && field !== OTHER_FIELDS)
      return this.#growingFor(code, severity, OTHER_FIELDS);
    const growing: Growing = { code, severity, field, count: 0, examples: [] };
    this.#found.set(key, growing);
    return growing;
  }
}
