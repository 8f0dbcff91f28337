/**
 * What a record holds beside the mapped fields: kept, ignored, or unknown. Nothing is ever dropped because nobody
 * thought of it.
 *
 * `keep` and `ignore` name fields or nested paths, with `*` for any run of characters. What is mapped is neither
 * kept nor unknown. Where several patterns fit, the one that pins down most decides: a full name before one with a
 * star, more letters before fewer; on a tie, `ignore`. An unknown object is reported by its own name as long as
 * nothing inside it is mapped, kept or ignored, else by the parts that are left over.
 *
 * @module
 */
import type { RecordProblem } from '../../problems/problem.ts';
import type { Json } from '../identity.ts';
import { holdsNothing } from './coerce.ts';
import { Fault, toProblem } from './fault.ts';
import { mayMatchBelow, specificity, toPattern } from './glob.ts';
import { toJson } from './json-value.ts';
import { type Fields, parseSourcePath, type Segment } from './source-path.ts';

export interface Leftover {
  /** By field name; what `keep` asked for. */
  readonly kept: Readonly<Record<string, Json>>;
  readonly problems: readonly RecordProblem[];
}

type Verdict = 'keep' | 'ignore' | 'unknown';

interface Pattern {
  readonly glob: string;
  readonly pattern: RegExp;
  readonly verdict: Verdict;
  readonly weight: number;
}

/** Mapped paths as a tree: a node that is `mapped` covers all below it. */
interface Node {
  mapped: boolean;
  readonly children: Map<string, Node>;
}

interface Rules {
  readonly root: Node;
  /** A field whose whole name is the path wins over the nested reading. */
  readonly literal: ReadonlySet<string>;
  /** The most decisive first. */
  readonly patterns: readonly Pattern[];
}

/** A field of the record: what to do with all of it, or `look` inside. */
type Decision = Verdict | 'mapped' | 'look';

/** Column names repeat in every record; a source that makes names up gets no more of them remembered. */
const MOST_NAMES = 10_000;

/** UTF-16 units. Each level adds two or more, so this bounds how deep we look into brackets within brackets. */
const LONGEST_PATH = 1_000;

/** A record is held by one unknown field; a list of a hundred is all that a person reads. */
const MOST_PROBLEMS = 100;

const NOTHING: Leftover = { kept: {}, problems: [] };

export function compileLeftover(
  mapped: readonly string[],
  keep: readonly string[],
  ignore: readonly string[],
): (fields: Fields) => Leftover {
  const rules: Rules = {
    root: toTree(mapped),
    literal: new Set(mapped),
    patterns: [
      ...ignore.map((glob) => toRule(glob, 'ignore')),
      ...keep.map((glob) => toRule(glob, 'keep')),
    ].sort((a, b) => b.weight - a.weight || (a.verdict === 'ignore' ? -1 : 1)),
  };
  const decisions = new Map<string, Decision>();
  const decide = (name: string): Decision => {
    const known = decisions.get(name);
    if (known !== undefined) return known;
    const decision = decideField(name, rules);
    if (decisions.size < MOST_NAMES) decisions.set(name, decision);
    return decision;
  };
  return (fields) => sift(fields, rules, decide);
}

function sift(fields: Fields, rules: Rules, decide: (name: string) => Decision): Leftover {
  let leftover: { kept: Record<string, Json>; problems: RecordProblem[] } | undefined;
  for (const name in fields) {
    const decision = decide(name);
    if (decision === 'mapped' || decision === 'ignore') continue;
    const value = fields[name];
    if (holdsNothing(value)) continue;
    leftover ??= { kept: {}, problems: [] };
    const node = rules.root.children.get(name);
    const kept = siftValue(
      value,
      name,
      node === undefined ? [] : [node],
      'unknown',
      rules,
      leftover.problems,
    );
    if (kept !== undefined) defineOwn(leftover.kept, name, kept);
  }
  if (leftover === undefined) return NOTHING;
  return { kept: leftover.kept, problems: shorten(leftover.problems) };
}

