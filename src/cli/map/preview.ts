/**
 * A mapping tried on real rows: before and after of every field, what was corrected, and what is wrong where.
 *
 * @module
 */

import { compileReader } from '../../identity/mapping/source-path.ts';
import {
  applyMapping,
  compileMapping,
  FIX_NAMES,
  FIXES,
  type FixName,
  type MappingInput,
} from '../../identity/mapping.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { SourceRecord } from '../../sources/source.ts';
import { canonicalValue } from './canonical-value.ts';

export interface FieldPreview {
  readonly to: string;
  readonly from: string;
  /** Names of the transforms, in their order. */
  readonly transforms: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

export interface RowPreview {
  readonly row: number;
  readonly position: string;
  readonly fields: readonly FieldPreview[];
  /** Kept as attributes of the same name. */
  readonly kept: readonly string[];
  readonly problems: readonly RecordProblem[];
}

export interface FixCount {
  readonly name: FixName;
  readonly on: boolean;
  readonly does: string;
  readonly count: number;
  /** Fields that needed it. */
  readonly fields: readonly string[];
}

export interface MappingPreview {
  readonly rows: number;
  /** Rows without a problem. */
  readonly sound: number;
  readonly shown: readonly RowPreview[];
  readonly fixes: readonly FixCount[];
  /** By code, field and what was found; the first row with it. */
  readonly problems: readonly {
    readonly code: string;
    readonly field: string;
    readonly found: string;
    readonly count: number;
    readonly row: number;
  }[];
}

export function previewMapping(
  mapping: MappingInput,
  records: readonly SourceRecord[],
  show: readonly number[],
): MappingPreview {
  const compiled = compileMapping(mapping);
  const fixes = new Map<FixName, { count: number; fields: Set<string> }>();
  const problems = new Map<
    string,
    { code: string; field: string; found: string; count: number; row: number }
  >();
  const shown: RowPreview[] = [];
  let sound = 0;
  for (const record of records) {
    const mapped = applyMapping(compiled, record, (name, field) => countFix(fixes, name, field));
    const own = [...record.problems, ...mapped.problems];
    if (own.length === 0) sound += 1;
    for (const problem of own) countProblem(problems, problem, record.row);
    if (show.includes(record.row)) shown.push(showRow(mapping, record, mapped.identity, own));
  }
  return {
    rows: records.length,
    sound,
    shown,
    fixes: FIX_NAMES.map((name) => ({
      name,
      on: mapping.fixes?.[name] ?? FIXES[name].on,
      does: FIXES[name].does,
      count: fixes.get(name)?.count ?? 0,
      fields: [...(fixes.get(name)?.fields ?? [])],
    })),
    problems: [...problems.values()].toSorted((a, b) => b.count - a.count),
  };
}

function countFix(
  fixes: Map<FixName, { count: number; fields: Set<string> }>,
  name: FixName,
  field: string,
): void {
  const known = fixes.get(name) ?? { count: 0, fields: new Set() };
  known.count += 1;
  known.fields.add(field);
  fixes.set(name, known);
}

function countProblem(
  problems: Map<string, { code: string; field: string; found: string; count: number; row: number }>,
  { code, field = '', found = '' }: RecordProblem,
  row: number,
): void {
  const key = JSON.stringify([code, field, found]);
  const known = problems.get(key) ?? { code, field, found, count: 0, row };
  known.count += 1;
  problems.set(key, known);
}

function showRow(
  mapping: MappingInput,
  { row, position, fields }: SourceRecord,
  identity: Parameters<typeof canonicalValue>[0] | undefined,
  problems: readonly RecordProblem[],
): RowPreview {
  const rules = Object.entries(mapping.fields ?? {});
  return {
    row,
    position,
    fields: rules.map(([to, rule]) => {
      const from = fromOf(rule);
      const source = from.find((path) => !isNothing(compileReader(path)(fields))) ?? from[0];
      return {
        to,
        from: source ?? 'constant',
        transforms: transformsOf(rule),
        before: source === undefined ? undefined : compileReader(source)(fields),
        after: identity === undefined ? undefined : canonicalValue(identity, to),
      };
    }),
    kept: Object.keys(compileMapping(mapping).sift(fields).kept),
    problems,
  };
}

type Rule = NonNullable<MappingInput['fields']>[string];

function fromOf(rule: Rule): readonly string[] {
  return typeof rule === 'string' ? [rule] : [rule.from ?? []].flat();
}

/** `lower`, `split`, `values` …: what happens to the value on its way. */
export function transformsOf(rule: Rule): readonly string[] {
  if (typeof rule === 'string') return [];
  const steps = [rule.transform ?? []]
    .flat()
    .map((one) => (typeof one === 'string' ? one : (Object.keys(one)[0] ?? '')));
  return [
    ...(rule.split === undefined ? [] : ['split']),
    ...steps,
    ...(rule.values === undefined ? [] : ['values']),
    ...(rule.default === undefined ? [] : ['default']),
  ];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
