/**
 * What stands around the password in a digest: `md5(salt . "-" . password)` is MD5 with bytes before it.
 *
 * Everything but the password is known when a hash is transcoded, so a pepper, a user name or a fixed text is salt
 * like any other. Rules with the password twice, or with anything but UTF-16 done to it, have no arrangement.
 *
 * @module
 */
import type { DigestName, HashParts, Inputs } from '../parts.ts';
import { FUNCTIONS } from '../pipeline/functions.ts';
import { type Node, namesIn, parseRule } from '../pipeline/parse.ts';
import { DIGESTS, isDigest } from '../primitives/digest.ts';

export interface Arrangement {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly encoding: 'utf8' | 'utf16le';
}

export interface DigestShape extends Arrangement {
  readonly digest: DigestName;
  readonly key: Uint8Array;
}

/** A digest fed with itself; the first round takes the salted password. */
export interface IteratedShape extends DigestShape {
  readonly iterations: number;
}

export interface HmacShape extends DigestShape {
  /** Key of the HMAC; `key` is its result. */
  readonly secret: Uint8Array;
}

/** Functions of constants that cost nothing to run here. */
const CHEAP: ReadonlySet<string> = new Set(['hex', 'unhex', 'base64', 'unbase64', 'lower', 'upper']);

/** A digest applied once. */
export function digestShape(parts: HashParts): DigestShape | undefined {
  const shape = iteratedShape(parts);
  return shape?.iterations === 1 ? shape : undefined;
}

/** `iterate(n, salt . password, sha1(it))`, or a digest applied once. */
export function iteratedShape(parts: HashParts): IteratedShape | undefined {
  if (parts.primitive !== 'digest') return undefined;
  const { inputs, key } = parts;
  const node = parseRule(parts.rule);
  if (node.kind !== 'call') return undefined;
  const once = readDigest(node);
  if (once !== undefined) return toShape(once.digest, once.arg, inputs, key, 1);
  const [count, seed, step] = node.args;
  if (node.name !== 'iterate' || count === undefined || seed === undefined || step === undefined)
    return undefined;
  const loop = readDigest(step);
  const iterations = numberOf(count, inputs);
  if (loop?.arg.kind !== 'name' || loop.arg.name !== 'it' || iterations === undefined || iterations < 1)
    return undefined;
  return toShape(loop.digest, seed, inputs, key, iterations);
}

export function hmacShape(parts: HashParts): HmacShape | undefined {
  if (parts.primitive !== 'digest') return undefined;
  const { rule, inputs, key } = parts;
  const node = parseRule(rule);
  if (node.kind !== 'call' || !node.name.startsWith('hmac_')) return undefined;
  const digest = digestOf(node.name.slice('hmac_'.length));
  const [secretNode, message] = node.args;
  const secret = secretNode === undefined ? undefined : constant(secretNode, inputs);
  const around = message === undefined ? undefined : arrangementOf(message, inputs);
  if (digest === undefined || secret === undefined || around === undefined) return undefined;
  return { digest, key, secret, ...around };
}

/** What stands around the password in the rule of a prehash that does nothing else. */
export function prehashArrangement(parts: HashParts): Arrangement | undefined {
  if (!('prehash' in parts) || parts.prehash === undefined) return undefined;
  return arrangementOf(parseRule(parts.prehash.rule), parts.prehash.inputs);
}

function toShape(
  digest: DigestName,
  message: Node,
  inputs: Inputs,
  key: Uint8Array,
  iterations: number,
): IteratedShape | undefined {
  const around = arrangementOf(message, inputs);
  if (around === undefined || key.length !== DIGESTS[digest].size) return undefined;
  return { digest, key, iterations, ...around };
}

function readDigest(node: Node): { readonly digest: DigestName; readonly arg: Node } | undefined {
  const [arg, ...others] = node.kind === 'call' ? node.args : [];
  const digest = node.kind === 'call' ? digestOf(node.name) : undefined;
  return digest === undefined || arg === undefined || others.length > 0 ? undefined : { digest, arg };
}

/** Rules write `sha3_256`, since a hyphen is no part of a name there. */
function digestOf(name: string): DigestName | undefined {
  const spelled = name.replace('_', '-');
  return isDigest(spelled) ? spelled : undefined;
}

function arrangementOf(node: Node, inputs: Inputs): Arrangement | undefined {
  const items = node.kind === 'join' ? node.items : [node];
  const at = items.findIndex(isPassword);
  if (at < 0) return undefined;
  const before = constants(items.slice(0, at), inputs);
  const after = constants(items.slice(at + 1), inputs);
  if (before === undefined || after === undefined) return undefined;
  return { before, after, encoding: items[at]?.kind === 'call' ? 'utf16le' : 'utf8' };
}

function isPassword(node: Node): boolean {
  if (node.kind === 'call' && node.name === 'utf16le') return node.args.every(isPassword);
  return node.kind === 'name' && node.name === 'password';
}

function constants(nodes: readonly Node[], inputs: Inputs): Uint8Array | undefined {
  const bytes = nodes.map((node) => constant(node, inputs)).filter((one) => one !== undefined);
  return bytes.length === nodes.length ? Buffer.concat(bytes) : undefined;
}

/** The bytes of a node that does not read the password. */
function constant(node: Node, inputs: Inputs): Uint8Array | undefined {
  if (node.kind === 'text') return node.bytes;
  if (node.kind === 'join') return constants(node.items, inputs);
  if (node.kind === 'name') {
    const value = Object.hasOwn(inputs, node.name) ? inputs[node.name] : undefined;
    return value instanceof Uint8Array ? value : undefined;
  }
  if (node.kind !== 'call' || !CHEAP.has(node.name) || namesIn(node).includes('password')) return undefined;
  const args = node.args.map((arg) => constant(arg, inputs)).filter((one) => one !== undefined);
  return args.length === node.args.length ? FUNCTIONS.get(node.name)?.run(...args) : undefined;
}

function numberOf(node: Node, inputs: Inputs): number | undefined {
  if (node.kind === 'number') return node.value;
  const value = node.kind === 'name' && Object.hasOwn(inputs, node.name) ? inputs[node.name] : undefined;
  return typeof value === 'number' ? value : undefined;
}
