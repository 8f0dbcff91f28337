/**
 * How a CSV file is written, told from its beginning: delimiter, line breaks, and whether it has a header.
 *
 * Nothing is guessed twice: what the configuration names is not looked for, and where the beginning does not tell,
 * the operator is asked to name it.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import { type CsvDialect, CsvRowReader } from './csv-row.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/** Rows that are looked at for each delimiter. */
const ROWS_LOOKED_AT = 50;

/** A name nobody can hold a value under: it is the prototype of every object. */
const UNUSABLE_NAME = '__proto__';

export interface CsvHints {
  readonly delimiter?: string | undefined;
  readonly quote?: string | undefined;
}

/** The rows at the beginning of a text, as far as they are whole, with the place where each one ends. */
export function readFirstRows(
  text: string,
  dialect: CsvDialect,
  atEnd: boolean,
): { values: readonly string[]; stop: number; lines: number; wrong: boolean }[] {
  const reader = new CsvRowReader(dialect);
  reader.begin(text, atEnd);
  const rows: { values: readonly string[]; stop: number; lines: number; wrong: boolean }[] = [];
  for (let at = 0; at < text.length && rows.length < ROWS_LOOKED_AT; ) {
    const row = reader.read(at);
    if (row === undefined) break;
    const values = row.values ?? text.slice(at, row.end).split(dialect.delimiter);
    rows.push({ values, stop: row.stop, lines: row.lines, wrong: row.wrong !== undefined });
    at = row.stop;
  }
  return rows;
}

/** The dialect in which most rows have the columns of the first one, and more than one of them. */
export function sniffDialect(text: string, hints: CsvHints, atEnd: boolean): CsvDialect {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  const quote = hints.quote ?? '"';
  const base: Omit<CsvDialect, 'delimiter'> = quote === '' ? { newline } : { newline, quote };
  if (hints.delimiter !== undefined) return { ...base, delimiter: hints.delimiter };

  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const score = scoreDialect(text, { ...base, delimiter }, atEnd);
    if (score > best.score) best = { delimiter, score };
  }
  return { ...base, delimiter: best.delimiter };
}

/** How well the text fits: 0 when it is one column or ragged throughout, 1 when every row is alike. */
export function scoreDialect(text: string, dialect: CsvDialect, atEnd: boolean): number {
  const rows = readFirstRows(text, dialect, atEnd).filter((row) => row.wrong || row.values.join('') !== '');
  const columns = rows[0]?.values.length ?? 0;
  if (columns < 2) return 0;
  const alike = rows.filter((row) => !row.wrong && row.values.length === columns).length;
  // Among equals, more columns win: a comma may stand in every "Last, First".
  return alike / rows.length + columns / 10_000;
}

/** Excel's own first line, which names the delimiter and is no row. */
export function readSepLine(text: string): { delimiter: string; length: number } | undefined {
  const match = /^sep=(.)(?:\r\n|\n|\r)/i.exec(text);
  return match?.[1] === undefined ? undefined : { delimiter: match[1], length: match[0].length };
}

/** A header names its columns: no addresses, numbers, dates or hashes, and no name twice. */
export function looksLikeHeader(values: readonly string[]): boolean {
  const names = values.map((value) => value.trim());
  const named = names.filter((name) => name !== '');
  if (named.length === 0 || named.length < names.length / 2) return false;
  return named.every((name) => name.length <= 128 && !looksLikeValue(name));
}

/** @throws FootbridgeError CONFIG_INVALID where a name stands twice or cannot be used. */
export function checkNames(names: readonly string[], path: string): readonly string[] {
  const named = names.filter((name) => name !== '');
  const seen = new Set<string>();
  const twice = new Set(named.filter((name) => seen.size === seen.add(name).size));
  if (twice.size > 0) {
    const list = [...twice].map((name) => `"${name}"`).join(', ');
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `The header of ${path} names ${list} more than once: give the names of all columns with \`columns\``,
    );
  }
  if (named.includes(UNUSABLE_NAME))
    throw new FootbridgeError('CONFIG_INVALID', `No column can be called "${UNUSABLE_NAME}" (${path})`);
  return names;
}

function looksLikeValue(text: string): boolean {
  return (
    /^[-+]?\d[\d.,:/ TZ+-]*$/.test(text) ||
    /^(true|false|null|yes|no)$/i.test(text) ||
    /\S@\S/.test(text) ||
    /^\$[0-9a-z]+\$/i.test(text) ||
    /^[0-9a-f]{32,}$/i.test(text) ||
    /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)
  );
}
