/**
 * The hashes of a CSV with a header, in the dialect that its beginning shows.
 *
 * @module
 */
import { FootbridgeError } from '../../../problems/problem.ts';
import { sniffDialect } from '../../../sources/reading/csv-dialect.ts';
import { type CsvDialect, CsvRowReader } from '../../../sources/reading/csv-row.ts';
import { countOf } from '../../words.ts';
import type { Beside } from './options.ts';
import { type Columns, type HashRow, withBeside } from './row.ts';

/** Characters from which the dialect is told. */
const BEGINNING = 64 * 1024;

interface RawRow {
  readonly values: readonly string[];
  readonly text: string;
  readonly wrong?: string;
}

/** @throws {FootbridgeError} USAGE_WRONG where there is no such column */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  columns: Columns,
  given: Beside,
  onHeader: (line: string) => void,
): AsyncIterable<HashRow> {
  let places: Places | undefined;
  let row = 0;
  for await (const { raw, dialect } of rawRows(pieces)) {
    if (places === undefined) {
      places = findPlaces(raw.values, columns);
      onHeader(raw.text);
      continue;
    }
    row++;
    yield { row, ...readRow(raw, places, columns, given, dialect) };
  }
}

interface Places {
  readonly hash: number;
  readonly width: number;
  readonly of: ReadonlyMap<string, number>;
}

function findPlaces(header: readonly string[], columns: Columns): Places {
  const names = header.map((name) => name.replace(/^\uFEFF/, '').trim());
  const of = new Map(names.map((name, place) => [name, place]));
  for (const name of [columns.hash, ...columns.beside.map(([, column]) => column)]) {
    if (!of.has(name))
      throw new FootbridgeError('USAGE_WRONG', `There is no column "${name}"; there are ${names.join(', ')}`);
  }
  return { hash: of.get(columns.hash) ?? 0, width: names.length, of };
}

function readRow(
  { values, text, wrong }: RawRow,
  places: Places,
  columns: Columns,
  given: Beside,
  dialect: CsvDialect,
): Omit<HashRow, 'row'> {
  const hash = values[places.hash];
  if (wrong !== undefined || hash === undefined || values.length !== places.width) {
    return {
      problem: wrong ?? `has ${countOf(values.length, 'column')} instead of ${places.width}`,
      write: () => text,
    };
  }
  const stored = withBeside(given, hash, columns, (column) => values[places.of.get(column) ?? -1]);
  const write = (next?: string): string => {
    if (next === undefined) return text;
    return values
      .map((value, place) => cell(place === places.hash ? next : value, dialect))
      .join(dialect.delimiter);
  };
  return { stored, write };
}

/** RFC 4180 §2. */
function cell(text: string, { delimiter, quote = '"' }: CsvDialect): string {
  const isPlain = !text.includes(delimiter) && !text.includes(quote) && !/[\r\n]/.test(text);
  return isPlain ? text : quote + text.replaceAll(quote, quote + quote) + quote;
}

async function* rawRows(
  pieces: AsyncIterable<string>,
): AsyncIterable<{ readonly raw: RawRow; readonly dialect: CsvDialect }> {
  let text = '';
  let dialect: CsvDialect | undefined;
  for await (const piece of pieces) {
    text += piece;
    if (dialect === undefined && text.length < BEGINNING) continue;
    dialect ??= sniffDialect(text, {}, false);
    const { rows, rest } = readWhole(text, dialect, false);
    for (const raw of rows) yield { raw, dialect };
    text = rest;
  }
  dialect ??= sniffDialect(text, {}, true);
  for (const raw of readWhole(text, dialect, true).rows) yield { raw, dialect };
}

function readWhole(
  text: string,
  dialect: CsvDialect,
  atEnd: boolean,
): { readonly rows: readonly RawRow[]; readonly rest: string } {
  const reader = new CsvRowReader(dialect);
  reader.begin(text, atEnd);
  const rows: RawRow[] = [];
  let at = 0;
  while (at < text.length) {
    const row = reader.read(at);
    if (row === undefined) break;
    const line = text.slice(at, row.end);
    const values = row.values ?? line.split(dialect.delimiter);
    if (line !== '')
      rows.push({ values, text: line, ...(row.wrong === undefined ? {} : { wrong: row.wrong }) });
    at = row.stop;
  }
  return { rows, rest: text.slice(at) };
}
