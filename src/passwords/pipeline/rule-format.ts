/**
 * A rule in pipeline notation as a format: home-made schemes without code.
 *
 * `md5(salt . password)` reads the digest in hex or base 64 and the rest from beside it. A layout in front, with
 * ` = ` between, says where salt and digest stand in the string: `<key:hex>:<salt:text> = md5(salt . password)`.
 * Around a known format, the rule says what happens first: `bcrypt(hex(md5(password)))`.
 *
 * @module
 */
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { ARGON2 } from '../formats/argon2.ts';
import { BCRYPT } from '../formats/bcrypt.ts';
import { md5crypt, sha256crypt, sha512crypt } from '../formats/crypt.ts';
import { phpassH, phpassP } from '../formats/phpass.ts';
import { digestFormat } from '../recipe.ts';
import { wrapperFormat } from '../recipe-wrapper.ts';
import { type Node, PipelineError, parseRule } from './parse.ts';

/** Formats that hold their own salt and cost, by the name that stands outside. */
const OUTER: Readonly<Record<string, readonly PasswordFormat[]>> = {
  bcrypt: BCRYPT,
  argon2: ARGON2,
  phpass: [phpassP, phpassH],
  md5crypt: [md5crypt],
  sha256crypt: [sha256crypt],
  sha512crypt: [sha512crypt],
};

const cache = new Map<string, PasswordFormat>();
const MAX_CACHED = 512;

/** `undefined` when the text is no rule at all. @throws MalformedHash when it is one and wrong */
export function ruleFormat(text: string): PasswordFormat | undefined {
  if (!text.includes('(')) return undefined;
  const known = cache.get(text);
  if (known !== undefined) return known;
  const format = compile(text);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(text, format);
  return format;
}

function compile(text: string): PasswordFormat {
  const at = text.indexOf(' = ');
  const layout = at < 0 ? '<key:digest>' : text.slice(0, at).trim();
  const rule = (at < 0 ? text : text.slice(at + 3)).trim();
  const about = {
    id: text,
    title: 'home-made',
    family: 'digest',
    foundIn: 'this site',
    frequency: 0,
  } as const;
  const [, name = '', prehash = ''] = /^(\w+)\(([\s\S]*)\)$/.exec(rule) ?? [];
  const inner = Object.hasOwn(OUTER, name) ? OUTER[name] : undefined;
  try {
    if (inner !== undefined && at < 0) return wrapperFormat({ ...about, before: '', inner, prehash });
    return digestFormat({ ...about, layout, rule: withoutEncoding(rule, at < 0) });
  } catch (error) {
    if (error instanceof PipelineError || error instanceof TypeError)
      throw new MalformedHash('pipeline', error.message);
    throw error;
  }
}

/** The stored text is decoded before comparing, so what ends in hex or base 64 is decoded too. */
function withoutEncoding(rule: string, isBare: boolean): string {
  if (!isBare) return rule;
  const encoding = outermost(parseRule(rule));
  if (encoding === 'hex' || encoding === 'HEX') return `unhex(${rule})`;
  return encoding === 'base64' || encoding === 'base64url' ? `unbase64(${rule})` : rule;
}

function outermost(node: Node): string | undefined {
  if (node.kind !== 'call') return undefined;
  const [, , step] = node.args;
  return node.name === 'iterate' && step !== undefined ? outermost(step) : node.name;
}
