/**
 * Paths into a record: `email`, `profile.address.city`, `emails[0].value`, `roles[*].name`, `meta["a.b"].c`.
 *
 * A field whose whole name is the path wins over the nested reading: a CSV header `address.city` needs no escape.
 * Only own properties are read, so a column called `constructor` is nothing but a column.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';

/** What a source gave for one record. */
export type Fields = Readonly<Record<string, unknown>>;

/** A name, the position in a list, or every element of a list. */
export type Segment =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'each' };

type Read = (value: unknown) => unknown;

const NEXT = /\[(\d{1,9})\]|(\[\*\])|\[("(?:[^"\\]|\\.)*")\]|(^|(?<!^)\.)([^.[\]"]+)/y;

/** The steps of a path; undefined when it is none. */
export function parseSourcePath(path: string): readonly Segment[] | undefined {
  const segments: Segment[] = [];
  NEXT.lastIndex = 0;
  while (NEXT.lastIndex < path.length) {
    const match = NEXT.exec(path);
    if (match === null) return undefined;
    segments.push(toSegment(match));
  }
  return segments.length === 0 ? undefined : segments;
}

/**
 * Reads a path from a record; undefined when there is nothing there. `[*]` gives a list.
 *
 * @throws FootbridgeError CONFIG_INVALID when the path is none
 */
export function compileReader(path: string): (fields: Fields) => unknown {
  const segments = parseSourcePath(path);
  if (segments === undefined) throw new FootbridgeError('CONFIG_INVALID', `"${path}" is not a path`);
  const read = compileSteps(segments);
  if (segments.length === 1) return read;
  return (fields) => (Object.hasOwn(fields, path) ? fields[path] : read(fields));
}

function toSegment([, index, each, quoted, , name]: RegExpExecArray): Segment {
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  if (each !== undefined) return { kind: 'each' };
  return { kind: 'name', name: quoted === undefined ? (name ?? '') : String(JSON.parse(quoted)) };
}

function compileSteps(segments: readonly Segment[]): Read {
  const [first, ...others] = segments;
  if (first === undefined) return (value) => value;
  const rest = others.length === 0 ? undefined : compileSteps(others);
  switch (first.kind) {
    case 'name':
      return readName(first.name, rest);
    case 'index':
      return readIndex(first.index, rest);
    case 'each':
      return readEach(rest);
  }
}

function readName(name: string, rest: Read | undefined): Read {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, name)) return undefined;
    const inner = (value as Fields)[name];
    return rest === undefined ? inner : rest(inner);
  };
}

function readIndex(index: number, rest: Read | undefined): Read {
  return (value) => {
    const inner: unknown = Array.isArray(value) ? value[index] : undefined;
    return rest === undefined ? inner : rest(inner);
  };
}

function readEach(rest: Read | undefined): Read {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const all = rest === undefined ? value : value.map(rest);
    return all.filter((inner) => inner !== undefined && inner !== null && inner !== '');
  };
}
