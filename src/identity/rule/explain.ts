/** Takes a rule apart for one identity: which of its parts hold, and what was found. */
import { compileLeaf } from './compile.ts';
import { fieldOf, type RuleFacts } from './fields.ts';
import { printRule } from './print.ts';
import type { Rule } from './rule.ts';

export interface RulePart {
  /** The part as it is written; `and`, `or`, `not` for those that join others. */
  readonly text: string;
  readonly holds: boolean;
  /** Value of the field: a customer's data, to be shown to whoever may see it. Absent: there is none. */
  readonly found?: string;
  readonly parts: readonly RulePart[];
}

export function explainRule(rule: Rule, facts: RuleFacts): RulePart {
  switch (rule.kind) {
    case 'all': {
      const parts = rule.of.map((part) => explainRule(part, facts));
      return { text: 'and', holds: parts.every(({ holds }) => holds), parts };
    }
    case 'any': {
      const parts = rule.of.map((part) => explainRule(part, facts));
      return { text: 'or', holds: parts.some(({ holds }) => holds), parts };
    }
    case 'not': {
      const part = explainRule(rule.of, facts);
      return { text: 'not', holds: !part.holds, parts: [part] };
    }
    default: {
      const found =
        'field' in rule && typeof rule.field === 'object' ? readFound(rule.field, facts) : undefined;
      const holds = compileLeaf(rule)(facts);
      return { text: printRule(rule), holds, ...(found === undefined ? {} : { found }), parts: [] };
    }
  }
}

function readFound(
  field: { readonly name: string; readonly path: readonly string[] },
  facts: RuleFacts,
): string | undefined {
  const value = fieldOf(field)?.read(facts, field.path);
  if (value === undefined) return undefined;
  return typeof value === 'object' ? value.join(', ') : String(value);
}
