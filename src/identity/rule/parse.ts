/**
 * Reads a rule: `status == "active" and lastLogin within 90 days and not (email.domain == "acme.example")`.
 *
 * Recursive descent over the tokens. Types are checked here, so that a rule that is read can be asked of anybody
 * without an error: a field that does not exist, a time compared with a number, a status that nobody can have are
 * errors with their place and the name that was probably meant.
 *
 * @module
 */
import { didYouMean } from '../mapping/nearest.ts';
import { FIELDS, type Field, fieldOf, HOLDINGS } from './fields.ts';
import { printField, printRule } from './print.ts';
import {
  allOf,
  anyOf,
  type Comparison,
  type FieldRef,
  type Literal,
  type Rule,
  TIME_UNITS,
  type TimeUnit,
} from './rule.ts';
import { LONGEST_RULE, ruleError, type Token, toTokens } from './tokens.ts';

/** Brackets and `not` inside each other. Nobody reads more than four. */
const DEEPEST = 32;

/** What else is known when a rule is read; names outside it are errors. Absent: not checked. */
export interface KnownNames {
  readonly passwordFormats?: readonly string[];
  readonly lists?: readonly string[];
}

/** @throws {FootbridgeError} RULE_INVALID, with the place and what was expected there */
export function parseRule(text: string, known: KnownNames = {}): Rule {
  const reader: Reader = { text, known, tokens: toTokens(text), next: 0, depth: 0 };
  if (peek(reader).kind === 'end') throw fault(reader, 'a rule says whom it means; "everybody" is one');
  const rule = readAny(reader);
  if (peek(reader).kind !== 'end') throw fault(reader, 'here "and", "or" or the end was expected');
  if (printRule(rule).length > LONGEST_RULE)
    throw fault(reader, `written out it has more than ${LONGEST_RULE} characters`);
  return rule;
}

