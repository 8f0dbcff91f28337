/**
 * One rule of a mapping, as a function: read, split, transform, translate, default.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import type { Json } from '../identity.ts';
import { isEmpty } from './coerce.ts';
import type { Rule } from './config.ts';
import { describeKind, Fault, toProblem } from './fault.ts';
import { compileReader, type Fields } from './source-path.ts';
import { compileTransform, type Step, splitAt } from './transforms.ts';
import type { Origin } from './writers.ts';

/** A value on its way, and where it came from. */
export interface Reading {
  readonly value: unknown;
  readonly origin: Origin;
}

export interface CompiledRule {
  /** The paths it reads, which are thereby mapped. */
  readonly paths: readonly string[];
  /** Undefined: the record says nothing. */
  read(fields: Fields): Reading | RecordProblem | undefined;
}

type RuleObject = Exclude<Rule, string>;

interface Origins {
  readonly read: (fields: Fields) => unknown;
  readonly origin: Origin;
}

/** @param label how problems call a value that comes from no field */
export function compileRule(label: string, rule: Rule, defaultCountry: string | undefined): CompiledRule {
  if (typeof rule === 'string') return compileRule(label, { from: rule }, defaultCountry);
  if (rule.value !== undefined) return constant(label, rule.value);
  const paths = [rule.from ?? []].flat();
  const sources = paths.map((path) => ({
    read: compileReader(path),
    origin: { field: path, evidence: `field ${path}` },
  }));
  const steps = compileSteps(rule, defaultCountry);
  const { values, default: fallback } = rule;
  const standIn = fallback === undefined ? undefined : constant(label, fallback).read({});
  return {
    paths: [...paths, ...countryPaths(rule)],
    read(fields) {
      const { raw, origin } = readFirst(sources, fields);
      let value = steps.length === 0 ? raw : runSteps(steps, raw, fields);
      if (values !== undefined && !isNothing(value) && !(value instanceof Fault))
        value = translate(value, values);
      if (value instanceof Fault) return toProblem(value, origin.field);
      return isNothing(value) ? standIn : { value, origin };
    },
  };
}

/** Told apart by `code`, which a reading does not have. */
export function isProblem(reading: Reading | RecordProblem): reading is RecordProblem {
  return 'code' in reading;
}

function constant(label: string, value: Json): CompiledRule {
  const reading = { value, origin: { field: label, evidence: 'constant in the mapping' } };
  return { paths: [], read: () => reading };
}

/** The first that is not empty; among empty ones a null or "" before a field that is not there, for `present`. */
function readFirst(sources: readonly Origins[], fields: Fields): { raw: unknown; origin: Origin } {
  let empty: { raw: unknown; origin: Origin } | undefined;
  for (const { read, origin } of sources) {
    const raw = read(fields);
    if (!isEmpty(raw)) return { raw, origin };
    if (empty === undefined || empty.raw === undefined) empty = { raw, origin };
  }
  return empty ?? { raw: undefined, origin: { field: '', evidence: '' } };
}

function compileSteps({ split, transform }: RuleObject, defaultCountry: string | undefined): readonly Step[] {
  const steps = [transform ?? []].flat().map((one) => compileTransform(one, defaultCountry));
  return split === undefined ? steps : [splitAt(split), ...steps];
}

function runSteps(steps: readonly Step[], raw: unknown, fields: Fields): unknown {
  let value = raw;
  for (const step of steps) {
    if (isNothing(value) && step.takes !== 'present') continue;
    value =
      step.takes === 'each' && Array.isArray(value)
        ? runOnEach(step, value, fields)
        : step.run(value, fields);
    if (value instanceof Fault) return value;
  }
  return value;
}

function runOnEach(step: Step, list: readonly unknown[], fields: Fields): unknown {
  const results: unknown[] = [];
  for (const item of list) {
    const result = isEmpty(item) ? undefined : step.run(item, fields);
    if (result instanceof Fault) return result;
    if (!isEmpty(result)) results.push(result);
  }
  return results;
}

function translate(value: unknown, values: Readonly<Record<string, Json>>): unknown {
  if (Array.isArray(value)) {
    const translated = value.map((item) => translate(item, values));
    return translated.find((item) => item instanceof Fault) ?? translated.filter((item) => !isEmpty(item));
  }
  const word = typeof value === 'object' ? undefined : String(value);
  if (word !== undefined && Object.hasOwn(values, word)) return values[word];
  return new Fault('FIELD_INVALID', describeKind(value), 'One of the words in `values`.');
}

/** Nothing to write: an empty list says no more than an empty text. */
function isNothing(value: unknown): boolean {
  return isEmpty(value) || (Array.isArray(value) && value.length === 0);
}

/** `phone` may look into another field for the country; that field is mapped, too. */
function countryPaths({ transform }: RuleObject): readonly string[] {
  return [transform ?? []]
    .flat()
    .flatMap((one) => (typeof one === 'string' ? [] : (one.phone?.countryFrom ?? [])));
}
