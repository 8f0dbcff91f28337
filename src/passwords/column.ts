/**
 * What a whole column of hashes holds: formats, parameters, disabled accounts, and what fits nothing.
 *
 * A single string often fits several formats; a column fits fewer, since one that does not fit every row of its
 * kind is ruled out. Reads a stream in one pass and keeps counts only.
 *
 * @module
 */
import { PasswordHashError } from './errors.ts';
import { wrappedFormat } from './formats/wrapped.ts';
import { type Candidate, type Hint, identify } from './identify.ts';
import { parametersOf } from './parameters.ts';
import type { StoredHash } from './stored.ts';
import { type Strength, strengthOf } from './strength.ts';
import { parse } from './verify.ts';

export interface Population {
  /** The best candidate for its rows. */
  readonly format: string;
  readonly count: number;
  readonly certainty: Candidate['certainty'];
  readonly reason: string;
  /** Other formats that every row of this population has the shape of. */
  readonly alternatives: readonly string[];
  /** `cost 10` → rows; of wrapped hashes, what they are wrapped over. */
  readonly parameters: ReadonlyMap<string, number>;
  /** strong, acceptable, weak, broken → rows; rows that need a column to be read are left out. */
  readonly strengths: ReadonlyMap<Strength['class'], number>;
}

export interface Anomaly {
  /** Row, counted from 1. */
  readonly row: number;
  readonly reason: string;
}

export interface ColumnSurvey {
  readonly rows: number;
  /** Largest first. */
  readonly populations: readonly Population[];
  /** What the marker means → rows. */
  readonly disabled: ReadonlyMap<string, number>;
  /** Rows that are damaged or fit nothing, the first of them named. */
  readonly anomalies: { readonly count: number; readonly first: readonly Anomaly[] };
}

/** Enough to see what is wrong with an export; the rest is a number. */
const NAMED_ANOMALIES = 100;

interface Counting {
  count: number;
  candidate: Candidate;
  alternatives: Set<string>;
  /** The candidates of the row before. */
  last: readonly Candidate[];
  readonly parameters: Map<string, number>;
  readonly strengths: Map<Strength['class'], number>;
}

/** Reads hashes alone, or stored hashes with their columns. */
export async function surveyColumn(
  hashes: Iterable<string | StoredHash> | AsyncIterable<string | StoredHash>,
  hint?: Hint,
): Promise<ColumnSurvey> {
  const populations = new Map<string, Counting>();
  const disabled = new Map<string, number>();
  const anomalies: { count: number; first: Anomaly[] } = { count: 0, first: [] };
  let rows = 0;

  const strange = (reason: string): void => {
    anomalies.count++;
    if (anomalies.first.length < NAMED_ANOMALIES) anomalies.first.push({ row: rows, reason });
  };

  for await (const one of hashes) {
    rows++;
    const stored: StoredHash = typeof one === 'string' ? { hash: one } : one;
    const candidates = identify(stored.hash, hintFor(stored, hint));
    const [best] = candidates;
    if (best === undefined) strange('has the shape of no known format');
    else if (best.format === 'disabled') increase(disabled, best.reason);
    else countRow(populations, stored, candidates, best, strange);
  }
  return { rows, populations: describe(populations), disabled, anomalies };
}

function hintFor({ beside }: StoredHash, hint: Hint | undefined): Hint | undefined {
  // An empty list of columns would say that all that a format needs is missing.
  return beside === undefined || Object.keys(beside).length === 0 ? hint : { ...hint, beside };
}

function countRow(
  populations: Map<string, Counting>,
  stored: StoredHash,
  candidates: readonly Candidate[],
  best: Candidate,
  strange: (reason: string) => void,
): void {
  const parts = partsOf({ ...stored, format: stored.format ?? best.format });
  if (parts instanceof PasswordHashError && parts.code === 'hash-malformed') {
    strange(parts.message);
    return;
  }
  const counting = populations.get(best.format) ?? blank(best, candidates);
  populations.set(best.format, counting);
  counting.count++;
  // What does not fit this row cannot be what the column is. Rows alike share one list.
  if (candidates !== counting.last) {
    const names = new Set(candidates.map((candidate) => candidate.format));
    counting.alternatives = counting.alternatives.intersection(names);
    counting.last = candidates;
  }
  if (parts instanceof PasswordHashError) return;
  const inner = wrappedFormat(stored.hash);
  increase(counting.parameters, inner === undefined ? parametersOf(parts) : `over ${inner}`);
  increase(counting.strengths, strengthOf(parts).class);
}

function blank(candidate: Candidate, candidates: readonly Candidate[]): Counting {
  return {
    count: 0,
    candidate,
    alternatives: new Set(candidates.map(({ format }) => format)),
    last: candidates,
    parameters: new Map(),
    strengths: new Map(),
  };
}

function partsOf(stored: StoredHash) {
  try {
    return parse(stored).parts;
  } catch (error) {
    if (error instanceof PasswordHashError) return error;
    throw error;
  }
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function describe(populations: ReadonlyMap<string, Counting>): Population[] {
  return [...populations]
    .map(([format, { count, candidate, alternatives, parameters, strengths }]) => ({
      format,
      count,
      certainty: candidate.certainty,
      reason: candidate.reason,
      alternatives: [...alternatives].filter((name) => name !== format),
      parameters,
      strengths,
    }))
    .sort((a, b) => b.count - a.count);
}