interface Reader {
  readonly text: string;
  readonly known: KnownNames;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

function readAny(reader: Reader): Rule {
  const parts = [readAll(reader)];
  while (takeWord(reader, 'or')) parts.push(readAll(reader));
  return anyOf(parts);
}

function readAll(reader: Reader): Rule {
  const parts = [readOne(reader)];
  while (takeWord(reader, 'and')) parts.push(readOne(reader));
  return allOf(parts);
}

function readOne(reader: Reader): Rule {
  if (takeWord(reader, 'not')) return deeper(reader, () => ({ kind: 'not', of: readOne(reader) }));
  if (takeSign(reader, '(')) return deeper(reader, () => closing(reader, readAny(reader)));
  if (takeWord(reader, 'everybody')) return { kind: 'everybody' };
  if (takeWord(reader, 'has')) return readHas(reader);
  if (takeWord(reader, 'in')) return readList(reader);
  if (takeWord(reader, 'loses'))
    return { kind: 'loses', field: readBracketed(reader, 'the field that is lost') };
  return readField(reader);
}

function deeper(reader: Reader, read: () => Rule): Rule {
  reader.depth += 1;
  if (reader.depth > DEEPEST) throw fault(reader, `brackets and "not" go at most ${DEEPEST} deep`);
  const rule = read();
  reader.depth -= 1;
  return rule;
}

function closing(reader: Reader, rule: Rule): Rule {
  if (!takeSign(reader, ')')) throw fault(reader, 'here "and", "or" or a closing bracket was expected');
  return rule;
}

function readHas(reader: Reader): Rule {
  const what = expectWord(reader, 'after "has" stands what somebody has', Object.keys(HOLDINGS));
  const holding = HOLDINGS[what];
  const next = peek(reader);
  if (next.kind !== 'sign' || next.text !== '(') return { kind: 'has', what };
  if (holding?.named !== true) throw fault(reader, `"has ${what}" takes no name`);
  return { kind: 'has', what, name: readBracketed(reader, `the name of the ${what}`) };
}

function readList(reader: Reader): Rule {
  expectWord(reader, 'after "in" stands "list"', ['list']);
  const at = reader.next + 1;
  const name = readBracketed(reader, 'the name of the list');
  const { lists } = reader.known;
  if (lists !== undefined && !lists.includes(name)) {
    throw faultAt(
      reader,
      at,
      `there is no list "${name}"${didYouMean(name, lists)}; lists are named in \`plan.lists\``,
    );
  }
  return { kind: 'list', name };
}

function readBracketed(reader: Reader, what: string): string {
  if (!takeSign(reader, '(')) throw fault(reader, `here ${what} was expected, as ("…")`);
  const token = peek(reader);
  if (token.kind !== 'text') throw fault(reader, `here ${what} was expected, between double quotes`);
  reader.next += 1;
  if (!takeSign(reader, ')')) throw fault(reader, 'here a closing bracket was expected');
  return token.value;
}

function readField(reader: Reader): Rule {
  const begin = reader.next;
  const field = readFieldName(reader);
  const kind = fieldOf(field);
  if (kind === undefined) throw faultAt(reader, begin, 'no such field');
  return readTest(reader, field, kind);
}

/** The longest name that is a field: `password.format` is one, and `attributes` is followed by names of its own. */
function readFieldName(reader: Reader): FieldRef {
  const begin = reader.next;
  const first = peek(reader);
  if (first.kind !== 'word')
    throw fault(reader, 'here a field, "has", "in list", "not" or a bracket was expected');
  const parts = [first.text];
  reader.next += 1;
  while (takeSign(reader, '.')) {
    const part = peek(reader);
    if (part.kind !== 'word' && part.kind !== 'text') throw fault(reader, 'here a name was expected');
    parts.push(part.kind === 'word' ? part.text : part.value);
    reader.next += 1;
  }
  const name = parts.join('.');
  const [head = '', ...path] = parts;
  if (Object.hasOwn(FIELDS, head) && FIELDS[head]?.open === true) {
    if (path.length === 0) throw fault(reader, `a name was expected: ${head}.plan`);
    return { name: head, path };
  }
  if (Object.hasOwn(FIELDS, name)) return { name, path: [] };
  throw faultAt(reader, begin, `there is no field "${name}"${didYouMean(name, Object.keys(FIELDS))}`);
}

function readTest(reader: Reader, field: FieldRef, kind: Field): Rule {
  const begin = reader.next;
  if (takeWord(reader, 'is')) {
    const word = expectWord(reader, 'after "is" stands "known" or "unknown"', ['known', 'unknown']);
    return { kind: 'known', field, known: word === 'known' };
  }
  if (takeWord(reader, 'in')) return readAmong(reader, field, kind);
  if (takeWord(reader, 'before')) return readTime(reader, field, kind, 'before', begin);
  if (takeWord(reader, 'after')) return readTime(reader, field, kind, 'after', begin);
  if (takeWord(reader, 'within')) return readAge(reader, field, kind, 'within', begin);
  if (takeWord(reader, 'older')) {
    expectWord(reader, 'after "older" stands "than"', ['than']);
    return readAge(reader, field, kind, 'older than', begin);
  }
  if (takeWord(reader, 'starts')) return readPart(reader, field, kind, 'starts with', begin);
  if (takeWord(reader, 'ends')) return readPart(reader, field, kind, 'ends with', begin);
  if (takeWord(reader, 'contains')) return readPart(reader, field, kind, 'contains', begin);
  const operator = takeComparison(reader);
  if (operator !== undefined) return readComparison(reader, field, kind, operator, begin);
  if (kind.type === 'yes-no' || kind.type === 'any') return { kind: 'yes', field };
  throw fault(reader, `${printField(field)} is ${A[kind.type]}; ${HOW[kind.type]}`);
}

const A = {
  choice: 'one of a few words',
  text: 'a text',
  'yes-no': 'yes or no',
  time: 'a time',
  any: 'whatever the source holds',
} as const;

/** What a field of each type is compared with. */
const HOW = {
  choice: 'compare it with == "…", != "…" or in ["…", "…"]',
  text: 'compare it with == "…", != "…", in ["…"], starts with "…", ends with "…" or contains "…"',
  'yes-no': 'let it stand alone, or compare it with == true or == false',
  time: 'compare it with a date (before 2020-01-01, after …) or an age (within 90 days, older than 2 years)',
  any: 'compare it with a text, a number, true or false',
} as const;

function mismatch(reader: Reader, at: number, field: FieldRef, { type }: Field) {
  return faultAt(reader, at, `${printField(field)} is ${A[type]}; ${HOW[type]}`);
}

function readComparison(
  reader: Reader,
  field: FieldRef,
  kind: Field,
  operator: Comparison,
  begin: number,
): Rule {
  if (kind.type === 'time') throw mismatch(reader, begin, field, kind);
  const ordered = operator !== '==' && operator !== '!=';
  if (ordered && kind.type !== 'any') throw mismatch(reader, begin, field, kind);
  const at = reader.next;
  const value = readLiteral(reader);
  if (ordered && typeof value !== 'number') throw faultAt(reader, at, `${operator} compares numbers`);
  checkLiteral(reader, at, field, kind, value);
  return { kind: 'compare', field, operator, value };
}

function readAmong(reader: Reader, field: FieldRef, kind: Field): Rule {
  const begin = reader.next;
  if (kind.type === 'time' || kind.type === 'yes-no') throw mismatch(reader, begin - 1, field, kind);
  if (!takeSign(reader, '[')) throw fault(reader, 'after "in" stands a list: ["…", "…"]');
  const values: Literal[] = [];
  do {
    const at = reader.next;
    const value = readLiteral(reader);
    checkLiteral(reader, at, field, kind, value);
    values.push(value);
  } while (takeSign(reader, ','));
  if (!takeSign(reader, ']')) throw fault(reader, 'here a comma or ] was expected');
  return { kind: 'among', field, values };
}

function readPart(
  reader: Reader,
  field: FieldRef,
  kind: Field,
  operator: 'starts with' | 'ends with' | 'contains',
  begin: number,
): Rule {
  if (operator !== 'contains')
    expectWord(reader, `after "${operator.split(' ')[0]}" stands "with"`, ['with']);
  if (kind.type !== 'text' && kind.type !== 'any') throw mismatch(reader, begin, field, kind);
  const token = peek(reader);
  if (token.kind !== 'text') throw fault(reader, 'here a text between double quotes was expected');
  reader.next += 1;
  return { kind: 'part', field, operator, value: token.value };
}

function readTime(
  reader: Reader,
  field: FieldRef,
  kind: Field,
  operator: 'before' | 'after',
  begin: number,
): Rule {
  if (kind.type !== 'time') throw mismatch(reader, begin, field, kind);
  const token = peek(reader);
  if (token.kind !== 'date')
    throw fault(reader, 'here a date was expected: 2020-01-31 or 2020-01-31T12:00:00Z');
  if (!isRealTime(token.text)) throw fault(reader, 'there is no such day');
  reader.next += 1;
  return { kind: 'time', field, operator, at: token.text };
}

/** Date.parse takes the 31st of February for the 3rd of March. */
function isRealTime(text: string): boolean {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return false;
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === text.slice(0, 10);
}

/** A hundred years: longer than any account. */
const LONGEST_AGE = 36_500;

function readAge(
  reader: Reader,
  field: FieldRef,
  kind: Field,
  operator: 'within' | 'older than',
  begin: number,
): Rule {
  if (kind.type !== 'time') throw mismatch(reader, begin, field, kind);
  const token = peek(reader);
  if (
    token.kind !== 'number' ||
    !Number.isInteger(token.value) ||
    token.value < 1 ||
    token.value > LONGEST_AGE
  ) {
    throw fault(reader, 'here a whole number was expected: within 90 days');
  }
  reader.next += 1;
  const word = expectWord(reader, 'after the number stands its unit', [
    ...TIME_UNITS,
    ...TIME_UNITS.map((unit) => unit.slice(0, -1)),
  ]);
  const unit = (word.endsWith('s') ? word : `${word}s`) as TimeUnit;
  return { kind: 'age', field, operator, count: token.value, unit };
}

function readLiteral(reader: Reader): Literal {
  const token = peek(reader);
  reader.next += 1;
  if (token.kind === 'text') return token.value;
  if (token.kind === 'number') return token.value;
  if (token.kind === 'word' && (token.text === 'true' || token.text === 'false'))
    return token.text === 'true';
  reader.next -= 1;
  throw fault(reader, 'here a text between double quotes, a number, true or false was expected');
}

function checkLiteral(reader: Reader, at: number, field: FieldRef, kind: Field, value: Literal): void {
  if (kind.type === 'yes-no' && typeof value !== 'boolean') throw mismatch(reader, at, field, kind);
  if ((kind.type === 'text' || kind.type === 'choice') && typeof value !== 'string')
    throw mismatch(reader, at, field, kind);
  const formats = field.name === 'password.format' ? reader.known.passwordFormats : undefined;
  const values = kind.values ?? formats;
  if (values === undefined || typeof value !== 'string' || values.includes(value)) return;
  const choices = kind.values === undefined ? 'docs/formats lists them' : `it is ${values.join(', ')}`;
  throw faultAt(
    reader,
    at,
    `${printField(field)} is never "${value}"${didYouMean(value, values)}; ${choices}`,
  );
}

function peek(reader: Reader): Token {
  return reader.tokens[reader.next] ?? { kind: 'end', at: reader.text.length };
}

function takeWord(reader: Reader, text: string): boolean {
  const token = peek(reader);
  if (token.kind !== 'word' || token.text !== text) return false;
  reader.next += 1;
  return true;
}

function takeSign(reader: Reader, text: string): boolean {
  const token = peek(reader);
  if (token.kind !== 'sign' || token.text !== text) return false;
  reader.next += 1;
  return true;
}

const COMPARISONS: readonly Comparison[] = ['==', '!=', '<=', '>=', '<', '>'];

function takeComparison(reader: Reader): Comparison | undefined {
  const token = peek(reader);
  const operator = token.kind === 'sign' ? COMPARISONS.find((one) => one === token.text) : undefined;
  if (operator !== undefined) reader.next += 1;
  return operator;
}

function expectWord(reader: Reader, expected: string, words: readonly string[]): string {
  const token = peek(reader);
  if (token.kind === 'word' && words.includes(token.text)) {
    reader.next += 1;
    return token.text;
  }
  const meant = token.kind === 'word' ? didYouMean(token.text, words) : '';
  const listed = words.length > 2 ? `: ${words.join(', ')}` : '';
  throw fault(reader, `${expected}${listed}${meant}`);
}

function fault(reader: Reader, because: string) {
  return ruleError(reader.text, peek(reader).at, because);
}

function faultAt(reader: Reader, token: number, because: string) {
  return ruleError(reader.text, reader.tokens[token]?.at ?? reader.text.length, because);
}
