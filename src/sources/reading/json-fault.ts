/**
 * Where a JSON text stops being JSON: `JSON.parse` tells it only by quoting the text, which is a customer's.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259#section-2
 * @module
 */

const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)))/uy;

/** In longer texts the place is not looked for: a string of megabytes exhausts the stack of an expression. */
const LONGEST_TEXT = 1024 * 1024;

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or }' | ', or ]' | 'end';

/** The 1-based character at which the text goes wrong, or its length plus one; undefined when it does not. */
export function findJsonFault(text: string): number | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const open: string[] = [];
  let expected: Expected = 'value';
  TOKEN.lastIndex = 0;
  while (true) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      const at = from + (/^[ \t\n\r]*/.exec(text.slice(from))?.[0].length ?? 0);
      return at >= text.length && expected === 'end' ? undefined : at + 1;
    }
    const token = match[1] ?? (match[2] === undefined ? 'scalar' : 'string');
    const next = follow(token, expected, open);
    if (next === undefined) return match.index + match[0].search(/[^ \t\n\r]/) + 1;
    expected = next;
  }
}

/** What may come behind this token; undefined when it may not stand here itself. */
function follow(token: string, expected: Expected, open: string[]): Expected | undefined {
  const wantsValue = expected === 'value' || expected === 'value or ]';
  if (wantsValue && (token === 'scalar' || token === 'string')) return behindValue(open);
  if (wantsValue && (token === '{' || token === '[')) {
    open.push(token);
    return token === '{' ? 'name or }' : 'value or ]';
  }
  if (token === 'string' && (expected === 'name' || expected === 'name or }')) return ':';
  if (token === ':' && expected === ':') return 'value';
  if (token === ',' && expected === ', or }') return 'name';
  if (token === ',' && expected === ', or ]') return 'value';
  if ((token === '}' || token === ']') && expected.endsWith(token)) {
    open.pop();
    return behindValue(open);
  }
  return undefined;
}

function behindValue(open: readonly string[]): Expected {
  if (open.length === 0) return 'end';
  return open.at(-1) === '{' ? ', or }' : ', or ]';
}