function shorten(problems: readonly RecordProblem[]): readonly RecordProblem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const more = `and ${problems.length - MOST_PROBLEMS} more fields`;
  return [...problems.slice(0, MOST_PROBLEMS), { code: 'FIELD_UNKNOWN', found: more }];
}

function decideField(name: string, { root, literal, patterns }: Rules): Decision {
  const node = root.children.get(name);
  if (node?.mapped === true || literal.has(name)) return 'mapped';
  const looksInside = node !== undefined || patterns.some(({ glob }) => mayMatchInside(glob, name));
  return looksInside ? 'look' : verdictOn(name, 'unknown', patterns);
}

/** What of a value is kept; problems are added for what is unknown. */
function siftValue(
  value: unknown,
  path: string,
  nodes: readonly Node[],
  inherited: Verdict,
  rules: Rules,
  problems: RecordProblem[],
): Json | undefined {
  if (holdsNothing(value) || nodes.some(({ mapped }) => mapped)) return undefined;
  const verdict = verdictOn(path, inherited, rules.patterns);
  if (isNested(value) && looksInside(path, nodes, rules.patterns)) {
    return siftMembers(value, path, nodes, verdict, rules, problems);
  }
  if (verdict === 'ignore') return undefined;
  if (verdict === 'keep') return keepValue(value, path, problems);
  problems.push({ code: 'FIELD_UNKNOWN', field: path });
  return undefined;
}

function siftMembers(
  value: object,
  path: string,
  nodes: readonly Node[],
  verdict: Verdict,
  rules: Rules,
  problems: RecordProblem[],
): Json | undefined {
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const inner = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    const kept = siftValue(member, inner, childrenOf(nodes, key, value), verdict, rules, problems);
    if (kept !== undefined) members.push([key, kept]);
  }
  if (members.length === 0) return undefined;
  return Array.isArray(value) ? members.map(([, kept]) => kept) : Object.fromEntries(members);
}

function keepValue(value: unknown, path: string, problems: RecordProblem[]): Json | undefined {
  const json = toJson(value);
  if (!(json instanceof Fault)) return json;
  problems.push(toProblem(json, path));
  return undefined;
}

function looksInside(path: string, nodes: readonly Node[], patterns: readonly Pattern[]): boolean {
  if (path.length > LONGEST_PATH) return false;
  return (
    nodes.some(({ children }) => children.size > 0) || patterns.some(({ glob }) => mayMatchInside(glob, path))
  );
}

function verdictOn(path: string, inherited: Verdict, patterns: readonly Pattern[]): Verdict {
  return patterns.find(({ pattern }) => pattern.test(path))?.verdict ?? inherited;
}

/** A lone star fits the field itself already and needs no look inside. */
function mayMatchInside(glob: string, path: string): boolean {
  return glob !== '*' && (mayMatchBelow(glob, `${path}.`) || mayMatchBelow(glob, `${path}[`));
}

function childrenOf(nodes: readonly Node[], key: string, parent: object): readonly Node[] {
  const labels = Array.isArray(parent) ? [`[${key}]`, '[*]'] : [key];
  return nodes.flatMap(({ children }) => labels.flatMap((label) => children.get(label) ?? []));
}

function toTree(mapped: readonly string[]): Node {
  const root: Node = { mapped: false, children: new Map() };
  for (const path of mapped) {
    let node = root;
    for (const segment of parseSourcePath(path) ?? []) {
      const label = toLabel(segment);
      const child = node.children.get(label) ?? { mapped: false, children: new Map() };
      node.children.set(label, child);
      node = child;
    }
    node.mapped = true;
  }
  return root;
}

function toLabel(segment: Segment): string {
  switch (segment.kind) {
    case 'name':
      return segment.name;
    case 'index':
      return `[${segment.index}]`;
    case 'each':
      return '[*]';
  }
}

function toRule(glob: string, verdict: Verdict): Pattern {
  return { glob, verdict, pattern: toPattern(glob), weight: specificity(glob) };
}

function isNested(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
  );
}

/** A column called `__proto__` is a column. */
function defineOwn(record: Record<string, Json>, name: string, value: Json): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
  } else record[name] = value;
}
