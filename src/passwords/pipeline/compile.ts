/**
 * Turns a rule into something that can be weighed and run.
 *
 * Besides the plain functions there are three forms that look at their arguments differently:
 * `iterate(count, seed, step)` runs `step` count times with the last result as `it`; `ifLonger(x, n, then, else)`
 * decides by the length of x in bytes, `ifHolds(x, y, then, else)` by whether y occurs in it.
 *
 * @module
 */
import { view } from '../encodings.ts';
import type { Inputs } from '../parts.ts';
import { FUNCTIONS, type PipelineFunction, type Value } from './functions.ts';
import { type Node, namesIn, PipelineError, parseRule } from './parse.ts';

/** What a rule reads while it runs. */
interface Scope {
  readonly password: Uint8Array;
  readonly inputs: Inputs;
  it: Uint8Array;
}

interface Weight {
  /** Upper bound of the result in bytes; the value itself for a number. */
  readonly size: number;
  readonly work: number;
}

export interface Pipeline {
  readonly rule: string;
  /** Names to be supplied besides `password`. */
  readonly names: readonly string[];
  /** Bytes the rule results in when that depends on nothing, else undefined. */
  readonly resultSize: number | undefined;
  /** Compressions it will take at most, for a password of that many bytes. */
  weigh(passwordLength: number, inputs: Inputs): number;
  run(password: Uint8Array, inputs: Inputs): Uint8Array;
}

/** No intermediate result of a known scheme is longer than a few kilobytes. */
export const MAX_BYTES = 65_536;

/** Compiled rules by text: a population uses a handful, hostile input must not fill the memory. */
const cache = new Map<string, Pipeline>();
const MAX_CACHED = 2048;

/** @throws PipelineError */
export function compileRule(rule: string): Pipeline {
  const known = cache.get(rule);
  if (known !== undefined) return known;
  const node = parseRule(rule);
  check(node, false);
  if (kindOf(node) !== 'bytes') throw new PipelineError('the rule results in a number', 0);
  const run = compile(node);
  const pipeline: Pipeline = {
    rule,
    names: namesIn(node).filter((name) => name !== 'password' && name !== 'it'),
    resultSize: fixedSize(node),
    weigh: (passwordLength, inputs) => weigh(node, { passwordLength, inputs, it: 0 }).work,
    run: (password, inputs) => asBytes(run({ password, inputs, it: new Uint8Array() })),
  };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(rule, pipeline);
  return pipeline;
}

function kindOf(node: Node): 'bytes' | 'number' | 'any' {
  if (node.kind === 'number') return 'number';
  // A name may stand for either; what is supplied decides.
  return node.kind === 'name' && node.name !== 'password' && node.name !== 'it' ? 'any' : 'bytes';
}

/** Every function exists, gets as many arguments as it takes, and of the right kind. */
function check(node: Node, inLoop: boolean): void {
  if (node.kind === 'name' && node.name === 'it' && !inLoop)
    throw new PipelineError('"it" stands outside a loop', 0);
  if (node.kind === 'join') {
    for (const item of node.items) {
      if (item.kind === 'number')
        throw new PipelineError('a number cannot be joined; write it as a "text"', 0);
      check(item, inLoop);
    }
  }
  if (node.kind !== 'call') return;
  const kinds = argumentKinds(node.name);
  if (kinds === undefined) throw new PipelineError(`there is no function "${node.name}"`, 0);
  if (node.args.length !== kinds.length) {
    throw new PipelineError(`"${node.name}" takes ${kinds.length} arguments, not ${node.args.length}`, 0);
  }
  for (const [i, arg] of node.args.entries()) {
    check(arg, inLoop || (node.name === 'iterate' && i === 2));
    const kind = kindOf(arg);
    if (kind !== 'any' && kind !== kinds[i]) {
      throw new PipelineError(`argument ${i + 1} of "${node.name}" has to be ${kinds[i]}`, 0);
    }
  }
}

function argumentKinds(name: string): readonly ('bytes' | 'number')[] | undefined {
  if (name === 'iterate') return ['number', 'bytes', 'bytes'];
  if (name === 'ifLonger') return ['bytes', 'number', 'bytes', 'bytes'];
  if (name === 'ifHolds') return ['bytes', 'bytes', 'bytes', 'bytes'];
  return FUNCTIONS.get(name)?.args;
}

function compile(node: Node): (scope: Scope) => Value {
  if (node.kind === 'number') return () => node.value;
  if (node.kind === 'text') return () => node.bytes;
  if (node.kind === 'name') return readName(node.name);
  if (node.kind === 'join') {
    const items = node.items.map(compile);
    return (scope) => Buffer.concat(items.map((item) => asBytes(item(scope))));
  }
  const args = node.args.map(compile);
  if (node.name === 'iterate') return loop(args);
  if (node.name === 'ifLonger')
    return choice(args, (value, limit) => asBytes(value).length > asNumber(limit));
  if (node.name === 'ifHolds')
    return choice(args, (value, part) => view(asBytes(value)).includes(view(asBytes(part))));
  return call(functionNamed(node.name), args);
}

