/**
 * The hashes of NDJSON: one object a line, the hash in a member that `a.b` names.
 *
 * A hash is put into its place in the text itself, since numbers beyond 2^53 and the order of members would not
 * survive being read and written.
 *
 * @module
 */
import type { Beside } from './options.ts';
import { type Columns, type HashRow, withBeside } from './row.ts';

export async function* jsonRows(
  lines: AsyncIterable<string>,
  columns: Columns,
  given: Beside,
): AsyncIterable<HashRow> {
  let row = 0;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    row++;
    yield { row, ...readRow(line, columns, given) };
  }
}

function readRow(line: string, columns: Columns, given: Beside): Omit<HashRow, 'row'> {
  const asItWas = { write: () => line };
  const object = parseObject(line);
  if (object === undefined) return { ...asItWas, problem: 'the line is no JSON object' };
  const hash = memberAt(object, columns.hash);
  // No password is no problem: an account may have none.
  if (hash === undefined || hash === null) return { ...asItWas, stored: { ...given, hash: '' } };
  if (typeof hash !== 'string') return { ...asItWas, problem: `"${columns.hash}" holds no text` };
  const stored = withBeside(given, hash, columns, (column) => textOf(memberAt(object, column)));
  const place = placeOf(line, hash, columns.hash);
  if (place === undefined)
    return { ...asItWas, problem: `the text of "${columns.hash}" stands in the line twice` };
  const [from, to] = place;
  const write = (next?: string): string =>
    next === undefined ? line : line.slice(0, from) + JSON.stringify(next) + line.slice(to);
  return { stored, write };
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The member itself first: names may hold dots. */
function memberAt(object: JsonObject, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path];
  let value: unknown = object;
  for (const name of path.split('.'))
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const TEXT = /"(?:[^"\\]|\\.)*"/g;

/** Where the text stands, however it is escaped; where several are equal, the only one behind the member's name. */
function placeOf(line: string, hash: string, path: string): readonly [from: number, to: number] | undefined {
  const name = JSON.stringify(path.split('.').at(-1) ?? path);
  const equal = [...line.matchAll(TEXT)].filter(
    ([text]) => text.length >= hash.length && JSON.parse(text) === hash,
  );
  const named = equal.filter(({ index }) =>
    line
      .slice(0, index)
      .replace(/\s*:\s*$/, '')
      .endsWith(name),
  );
  const [only, ...others] = equal.length === 1 ? equal : named;
  return only === undefined || others.length > 0 ? undefined : [only.index, only.index + only[0].length];
}
