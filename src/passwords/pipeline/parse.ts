/**
 * Reads pipeline notation into a tree: `hex(sha1(salt . password . pepper))`.
 *
 * A rule is names, "texts" and numbers, joined by ` . ` and put through functions. It has no variables, no
 * conditions on data and no recursion, so that its cost can be computed before it runs.
 *
 * The notation is described in docs/formats/pipeline.md; which functions exist, in functions.ts.
 *
 * @module
 */

export type Node =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'join'; readonly items: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] };

/** The rule cannot be read or makes no sense; says where and why. */
export class PipelineError extends Error {
  readonly code = 'pipeline-invalid';
  /** Character of the rule, counted from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (at character ${position + 1} of the rule)`);
    this.name = 'PipelineError';
    this.position = position;
  }
}

/** The longest rule of a known product has 120 characters. */
export const MAX_LENGTH = 1000;
/** Deeper nesting than any product's; keeps the stack flat on hostile rules. */
export const MAX_DEPTH = 24;

const TOKEN =
  /\s*(?:([A-Za-z][A-Za-z0-9_]*)|(\d{1,16})|"((?:[^"\\]|\\(?:x[0-9a-fA-F]{2}|["\\0nrt]))*)"|([(),.]))/y;

interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign';
  readonly value: string;
  readonly at: number;
}

/** @throws PipelineError */
export function parseRule(rule: string): Node {
  if (rule.length > MAX_LENGTH)
    throw new PipelineError(`a rule has at most ${MAX_LENGTH} characters`, MAX_LENGTH);
  const reader = new Reader(tokenise(rule), rule.length);
  const node = readJoin(reader, 0);
  const extra = reader.next();
  if (extra !== undefined) throw new PipelineError(`"${extra.value}" is one too many`, extra.at);
  return node;
}

function tokenise(rule: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const end = rule.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(rule);
    if (match === null) throw new PipelineError('expected a name, a number, a "text" or a function', at);
    const [whole, name, number, text, sign] = match;
    const value = name ?? number ?? text ?? sign ?? '';
    const kind =
      name !== undefined ? 'name' : number !== undefined ? 'number' : text !== undefined ? 'text' : 'sign';
    tokens.push({ kind, value, at: at + whole.length - value.length });
    at += whole.length;
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  /** Consumes the sign when it comes next. */
  take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || token.value !== sign) return false;
    this.#at++;
    return true;
  }

  expect(sign: string): void {
    if (!this.take(sign))
      throw new PipelineError(`expected "${sign}"`, this.#tokens[this.#at]?.at ?? this.#end);
  }

  get end(): number {
    return this.#end;
  }
}

function readJoin(reader: Reader, depth: number): Node {
  if (depth > MAX_DEPTH) throw new PipelineError('nested too deeply', reader.end);
  const items = [readTerm(reader, depth)];
  while (reader.take('.')) items.push(readTerm(reader, depth));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'join', items };
}

function readTerm(reader: Reader, depth: number): Node {
  const token = reader.next();
  if (token === undefined) throw new PipelineError('the rule ends too early', reader.end);
  if (token.kind === 'number') return { kind: 'number', value: readNumber(token) };
  if (token.kind === 'text') return { kind: 'text', bytes: Buffer.from(readEscapes(token.value), 'latin1') };
  if (token.kind === 'sign') throw new PipelineError(`"${token.value}" is not expected here`, token.at);
  if (!reader.take('(')) return { kind: 'name', name: token.value };

  const args = [readJoin(reader, depth + 1)];
  while (reader.take(',')) args.push(readJoin(reader, depth + 1));
  reader.expect(')');
  return { kind: 'call', name: token.value, args };
}

function readNumber(token: Token): number {
  const value = Number(token.value);
  if (!Number.isSafeInteger(value)) throw new PipelineError('the number is too large', token.at);
  return value;
}

const ESCAPES: Readonly<Record<string, string>> = { 0: '\0', n: '\n', r: '\r', t: '\t' };

/** Escapes to single bytes; other characters to their UTF-8 bytes. */
function readEscapes(text: string): string {
  const utf8 = Buffer.from(text, 'utf8').toString('latin1');
  return utf8.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, sign: string) =>
    sign.length === 3 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : (ESCAPES[sign] ?? sign),
  );
}

/** Names the rule reads, in order of appearance, `password` and the loop's `it` included. */
export function namesIn(node: Node): string[] {
  const names = new Set<string>();
  const visit = (at: Node): void => {
    if (at.kind === 'name') names.add(at.name);
    if (at.kind === 'join') at.items.forEach(visit);
    if (at.kind === 'call') at.args.forEach(visit);
  };
  visit(node);
  return [...names];
}
