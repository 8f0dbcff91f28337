/** Writes a rule in its one canonical form: reading it again gives the same rule. */
import type { FieldRef, Leaf, Literal, Rule } from './rule.ts';

export function printRule(rule: Rule): string {
  switch (rule.kind) {
    case 'all':
      return rule.of
        .map((part) => (part.kind === 'any' ? `(${printRule(part)})` : printRule(part)))
        .join(' and ');
    case 'any':
      return rule.of.map(printRule).join(' or ');
    case 'not':
      return `not (${printRule(rule.of)})`;
    default:
      return printLeaf(rule);
  }
}

function printLeaf(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'everybody':
      return 'everybody';
    case 'compare':
      return `${printField(leaf.field)} ${leaf.operator} ${printLiteral(leaf.value)}`;
    case 'among':
      return `${printField(leaf.field)} in [${leaf.values.map(printLiteral).join(', ')}]`;
    case 'part':
      return `${printField(leaf.field)} ${leaf.operator} ${printLiteral(leaf.value)}`;
    case 'time':
      return `${printField(leaf.field)} ${leaf.operator} ${leaf.at}`;
    case 'age':
      return `${printField(leaf.field)} ${leaf.operator} ${leaf.count} ${leaf.count === 1 ? leaf.unit.slice(0, -1) : leaf.unit}`;
    case 'known':
      return `${printField(leaf.field)} is ${leaf.known ? 'known' : 'unknown'}`;
    case 'yes':
      return printField(leaf.field);
    case 'has':
      return leaf.name === undefined ? `has ${leaf.what}` : `has ${leaf.what}(${printLiteral(leaf.name)})`;
    case 'list':
      return `in list(${printLiteral(leaf.name)})`;
    case 'loses':
      return `loses(${printLiteral(leaf.field)})`;
  }
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*$/;

/** Also used to say which field an error is about. */
export function printField({ name, path }: FieldRef): string {
  return [name, ...path.map((part) => (PLAIN_NAME.test(part) ? part : JSON.stringify(part)))].join('.');
}

function printLiteral(value: Literal): string {
  return JSON.stringify(value);
}
