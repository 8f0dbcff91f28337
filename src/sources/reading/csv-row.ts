/**
 * Reads one row of CSV from a text, strictly: RFC 4180 with any delimiter, and a reason instead of a guess.
 *
 * A quote inside an unquoted value, anything behind a closing quote and a quote that is never closed are wrong.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180#section-2
 * @module
 */

export interface CsvDialect {
  readonly delimiter: string;
  /** Absent: the file knows no quotes, as dumps of tables do. */
  readonly quote?: string;
  readonly newline: '\n' | '\r';
  /** Firebase leaves `\"` undoubled inside quotes; both characters then belong to the value. */
  readonly backslashQuotes?: boolean;
}

export interface Row {
  /** Absent where no quote stands in the row: its text can be split at every delimiter. */
  readonly values: readonly string[] | undefined;
  /** Where its text ends, and where the next row begins. */
  readonly end: number;
  readonly stop: number;
  /** Lines it takes up. */
  readonly lines: number;
  /** A line break stands behind it: it is not cut off by the end of the file. */
  readonly terminated: boolean;
  /** Why it cannot be read. It then ends with its first line. */
  readonly wrong?: string;
  /** The text ended inside a quoted value. */
  readonly cutOff?: true;
}

export class CsvRowReader {
  readonly #dialect: CsvDialect;
  #text = '';
  #atEnd = false;
  /** The next quote at or behind the row at hand: rows before it need no second look. */
  #quoteAt = -1;

  constructor(dialect: CsvDialect) {
    this.#dialect = dialect;
  }

  /** Reads from this text now. `atEnd`: nothing follows it. */
  begin(text: string, atEnd: boolean): void {
    this.#text = text;
    this.#atEnd = atEnd;
    this.#quoteAt = -1;
  }

  /** The row that begins here; undefined when more text is needed to know. */
  read(at: number): Row | undefined {
    const text = this.#text;
    const lineEnd = text.indexOf(this.#dialect.newline, at);
    const until = lineEnd < 0 ? text.length : lineEnd;
    if (this.#nextQuote(at) < until) return this.#readQuoted(at, lineEnd);
    if (lineEnd < 0 && !this.#atEnd) return undefined;
    const end = this.#trimReturn(until);
    return { values: undefined, end, stop: nextStart(lineEnd, text), lines: 1, terminated: lineEnd >= 0 };
  }

  /** Takes the first line alone for the row, which cannot be read. */
  reject(at: number, wrong: string): Row | undefined {
    const lineEnd = this.#text.indexOf(this.#dialect.newline, at);
    if (lineEnd < 0 && !this.#atEnd) return undefined;
    const end = this.#trimReturn(lineEnd < 0 ? this.#text.length : lineEnd);
    const stop = nextStart(lineEnd, this.#text);
    return { values: [], end, stop, lines: 1, terminated: lineEnd >= 0, wrong };
  }

  #nextQuote(at: number): number {
    const { quote } = this.#dialect;
    if (quote === undefined) return Number.POSITIVE_INFINITY;
    if (this.#quoteAt < at) {
      const found = this.#text.indexOf(quote, at);
      this.#quoteAt = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#quoteAt;
  }

  #readQuoted(at: number, lineEnd: number): Row | undefined {
    const text = this.#text;
    const { delimiter, quote, newline } = this.#dialect;
    const values: string[] = [];
    let i = at;
    while (true) {
      let value: string;
      if (text[i] === quote) {
        const quoted = this.#readValue(i + 1);
        if (quoted === undefined) {
          const row = this.#atEnd && this.reject(at, `the quote opened in ${column(values)} is never closed`);
          return row ? { ...row, cutOff: true } : undefined;
        }
        ({ value, next: i } = quoted);
      } else {
        const next = this.#endOfPlain(i);
        if (next === text.length && !this.#atEnd) return undefined;
        const end = text[next] === delimiter ? next : this.#trimReturn(next);
        value = text.slice(i, end);
        if (quote !== undefined && value.includes(quote))
          return this.reject(at, `a quote inside the unquoted value of ${column(values)}`);
        i = next;
      }

      if (text[i] === '\r' && newline === '\n' && (text[i + 1] === newline || i + 1 === text.length)) {
        if (i + 1 === text.length && !this.#atEnd) return undefined;
        i++;
      }
      if (i >= text.length && !this.#atEnd) return undefined;
      if (i < text.length && text[i] !== delimiter && text[i] !== newline)
        return this.reject(at, `text behind the closing quote of ${column(values)}`);
      values.push(value);
      if (text[i] !== delimiter) break;
      i++;
    }
    const lines = lineEnd === i || lineEnd < 0 ? 1 : countLines(text, newline, at, i);
    const terminated = i < text.length;
    return {
      values,
      end: this.#trimReturn(i),
      stop: Math.min(i + 1, text.length),
      lines,
      terminated,
    };
  }

  /** A quoted value and what follows its closing quote; undefined when that is not in the text. */
  #readValue(start: number): { value: string; next: number } | undefined {
    const text = this.#text;
    const { quote = '', backslashQuotes } = this.#dialect;
    let value = '';
    let from = start;
    for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, from)) {
      let end = at + 1;
      while (text[end] === quote) end++;
      if (end === text.length && !this.#atEnd) return undefined;
      // Two quotes are one of the value; one that is left over ends it, unless a backslash makes it the value's.
      const pairs = (end - at) >> 1;
      const single = (end - at) % 2 === 1;
      const escaped = single && backslashQuotes === true && text[at - 1] === '\\';
      value += text.slice(from, at) + quote.repeat(escaped ? pairs + 1 : pairs);
      if (single && !escaped) return { value, next: end };
      from = end;
    }
    return undefined;
  }

  #endOfPlain(from: number): number {
    const { delimiter, newline } = this.#dialect;
    for (let i = from; i < this.#text.length; i++) {
      const character = this.#text[i];
      if (character === delimiter || character === newline) return i;
    }
    return this.#text.length;
  }

  /** Without the carriage return of CRLF. */
  #trimReturn(end: number): number {
    return this.#dialect.newline === '\n' && this.#text[end - 1] === '\r' ? end - 1 : end;
  }
}

function nextStart(lineEnd: number, text: string): number {
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

function column(before: readonly string[]): string {
  return `column ${before.length + 1}`;
}

function countLines(text: string, newline: string, from: number, end: number): number {
  let lines = 1;
  for (let at = text.indexOf(newline, from); at >= 0 && at < end; at = text.indexOf(newline, at + 1)) lines++;
  return lines;
}
