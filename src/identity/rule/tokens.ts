/**
 * Cuts the text of a rule into tokens, in one pass with bounds: nothing here looks back.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';

/** Characters. The longest rule of ours has 200; a list of many values belongs into a file. */
export const LONGEST_RULE = 4_000;

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'date'; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

/** Sticky: each is tried at one place only. Words may hold hyphens: `recovery-codes`. */
const SPACE = /\s+/y;
const DATE = /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?/y;
const NUMBER = /-?\d{1,15}(?:\.\d{1,6})?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*/y;
const TEXT = /"(?:[^"\\]|\\.)*"/y;
const SIGN = /==|!=|<=|>=|[<>()[\],.]/y;

/** @throws {FootbridgeError} RULE_INVALID */
export function toTokens(text: string): readonly Token[] {
  if (text.length > LONGEST_RULE) {
    throw ruleError(text, LONGEST_RULE, `a rule has at most ${LONGEST_RULE} characters`);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = match(SPACE, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = readToken(text, at);
    tokens.push(token.token);
    at += token.length;
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

function readToken(text: string, at: number): { readonly token: Token; readonly length: number } {
  const date = match(DATE, text, at);
  if (date !== undefined) return { token: { kind: 'date', text: date, at }, length: date.length };
  const number = match(NUMBER, text, at);
  if (number !== undefined)
    return { token: { kind: 'number', value: Number(number), at }, length: number.length };
  const word = match(WORD, text, at);
  if (word !== undefined) return { token: { kind: 'word', text: word, at }, length: word.length };
  const quoted = match(TEXT, text, at);
  if (quoted !== undefined) {
    return { token: { kind: 'text', value: unquote(text, quoted, at), at }, length: quoted.length };
  }
  const sign = match(SIGN, text, at);
  if (sign !== undefined) return { token: { kind: 'sign', text: sign, at }, length: sign.length };
  throw ruleError(text, at, explainStranger(text.charAt(at)));
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** As JSON writes texts. */
function unquote(rule: string, quoted: string, at: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw ruleError(rule, at, 'a text is written as in JSON: "…", with \\" for a quote and \\\\ for a \\');
  }
}

function explainStranger(character: string): string {
  if (character === '=') return 'one = alone means nothing; compare with ==';
  if (character === '"') return 'the text that begins here does not end';
  if (character === "'") return 'texts stand between double quotes';
  if (character === '&') return 'write "and"';
  if (character === '|') return 'write "or"';
  if (character === '!') return 'write "not", or != to compare';
  return 'this character means nothing in a rule';
}

/** `At character 14 ("lastLogon"): …`. A rule is the operator's own, not a customer's: it may be quoted. */
export function ruleError(text: string, at: number, because: string): FootbridgeError {
  const near = text.slice(at, at + 20).split(/\s/)[0] ?? '';
  const where = near === '' ? 'At its end' : `At character ${at + 1} (${JSON.stringify(near)})`;
  return new FootbridgeError('RULE_INVALID', `${where}: ${because}`, { facts: { at: at + 1 } });
}
