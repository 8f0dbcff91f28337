/**
 * What normalising a login identifier gives, and the trimming that all three kinds share.
 *
 * @module
 */
import type { ProblemCode } from '../problems/catalogue.ts';
import type { RecordProblem } from '../problems/problem.ts';

/** `value` is what the customer writes, cleaned; `key` is what two spellings of the same identifier share. */
export type Normalised =
  | { readonly value: string; readonly key: string }
  | { readonly problem: RecordProblem };

/**
 * 1,000 UTF-16 units: four times the longest e-mail address (RFC 5321 §4.5.3.1.3). More is another column or an
 * attack, and is refused before any Unicode work is spent on it.
 */
const LONGEST = 1_000;

/** White space, and what cannot be seen: zero-width spaces, byte-order marks, direction marks, soft hyphens. */
const INVISIBLE = /[\s\p{Z}\p{Cf}\u0085]/u;

/** Controls, format characters, lone surrogates, private use, unassigned; and every kind of space. */
const FORBIDDEN = /[\p{C}\p{Z}]/u;

/** Text that may go on to the rules of its kind: short enough, trimmed, in NFC. */
export function prepare(text: string, code: ProblemCode): string | { readonly problem: RecordProblem } {
  if (text.length > LONGEST) return refuse(code, `${text.length} characters`);
  const trimmed = trimInvisible(text).normalize('NFC');
  return trimmed === '' ? refuse(code, 'nothing but white space') : trimmed;
}

/** Is there anything inside that nobody can see or type on purpose? */
export function describeForbidden(text: string): string | undefined {
  if (!FORBIDDEN.test(text)) return undefined;
  return /[\s\p{Z}]/u.test(text) ? 'white space inside' : 'an invisible, control or unassigned character';
}

export function refuse(code: ProblemCode, found: string): { readonly problem: RecordProblem } {
  return { problem: { code, found } };
}

/** By hand rather than by a pattern anchored at the end, which takes quadratic time on a run of spaces. */
export function trimInvisible(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && INVISIBLE.test(text.charAt(start))) start++;
  while (end > start && INVISIBLE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