function readName(name: string): (scope: Scope) => Value {
  if (name === 'password') return (scope) => scope.password;
  if (name === 'it') return (scope) => scope.it;
  return (scope) => scope.inputs[name] ?? new Uint8Array();
}

function call(fn: PipelineFunction, args: readonly ((scope: Scope) => Value)[]): (scope: Scope) => Value {
  const [first, second] = args;
  if (args.length === 1 && first !== undefined) return (scope) => fn.run(first(scope));
  if (args.length === 2 && first !== undefined && second !== undefined) {
    return (scope) => fn.run(first(scope), second(scope));
  }
  return (scope) => fn.run(...args.map((arg) => arg(scope)));
}

function loop([count, seed, step]: readonly ((scope: Scope) => Value)[]): (scope: Scope) => Value {
  return (scope) => {
    const inner = { ...scope, it: asBytes(seed?.(scope)) };
    const rounds = asNumber(count?.(scope));
    for (let round = 0; round < rounds; round++) inner.it = asBytes(step?.(inner));
    return inner.it;
  };
}

function choice(
  [value, limit, first, second]: readonly ((scope: Scope) => Value)[],
  decide: (value: Value | undefined, limit: Value | undefined) => boolean,
): (scope: Scope) => Value {
  return (scope) => asBytes(decide(value?.(scope), limit?.(scope)) ? first?.(scope) : second?.(scope));
}

interface Sizes {
  readonly passwordLength: number;
  /** Absent: nothing is known yet. */
  readonly inputs: Inputs | undefined;
  readonly it: number;
}

function weigh(node: Node, sizes: Sizes): Weight {
  if (node.kind === 'number') return { size: node.value, work: 0 };
  if (node.kind === 'text') return { size: node.bytes.length, work: 0 };
  if (node.kind === 'name') return { size: sizeOfName(node.name, sizes), work: 0 };
  if (node.kind === 'join') {
    const items = node.items.map((item) => weigh(item, sizes));
    return bounded(sum(items, 'size'), sum(items, 'work'));
  }
  if (node.name === 'iterate') return weighLoop(node.args, sizes);
  const args = node.args.map((arg) => weigh(arg, sizes));
  if (node.name === 'ifLonger' || node.name === 'ifHolds')
    return bounded(Math.max(args[2]?.size ?? 0, args[3]?.size ?? 0), sum(args, 'work'));
  const fn = functionNamed(node.name);
  const lengths = args.map((arg) => arg.size);
  return bounded(fn.size(...lengths), sum(args, 'work') + fn.work(...lengths));
}

function weighLoop([count, seed, step]: readonly Node[], sizes: Sizes): Weight {
  if (count === undefined || seed === undefined || step === undefined) return { size: 0, work: 0 };
  const rounds = weigh(count, sizes).size;
  const start = weigh(seed, sizes);
  const first = weigh(step, { ...sizes, it: start.size });
  // A step that grows with every round would have no bound; measured once more on its own result, it must stand.
  const again = weigh(step, { ...sizes, it: Math.max(first.size, start.size) });
  if (again.size > first.size && again.size > start.size) return { size: Infinity, work: Infinity };
  const size = Number.isNaN(start.size) ? first.size : Math.max(start.size, first.size);
  return bounded(size, start.work + rounds * Math.max(first.work, again.work));
}

function bounded(size: number, work: number): Weight {
  return size > MAX_BYTES ? { size, work: Infinity } : { size, work };
}

function sizeOfName(name: string, sizes: Sizes): number {
  if (name === 'password') return sizes.passwordLength;
  if (name === 'it') return sizes.it;
  if (sizes.inputs === undefined) return Number.NaN;
  const value = sizes.inputs[name];
  return typeof value === 'number' ? value : (value?.length ?? 0);
}

const sum = (weights: readonly Weight[], key: keyof Weight): number =>
  weights.reduce((total, weight) => total + weight[key], 0);

/** The result's size in bytes where it depends on nothing supplied: unknown sizes count as NaN, which spreads. */
function fixedSize(node: Node): number | undefined {
  const { size } = weigh(node, { passwordLength: Number.NaN, inputs: undefined, it: Number.NaN });
  return Number.isNaN(size) ? undefined : size;
}

function functionNamed(name: string): PipelineFunction {
  const fn = FUNCTIONS.get(name);
  if (fn === undefined) throw new PipelineError(`there is no function "${name}"`, 0);
  return fn;
}

function asBytes(value: Value | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value ?? ''), 'latin1');
}

function asNumber(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0;
}
