/**
 * Cuts a CSV file into records by the names of its columns.
 *
 * A row that cannot be read is reported with its line, and reading goes on at the line after the one where that
 * row began, so that one lost quote does not swallow the customers below it. Blank lines are no rows. Values point
 * into the text they were cut from (V8 slices without copying): whoever keeps a few for long should copy them.
 *
 * Bytes are taken as Latin-1 first, where a character is a byte and offsets are exact; only rows outside ASCII are
 * decoded. Of the libraries, papaparse came nearest (0.8 of a bare parser like this one), but it resumes at
 * characters instead of bytes and repairs stray quotes in silence.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import { AsciiBlocks } from './ascii-blocks.ts';
import type { ByteFile } from './bytes.ts';
import { type CsvDialect, CsvRowReader, type Row } from './csv-row.ts';
import { damagedFrame, type Frame, type Framer, type Mark, RECORD_LIMIT, soundFrame } from './frames.ts';

export interface CsvColumns {
  /** In the order of the file. A column without a name is left out where it is empty. */
  readonly names: readonly string[];
  /** Spreadsheet guard: this character at the beginning of a value is taken away, once. */
  readonly unguard?: string;
}

/** A byte outside ASCII, in a text where every character is a byte. */
const HIGH = /[\x80-\xff]/;

/** MS-DOS ended text files with this character (Ctrl-Z); it is no row. */
const END_MARK = '\x1a';

export class CsvFramer implements Framer {
  readonly #misread: ByteFile['misread'];
  readonly #reader: CsvRowReader;
  readonly #newline: string;
  readonly #delimiter: string;
  readonly #names: readonly string[];
  readonly #unnamed: readonly string[];
  readonly #unguard: string | undefined;
  readonly #limit: number;
  /** What has not been read yet, and the offset of its first byte. */
  #text = '';
  readonly #blocks = new AsciiBlocks();
  #base: number;
  #line: number;
  /** Bytes of an endless line that have been thrown away, and its beginning. */
  #skipped = 0;
  #beginning = '';

  constructor(
    misread: ByteFile['misread'],
    dialect: CsvDialect,
    columns: CsvColumns,
    from: Mark,
    limit = RECORD_LIMIT,
  ) {
    this.#misread = misread;
    this.#reader = new CsvRowReader(dialect);
    this.#newline = dialect.newline;
    this.#delimiter = dialect.delimiter;
    this.#names = columns.names.map((name, i) => (name === '' ? `column ${i + 1}` : name));
    this.#unnamed = this.#names.filter((_, i) => columns.names[i] === '');
    this.#unguard = columns.unguard;
    this.#base = from.offset;
    this.#line = from.next;
    this.#limit = limit;
  }

