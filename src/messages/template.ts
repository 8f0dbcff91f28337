/**
 * A text with gaps, compiled: what is constant is put in once, the rest is filled for every message.
 *
 * It runs no code and knows no loops: `{name}` is a gap, and what stands between marks is there only where its gaps can
 * be filled. The marks are comments of HTML, because MJML leaves those where they are.
 *
 * @module
 */

/** `{name}`, and nothing that could stand in a style sheet. */
const TOKEN = /\{([A-Za-z]+)\}|<!--(when (?:[A-Za-z]+ ?)*|else|end)-->/g;

export const MARKS = {
  when: (gaps: readonly string[]) => `<!--when ${gaps.join(' ')}-->`,
  otherwise: '<!--else-->',
  end: '<!--end-->',
} as const;

/** Values of gaps; undefined: there is none, and what needs it is left out. */
export type Gaps = Readonly<Record<string, string | undefined>>;

/** Fills the gaps with what is already escaped for where it will stand. */
export type Template = (values: Gaps) => string;

type Part =
  | string
  | { readonly gap: string }
  | {
      readonly needs: readonly string[];
      readonly then: readonly Part[];
      readonly otherwise: readonly Part[];
    };

export function compileTemplate(source: string, constants: Gaps): Template {
  const tokens = tokensOf(source);
  const parts = readParts(tokens, constants);
  return (values) => fill(parts, values);
}

type Token = string | { readonly gap: string } | { readonly mark: string };

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const found of source.matchAll(TOKEN)) {
    const [whole, gap, mark] = found;
    if (found.index > at) tokens.push(source.slice(at, found.index));
    if (gap !== undefined) tokens.push({ gap });
    if (mark !== undefined) tokens.push({ mark });
    at = found.index + whole.length;
  }
  tokens.push(source.slice(at));
  return tokens.reverse();
}

/** Takes tokens from the end of the list until a mark closes what it is in. */
function readParts(tokens: Token[], constants: Gaps): readonly Part[] {
  const parts: Part[] = [];
  for (let token = tokens.pop(); token !== undefined; token = tokens.pop()) {
    if (typeof token === 'string') append(parts, token);
    else if ('gap' in token) append(parts, constantOf(token.gap, constants) ?? token);
    else if (token.mark.startsWith('when')) append(parts, ...readChoice(token.mark, tokens, constants));
    else {
      tokens.push(token);
      return parts;
    }
  }
  return parts;
}

function constantOf(gap: string, constants: Gaps): string | undefined {
  return Object.hasOwn(constants, gap) ? (constants[gap] ?? '') : undefined;
}

/** A choice that constants decide is decided now. */
function readChoice(mark: string, tokens: Token[], constants: Gaps): readonly Part[] {
  const then = readParts(tokens, constants);
  const isElse = closes(tokens.pop(), 'else');
  const otherwise = isElse ? readParts(tokens, constants) : [];
  if (isElse) tokens.pop();
  const gaps = mark.split(' ').slice(1).filter(Boolean);
  if (gaps.some((gap) => Object.hasOwn(constants, gap) && constants[gap] === undefined)) return otherwise;
  const needs = gaps.filter((gap) => !Object.hasOwn(constants, gap));
  return needs.length === 0 ? then : [{ needs, then, otherwise }];
}

function closes(token: Token | undefined, mark: 'else' | 'end'): boolean {
  return typeof token === 'object' && 'mark' in token && token.mark === mark;
}

/** Neighbouring constants become one, so that a message is put together from few pieces. */
function append(parts: Part[], ...added: readonly Part[]): void {
  for (const part of added) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  }
}

function fill(parts: readonly Part[], values: Gaps): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if ('gap' in part) text += values[part.gap] ?? '';
    else text += fill(hasAll(part.needs, values) ? part.then : part.otherwise, values);
  }
  return text;
}

function hasAll(needs: readonly string[], values: Gaps): boolean {
  for (const gap of needs) if (values[gap] === undefined) return false;
  return true;
}
