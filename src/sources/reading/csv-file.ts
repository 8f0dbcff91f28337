/**
 * Opens a CSV file: finds out how it is written and what its columns are called.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import { type ByteFile, openBytes, readStart } from './bytes.ts';
import { checkNames, looksLikeHeader, readFirstRows, readSepLine, sniffDialect } from './csv-dialect.ts';
import { CsvFramer } from './csv-framer.ts';
import type { CsvDialect } from './csv-row.ts';
import type { Framer, Mark } from './frames.ts';

/** What the dialect and the header are told from, in bytes; four times as much until the header is whole. */
const BEGINNING = 64 * 1024;
const LONGEST_BEGINNING = 16 * 1024 * 1024;

export interface CsvOptions {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /** Empty: no quotes. */
  readonly quote?: string | undefined;
  readonly backslashQuotes?: boolean;
  /** Whether the first row names the columns; absent: it is looked at. */
  readonly header?: boolean | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly unguard?: string | undefined;
}

export interface CsvFile {
  readonly file: ByteFile;
  readonly names: readonly string[];
  /** The first row behind the header. */
  readonly start: Mark;
  framer(from: Mark): Framer;
}

/** @throws FootbridgeError CONFIG_INVALID when the columns cannot be told. */
export async function openCsv(path: string, options: CsvOptions): Promise<CsvFile> {
  const file = await openBytes(path, options);
  const { sep, text, written, first } = await readBeginning(file, options);
  const { names, headed } = nameColumns(path, first?.values.map(decode) ?? [], options);
  const lines = sep === undefined ? 1 : 2;
  const start: Mark =
    headed && first !== undefined
      ? {
          offset: (sep?.length ?? 0) + first.stop,
          next: lines + countLines(text, first.stop, written),
          part: 0,
          row: 0,
        }
      : { offset: sep?.length ?? 0, next: lines, part: 0, row: 0 };
  const columns = { names, ...(options.unguard !== undefined && { unguard: options.unguard }) };
  return {
    file,
    names,
    start,
    framer: (from) => new CsvFramer(file.misread, written, columns, from),
  };
}

/** @throws FootbridgeError SOURCE_BROKEN where the first row has no end. */
async function readBeginning(file: ByteFile, options: CsvOptions) {
  for (let length = BEGINNING; ; length *= 4) {
    const head = await readStart(file, length);
    // As Latin-1, so that places in the text are offsets in the file.
    const whole = head.toString('latin1');
    const atEnd = head.length < length;
    const sep = readSepLine(whole);
    const text = whole.slice(sep?.length ?? 0);
    const dialect = sniffDialect(text, { delimiter: sep?.delimiter, ...given(options) }, atEnd);
    const written: CsvDialect = { ...dialect, ...(options.backslashQuotes && { backslashQuotes: true }) };
    const [first] = readFirstRows(text, written, atEnd).filter(
      (row) => row.values.join('') !== '' || row.wrong,
    );
    if (first !== undefined || atEnd) return { sep, text, written, first };
    if (length >= LONGEST_BEGINNING)
      throw new FootbridgeError('SOURCE_BROKEN', `The first row of ${file.path} does not end within 16 MiB`);
  }
}

function given({ delimiter, quote }: CsvOptions): { delimiter?: string; quote?: string } {
  return { ...(delimiter !== undefined && { delimiter }), ...(quote !== undefined && { quote }) };
}

function nameColumns(
  path: string,
  first: readonly string[],
  { columns, header, unguard }: CsvOptions,
): { names: readonly string[]; headed: boolean } {
  if (columns !== undefined) {
    const repeated = first.length === columns.length && first.every((name, i) => name.trim() === columns[i]);
    return { names: checkNames(columns, path), headed: header ?? repeated };
  }
  if (header === false)
    throw new FootbridgeError('CONFIG_INVALID', `${path} has no header: name its columns with \`columns\``);
  if (first.length === 0) throw new FootbridgeError('SOURCE_BROKEN', `${path} is empty`);
  if (header !== true && !looksLikeHeader(first)) {
    throw new FootbridgeError(
      'CONFIG_INVALID',
      `The first row of ${path} looks like a customer, not like names of columns: name them with \`columns\`, or say \`header: true\``,
    );
  }
  const names = first.map((name) => {
    const plain = name.trim();
    return unguard !== undefined && plain.startsWith(unguard) ? plain.slice(unguard.length) : plain;
  });
  return { names: checkNames(names, path), headed: true };
}

function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

function countLines(text: string, until: number, { newline }: CsvDialect): number {
  return text.slice(0, until).split(newline).length - 1;
}
