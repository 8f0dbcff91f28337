/**
 * How vendor sources understand a record: field by field, by a table.
 *
 * The table says for every field that the vendor writes what it means. Fields in `ignored` are known and left out
 * for the reason that stands there. What is in neither is left over, and becomes a problem of the record unless
 * somebody maps, keeps or ignores it by name.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { RecordProblem } from '../../problems/problem.ts';
import type { SourceRecord } from '../source.ts';
import { type Frame, toPlainRecord } from './frames.ts';
import type { JsonObject } from './json-value.ts';
import { setOwn, type Values } from './values.ts';

/** What a field means: writes it into the draft, and returns what of it was not understood. */
export type ReadField<Draft> = (draft: Draft, value: unknown, values: Values) => unknown;

/** By the name of the field. A map, because it is asked for every field of every record. */
export type FieldTable<Draft> = ReadonlyMap<string, ReadField<Draft>>;

/** Fields that are known and left out, each with the reason. */
export type IgnoredFields = Readonly<Record<string, string>>;

export interface Understood {
  readonly identity: Identity;
  /** What nobody understood. */
  readonly fields: JsonObject;
  readonly problems: readonly RecordProblem[];
}

const NOTHING: JsonObject = {};

/** Ignored fields of the items of a list, by their paths. */
export function ignoredIn(list: string, ignored: IgnoredFields): IgnoredFields {
  return Object.fromEntries(Object.entries(ignored).map(([name, reason]) => [`${list}[].${name}`, reason]));
}

/** A table of what fields mean and of what is ignored. */
export function tabulate<Draft>(
  fields: Readonly<Record<string, ReadField<Draft>>>,
  ignored: IgnoredFields = {},
): FieldTable<Draft> {
  const nothing = Object.keys(ignored).map((name) => [name, () => undefined] as const);
  return new Map<string, ReadField<Draft>>([...nothing, ...Object.entries(fields)]);
}

/** Reads a record by its table into the draft; gives what is left over. */
export function readFields<Draft>(
  record: JsonObject,
  table: FieldTable<Draft>,
  draft: Draft,
  values: Values,
): JsonObject {
  let left: Record<string, unknown> | undefined;
  for (const name in record) {
    const read = table.get(name);
    let rest: unknown = record[name];
    if (read !== undefined) {
      values.field = name;
      rest = read(draft, rest, values);
    }
    if (rest === undefined || rest === null || rest === '') continue;
    left ??= {};
    setOwn(left, name, rest);
  }
  return left ?? NOTHING;
}

/** Reads the objects of a list by a table; what is left over of them stays in their order. */
export function readItems<Item>(
  items: readonly JsonObject[],
  table: FieldTable<Item>,
  blank: () => Item,
  values: Values,
): { readonly read: readonly Item[]; readonly left: readonly JsonObject[] | undefined } {
  const read: Item[] = [];
  let left: JsonObject[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const draft = blank();
    values.enter(i);
    const rest = readFields(items[i] ?? NOTHING, table, draft, values);
    values.leave();
    if (rest !== NOTHING) {
      left ??= [];
      left.push(rest);
    }
    read.push(draft);
  }
  return { read, left };
}

/** The records of a page, each understood on its own. */
export function understandAll(
  frames: readonly Frame[],
  row: number,
  toIdentity: (fields: JsonObject, index: number) => Understood,
): readonly SourceRecord[] {
  return frames.map((frame, i): SourceRecord => {
    if (frame.problem !== undefined) return toPlainRecord(frame, row + i + 1);
    const { identity, fields, problems } = toIdentity(frame.fields, i);
    return { row: row + i + 1, position: frame.position, operation: 'upsert', identity, fields, problems };
  });
}
