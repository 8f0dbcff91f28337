/**
 * What a cohort's rule is, once it is read: a small tree over canonical fields. docs/cohorts.md explains the language.
 *
 * `all` and `any` never hold one of their own kind and never fewer than two parts, so that one meaning has one tree:
 * `allOf` and `anyOf` see to it.
 *
 * @module
 */

/** A field of `fields.ts`; behind `attributes` and `profile` the names of the path. */
export interface FieldRef {
  readonly name: string;
  readonly path: readonly string[];
}

export type Literal = string | number | boolean;

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export const TIME_UNITS = ['days', 'weeks', 'months', 'years'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export type Leaf =
  | { readonly kind: 'everybody' }
  | {
      readonly kind: 'compare';
      readonly field: FieldRef;
      readonly operator: Comparison;
      readonly value: Literal;
    }
  | { readonly kind: 'among'; readonly field: FieldRef; readonly values: readonly Literal[] }
  | {
      readonly kind: 'part';
      readonly field: FieldRef;
      readonly operator: 'starts with' | 'ends with' | 'contains';
      readonly value: string;
    }
  | {
      readonly kind: 'time';
      readonly field: FieldRef;
      readonly operator: 'before' | 'after';
      /** As it was written: a day, which begins at midnight UTC, or a moment with its zone. */
      readonly at: string;
    }
  | {
      readonly kind: 'age';
      readonly field: FieldRef;
      readonly operator: 'within' | 'older than';
      readonly count: number;
      readonly unit: TimeUnit;
    }
  | { readonly kind: 'known'; readonly field: FieldRef; readonly known: boolean }
  | { readonly kind: 'yes'; readonly field: FieldRef }
  | { readonly kind: 'has'; readonly what: string; readonly name?: string }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'loses'; readonly field: string };

export type Rule =
  | Leaf
  | { readonly kind: 'all'; readonly of: readonly Rule[] }
  | { readonly kind: 'any'; readonly of: readonly Rule[] }
  | { readonly kind: 'not'; readonly of: Rule };

export function allOf(parts: readonly Rule[]): Rule {
  return joined('all', parts);
}

export function anyOf(parts: readonly Rule[]): Rule {
  return joined('any', parts);
}

function joined(kind: 'all' | 'any', parts: readonly Rule[]): Rule {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.of : [part]));
  const [only, ...more] = flat;
  return only !== undefined && more.length === 0 ? only : { kind, of: flat };
}
