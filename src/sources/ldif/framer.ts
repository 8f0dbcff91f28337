/**
 * Cuts LDIF into records at its blank lines.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2849
 * @module
 */
import {
  damagedFrame,
  type Frame,
  type Framer,
  type Mark,
  RECORD_LIMIT,
  soundFrame,
} from '../reading/frames.ts';
import { type LdifRecord, readRecord } from './record.ts';

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** The member of a frame's fields under which its record stands. */
const RECORD = 'record';

export function recordOf({ fields }: Frame): LdifRecord | undefined {
  return fields[RECORD] as LdifRecord | undefined;
}

export class LdifFramer implements Framer {
  readonly #limit: number;
  #offset: number;
  /** Number of the line that comes next, and of the first of the record at hand. */
  #line: number;
  #first: number;
  /** Lines of the record at hand; copies, as the buffer is used again. */
  #held: Buffer[] = [];
  #length = 0;
  /** The beginning of a line whose end has not come yet. */
  #rest: Buffer = Buffer.alloc(0);

  readonly #wanted: (lines: Buffer) => boolean;

  /** @param wanted by the bytes of a record, which is passed over unread otherwise */
  constructor(from: Mark, wanted: (lines: Buffer) => boolean = () => true, limit = RECORD_LIMIT) {
    this.#wanted = wanted;
    this.#offset = from.offset;
    this.#line = from.next;
    this.#first = from.next;
    this.#limit = limit;
  }

  push(bytes: Buffer, frames: Frame[]): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    /** Where the lines that are not held yet begin. */
    let from = 0;
    let start = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, start)) {
      const isBlank = end === start || (end === start + 1 && all[start] === RETURN);
      this.#line++;
      start = end + 1;
      if (!isBlank) continue;
      this.#hold(all.subarray(from, start));
      from = start;
      this.#finish(frames);
    }
    this.#hold(all.subarray(from, start));
    this.#rest = Buffer.from(all.subarray(start));
    // A line without an end is held as it is, once it is longer than any record may be.
    if (this.#rest.length <= this.#limit) return;
    this.#hold(this.#rest);
    this.#rest = Buffer.alloc(0);
  }

  end(frames: Frame[]): void {
    this.#hold(this.#rest);
    this.#rest = Buffer.alloc(0);
    this.#finish(frames);
  }

  #finish(frames: Frame[]): void {
    const at = { end: this.#offset, next: this.#line, part: 0, position: `line ${this.#first}` };
    const lines = this.#held.length === 1 ? (this.#held[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#held);
    const length = this.#length;
    this.#held = [];
    this.#length = 0;
    this.#first = this.#line;
    if (length > this.#limit) {
      frames.push(damagedFrame(at, 'ROW_TOO_LARGE', `${length} bytes`, lines.toString('utf8')));
      return;
    }
    if (!this.#wanted(lines)) return;
    const record = readRecord(lines);
    if (typeof record === 'string')
      frames.push(damagedFrame(at, 'ROW_UNREADABLE', record, lines.toString('utf8')));
    else if (record !== undefined) frames.push(soundFrame(at, { [RECORD]: record }));
  }

  /** Nothing above the limit is kept. */
  #hold(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#length <= this.#limit) this.#held.push(Buffer.from(piece));
    this.#length += piece.length;
    this.#offset += piece.length;
  }
}
