/**
 * Why a value does not fit: what transforms and canonical paths answer with instead of a value.
 *
 * An object and not an exception, because a messy export has one in every tenth record and throwing costs more than
 * reading the record.
 *
 * @module
 */
import type { ProblemCode } from '../../problems/catalogue.ts';
import type { RecordProblem } from '../../problems/problem.ts';

export class Fault {
  readonly code: ProblemCode;
  /** What came, never the value itself. */
  readonly found: string;
  readonly expected: string | undefined;

  constructor(code: ProblemCode, found: string, expected?: string) {
    this.code = code;
    this.found = found;
    this.expected = expected;
  }
}

/** The fault of a field, as the problem of its record. */
export function toProblem(fault: Fault, field: string): RecordProblem {
  const { code, found, expected } = fault;
  return expected === undefined ? { code, field, found } : { code, field, found, expected };
}

/** The kind of a value in words, for problems, which must not quote it. */
export function describeKind(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (typeof value === 'string') return `text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