  push(bytes: Buffer, frames: Frame[]): void {
    this.#blocks.begin(this.#text.length, bytes);
    this.#text += bytes.toString('latin1');
    if (this.#skipped > 0) this.#skipLine(false, frames);
    this.#readRows(false, frames);
  }

  end(frames: Frame[]): void {
    if (this.#skipped > 0) this.#skipLine(true, frames);
    this.#readRows(true, frames);
  }

  #readRows(atEnd: boolean, frames: Frame[]): void {
    const text = this.#text;
    this.#reader.begin(text, atEnd);
    let at = 0;
    while (at < text.length) {
      const row = this.#reader.read(at) ?? this.#giveUp(at);
      if (row === undefined) break;
      this.#frame(row, at, frames);
      at = row.stop;
    }
    this.#base += at;
    this.#text = text.slice(at);
    if (this.#text.length > this.#limit) this.#skipLine(atEnd, frames);
  }

  /** A row that grows above the limit has lost a quote, unless it is one endless line. */
  #giveUp(at: number): Row | undefined {
    if (this.#text.length - at <= this.#limit) return undefined;
    return this.#reader.reject(at, `a quote that is not closed within ${this.#limit} bytes`);
  }

  /** Throws an endless line away, down to its end. */
  #skipLine(atEnd: boolean, frames: Frame[]): void {
    if (this.#skipped === 0) this.#beginning = this.#text.slice(0, 1_024);
    const lineEnd = this.#text.indexOf(this.#newline);
    const stop = lineEnd < 0 ? this.#text.length : lineEnd + 1;
    this.#skipped += stop;
    this.#base += stop;
    this.#text = this.#text.slice(stop);
    if (lineEnd < 0 && !atEnd) return;

    const at = this.#advance(1, this.#base);
    frames.push(damagedFrame(at, 'ROW_TOO_LARGE', `${this.#skipped} bytes`, this.#beginning));
    this.#skipped = 0;
  }

  #frame(row: Row, start: number, frames: Frame[]): void {
    const line = this.#line;
    const high = this.#blocks.mayBeHigh(start, row.end) && HIGH.test(this.#text.slice(start, row.end));
    const sound = row.wrong === undefined && !high && row.end > start && row.end - start <= this.#limit;
    const fields = sound ? this.#readFields(row, start) : undefined;
    if (fields === undefined) {
      this.#frameWithCare(row, start, high, frames);
      return;
    }
    this.#line += row.lines;
    frames.push({
      end: this.#base + row.stop,
      next: this.#line,
      part: 0,
      position: `line ${line}`,
      fields,
    });
  }

  /** The fields of a sound row; undefined when it is ragged. */
  #readFields(row: Row, start: number): Record<string, string> | undefined {
    if (row.values === undefined) return this.#cutFields(start, row.end);
    return row.values.length === this.#names.length ? this.#toFields(row.values) : undefined;
  }

  /** Cuts a row without quotes straight into its fields: a list of values in between took a third longer. */
  #cutFields(start: number, end: number): Record<string, string> | undefined {
    // The row alone, as a search in the whole text would run far beyond it.
    const row = this.#text.slice(start, end);
    const fields: Record<string, string> = {};
    let from = 0;
    for (const name of this.#names) {
      if (from > row.length) return undefined;
      const found = row.indexOf(this.#delimiter, from);
      const to = found < 0 ? row.length : found;
      fields[name] = row.slice(from, to);
      from = to + 1;
    }
    return from === row.length + 1 ? this.#finish(fields) : undefined;
  }

  /** Rows that are damaged, ragged, blank or outside ASCII. */
  #frameWithCare(row: Row, start: number, high: boolean, frames: Frame[]): void {
    const raw = this.#text.slice(start, row.end);
    const line = this.#line;
    const at = this.#advance(row.lines, this.#base + row.stop);
    if (raw === '' || (raw === END_MARK && !row.terminated)) return;

    const bytes = high ? Buffer.from(raw, 'latin1') : undefined;
    const text = bytes === undefined ? raw : bytes.toString('utf8');
    const values = row.values?.map(decode) ?? text.split(this.#delimiter);
    const wrong = row.wrong ?? (bytes && this.#misread(bytes));
    if (wrong !== undefined) {
      if (row.cutOff === true && !row.terminated) this.#stop(line);
      frames.push(damagedFrame(at, 'ROW_UNREADABLE', `line ${line}: ${wrong}`, text));
    } else if (row.end - start > this.#limit) {
      frames.push(damagedFrame(at, 'ROW_TOO_LARGE', `${row.end - start} bytes`, text));
    } else if (values.length !== this.#names.length) {
      if (!row.terminated && values.length < this.#names.length) this.#stop(line);
      const found = `line ${line} has ${values.length} of ${this.#names.length} columns`;
      frames.push(damagedFrame(at, 'ROW_RAGGED', found, text));
    } else frames.push(soundFrame(at, this.#toFields(values)));
  }

  #toFields(values: readonly string[]): Record<string, string> {
    const fields: Record<string, string> = {};
    let i = 0;
    for (const name of this.#names) fields[name] = values[i++] ?? '';
    return this.#finish(fields);
  }

  #finish(fields: Record<string, string>): Record<string, string> {
    if (this.#unguard !== undefined) this.#takeGuardsAway(fields);
    for (const name of this.#unnamed) if (fields[name] === '') delete fields[name];
    return fields;
  }

  #takeGuardsAway(fields: Record<string, string>): void {
    const guard = this.#unguard ?? '';
    for (const name of this.#names) {
      const value = fields[name] ?? '';
      if (value.startsWith(guard)) fields[name] = value.slice(guard.length);
    }
  }

  #advance(lines: number, end: number): { end: number; next: number; part: number; position: string } {
    const position = `line ${this.#line}`;
    this.#line += lines;
    return { end, next: this.#line, part: 0, position };
  }

  #stop(line: number): never {
    throw new FootbridgeError('SOURCE_BROKEN', `The file ends inside the row of line ${line}`, {
      facts: { line, offset: this.#base },
    });
  }
}

function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
