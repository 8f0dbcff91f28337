/**
 * A proposal for a mapping, from the names of the fields and a sample of their values.
 *
 * For a person to look at (`footbridge init`): every line comes with its reason, and what no line was found for is
 * listed with what speaks against it. Nothing is proposed that would be a guess about facts: local times whose zone
 * the column does not show, words of a status that are not ours, national phone numbers.
 *
 * @module
 */
import { holdsNothing } from './mapping/coerce.ts';
import type { MappingInput } from './mapping/config.ts';
import { HINTS, type Hint, spellingsOf } from './mapping/hints.ts';
import { type Judgement, judge } from './mapping/look.ts';
import { compileReader, type Fields, parseSourcePath } from './mapping/source-path.ts';

export interface SuggestedMapping {
  readonly mapping: MappingInput;
  readonly reasons: readonly { readonly to: string; readonly from: string; readonly why: string }[];
  /** Fields without a proposal: to be mapped, kept or ignored by somebody. */
  readonly leftover: readonly { readonly field: string; readonly why: string }[];
}

interface Column {
  /** As a rule writes it. */
  readonly path: string;
  /** As problems, `keep` and `ignore` write it: without quotes. */
  readonly field: string;
  readonly spellings: readonly string[];
  /** Those that are not empty. */
  readonly values: readonly unknown[];
}

type RuleInput = NonNullable<MappingInput['operation']>;

/** Rows; enough to see nine in ten. */
const SAMPLE = 1_000;
/** `profile.address.city`; deeper members are proposed by nobody. */
const DEEPEST = 3;

/** What is proposed for a column of no known name, when its values leave no doubt. */
const BY_VALUE = [
  { to: 'email', look: 'email' },
  { to: 'password.hash', look: 'marked-hash' },
] as const;

export function suggestMapping(fieldNames: readonly string[], sample: readonly Fields[]): SuggestedMapping {
  const rows = sample.slice(0, SAMPLE);
  const columns = fieldNames.flatMap((name) => openColumn(toPath(name), name, rows, 1));
  const proposals = new Map<string, { rule: RuleInput; from: string; why: string }>();
  const objections = new Map<string, string>();
  const taken = new Set<string>();

  const consider = (to: string, column: Column, judgement: Judgement, why: string): void => {
    if ('refused' in judgement) {
      objections.set(column.path, `could be "${to}", but ${judgement.refused}`);
      return;
    }
    proposals.set(to, { rule: judgement.rule, from: column.path, why: `${why}: ${judgement.seen}` });
    taken.add(column.path);
  };

  for (const hint of HINTS) {
    for (const column of columnsOf(hint, columns)) {
      if (proposals.has(hint.to) || taken.has(column.path)) continue;
      consider(hint.to, column, judge(hint.look, column.path, column.values), 'by its name and values');
    }
  }
  for (const { to, look } of BY_VALUE) {
    for (const column of columns) {
      if (proposals.has(to) || taken.has(column.path) || column.values.length === 0) continue;
      const judgement = judge(look, column.path, column.values);
      if ('rule' in judgement) consider(to, column, judgement, 'by its values alone');
    }
  }
  for (const type of ['email', 'phone']) {
    const column = columns.find(({ path }) => path === proposals.get(`${type}.verified`)?.from);
    if (column === undefined || column.values.length === 0) continue;
    const judgement = judge('time', column.path, column.values);
    if ('rule' in judgement) consider(`${type}.verifiedAt`, column, judgement, 'the same column');
  }
  return assemble(columns, proposals, objections, taken);
}

function assemble(
  columns: readonly Column[],
  proposals: ReadonlyMap<string, { rule: RuleInput; from: string; why: string }>,
  objections: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): SuggestedMapping {
  const operation = proposals.get('operation');
  const fields = [...proposals]
    .filter(([to]) => to !== 'operation')
    .map(([to, { rule }]) => [to, rule] as const);
  const reasons = [...proposals].map(([to, { from, why }]) => ({ to, from, why }));
  const leftover = columns
    .filter(({ path }) => !taken.has(path))
    .map(({ path, field, values }) => ({
      field,
      why: objections.get(path) ?? (values.length === 0 ? 'no value seen' : 'no known name'),
    }));
  const mapping = {
    fields: Object.fromEntries(fields),
    ...(operation === undefined ? {} : { operation: operation.rule }),
  };
  return { mapping, reasons, leftover };
}

/** Columns of a hint, the ones with the better name first. */
function columnsOf({ names }: Hint, columns: readonly Column[]): readonly Column[] {
  const ranked = columns.flatMap((column) => {
    const ranks = column.spellings.map((spelling) => names.indexOf(spelling)).filter((rank) => rank >= 0);
    return ranks.length === 0 ? [] : [{ column, rank: Math.min(...ranks) }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ column }) => column);
}

/** The column, or one for each member where its values are objects. */
function openColumn(path: string, field: string, rows: readonly Fields[], depth: number): readonly Column[] {
  const read = compileReader(path);
  const values = rows.map(read).filter((value) => !holdsNothing(value));
  const members = new Set(values.flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
  if (members.size > 0 && depth < DEEPEST && values.every(isObject)) {
    // Only as a whole does a name win; for its members, its dots have to be quoted.
    const base = depth > 1 ? path : toMember(field).replace(/^\./, '');
    return [...members].flatMap((name) =>
      openColumn(`${base}${toMember(name)}`, `${field}.${name}`, rows, depth + 1),
    );
  }
  const name = field.split('.').at(-1) ?? field;
  return [{ path, field, spellings: [...new Set([...spellingsOf(field), ...spellingsOf(name)])], values }];
}

/** A field whose whole name is the path wins, so that a dot in it needs no quotes. */
function toPath(name: string): string {
  return parseSourcePath(name)?.[0]?.kind === 'name' ? name : `[${JSON.stringify(name)}]`;
}

function toMember(name: string): string {
  const segments = parseSourcePath(name);
  return segments?.length === 1 && toPath(name) === name ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
