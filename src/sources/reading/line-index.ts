/**
 * An index over a file of JSON lines: where the rows of a key stand, without holding the rows.
 *
 * It costs 9 bytes and a bit a slot, at three quarters full: 12.2 bytes a row, 1.2 GB for a hundred million. A slot
 * keeps 32 bits of the key's digest and 40 bits of the row's offset; whether it is really the key is seen when the
 * row is read, which has to be read anyway. Rows are read where they stand, in the order of the file, so two
 * exports in about the same order cost one pass.
 *
 * Each row remembers whether somebody asked for it. What nobody asked for is a finding: see `isAsked`.
 *
 * @module
 */
import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { FootbridgeError } from '../../problems/problem.ts';
import { type ByteFile, openBytes } from './bytes.ts';
import { type Frame, RECORD_LIMIT } from './frames.ts';
import { type JsonObject, type Parsed, parseRecord } from './json-value.ts';
import { type Digest, digestText, PlainKeys, type PlainRows } from './line-keys.ts';
import { type Glimpse, LineFramer } from './lines.ts';

/** Fuller tables probe longer, emptier ones cost memory: 0.75 probes 2.5 slots on average. */
const FULLNESS = 0.75;

/** One read, in bytes: little for a row that stands alone, more and more while rows are wanted side by side. */
const NARROW = 8 * 1024;
const WIDE = 256 * 1024;

const NEWLINE = 0x0a;
const NOTHING: readonly JsonObject[] = [];
const START = { offset: 0, next: 1, part: 0, row: 0 };

export interface Keys {
  of(row: JsonObject): string | undefined;
  /** How most rows begin. Reading their keys from the bytes makes no texts and no objects of them. */
  readonly plain?: PlainRows;
}

export class LineIndex {
  readonly file: ByteFile;
  readonly #keys: Keys;
  readonly #prints: Uint32Array;
  readonly #low: Uint32Array;
  readonly #high: Uint8Array;
  readonly #asked: Uint8Array;
  readonly #descriptor: number;
  #buffer: Buffer = Buffer.alloc(0);
  /** The part of it that was read last, and where in the file it stands. */
  #window: Buffer = this.#buffer;
  #windowAt = 0;
  #windowAscii = true;
  #width = NARROW;
  /** Rows that nobody has asked for, those without a key or damaged included. */
  unasked = 0;

  private constructor(file: ByteFile, keys: Keys, rows: number) {
    const slots = Math.ceil((rows + 1) / FULLNESS);
    this.file = file;
    this.#keys = keys;
    this.#prints = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#high = new Uint8Array(slots);
    this.#asked = new Uint8Array(Math.ceil(slots / 8));
    this.#descriptor = openSync(file.path, 'r');
  }

  /** Reads the whole file once for the number of its rows and once for their keys. */
  static async build(path: string, keys: Keys): Promise<LineIndex> {
    const file = await openBytes(path);
    if (file.packed || file.encoding.name !== 'utf-8') {
      const found = file.packed ? 'packed' : `written in ${file.encoding.name}`;
      throw new FootbridgeError(
        'CONFIG_INVALID',
        `${path} is ${found}, but rows are looked up where they stand: unpack it, or convert it to UTF-8`,
      );
    }
    const index = new LineIndex(file, keys, await countLines(file));
    try {
      await index.#fill();
    } catch (error) {
      index.close();
      throw error;
    }
    return index;
  }

  /** For each of these keys its rows, in the order of the file; they count as asked for. */
  find(keys: readonly (string | undefined)[]): readonly (readonly JsonObject[])[] {
    const found: (readonly JsonObject[])[] = [];
    const places: { readonly at: number; readonly slot: number; readonly offset: number }[] = [];
    let sorted = true;
    let last = 0;
    for (const [at, key] of keys.entries()) {
      found.push(NOTHING);
      if (key === undefined) continue;
      const { print, place } = digestText(key);
      for (let slot = this.#slotOf(print, place); slot >= 0; slot = this.#slotOf(print, slot + 1)) {
        const offset = this.#offsetOf(slot);
        places.push({ at, slot, offset });
        sorted &&= offset >= last;
        last = offset;
      }
    }
    // Two exports are mostly in the same order, and then there is nothing to sort.
    if (!sorted) places.sort((one, other) => one.offset - other.offset);

    for (const { at, slot, offset } of places) {
      const row = this.#readRow(offset);
      if (row === undefined || this.#keys.of(row) !== keys[at]) continue;
      this.#ask(slot);
      const before = found[at] ?? NOTHING;
      found[at] = before === NOTHING ? [row] : [...before, row];
    }
    return found;
  }

  /** Has somebody asked for the row that stands there? */
  isAsked(key: string, offset: number): boolean {
    const { print, place } = digestText(key);
    for (let slot = this.#slotOf(print, place); slot >= 0; slot = this.#slotOf(print, slot + 1)) {
      if (this.#offsetOf(slot) === offset) return ((this.#asked[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0;
    }
    return false;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  async #fill(): Promise<void> {
    const frames: Frame[] = [];
    let offset = 0;
    let plain: PlainKeys | undefined;
    const take = () => {
      for (const frame of frames) {
        if (typeof frame.fields.key === 'string') this.#insert(digestText(frame.fields.key), offset);
        this.unasked++;
        offset = frame.end;
      }
      frames.length = 0;
    };
    const glimpse: Glimpse = (bytes, start, end, at) => {
      const key = plain?.digest(bytes, start, end);
      if (key === undefined) return false;
      if (frames.length > 0) take();
      this.#insert(key, at);
      this.unasked++;
      offset = at + end - start + 1;
      return true;
    };
    const parse = (text: string) => this.#parseKey(text);
    const framer = new LineFramer(this.file.misread, START, RECORD_LIMIT, parse, glimpse);
    const keys = this.#keys.plain === undefined ? undefined : new PlainKeys(this.#keys.plain);
    for await (const chunk of this.file.chunks(0)) {
      plain = keys?.in(chunk);
      framer.push(chunk, frames);
      take();
    }
    framer.end(frames);
    take();
  }

  #parseKey(text: string): Parsed {
    const parsed = parseRecord(text);
    return parsed.code === undefined ? { fields: { key: this.#keys.of(parsed.fields) } } : parsed;
  }

  #insert({ print, place }: Digest, offset: number): void {
    let slot = place % this.#prints.length;
    while (this.#prints[slot] !== 0) slot = slot + 1 === this.#prints.length ? 0 : slot + 1;
    this.#prints[slot] = print;
    this.#low[slot] = offset;
    this.#high[slot] = Math.floor(offset / 2 ** 32);
  }

  /** The first slot with this print from here on, before any empty one; -1 when there is none. */
  #slotOf(print: number, from: number): number {
    const { length } = this.#prints;
    for (let slot = from % length; this.#prints[slot] !== 0; slot = slot + 1 === length ? 0 : slot + 1) {
      if (this.#prints[slot] === print) return slot;
    }
    return -1;
  }

  #offsetOf(slot: number): number {
    return (this.#high[slot] ?? 0) * 2 ** 32 + (this.#low[slot] ?? 0);
  }

  #ask(slot: number): void {
    const before = this.#asked[slot >> 3] ?? 0;
    const bit = 1 << (slot & 7);
    if ((before & bit) === 0) this.unasked--;
    this.#asked[slot >> 3] = before | bit;
  }

  #readRow(offset: number): JsonObject | undefined {
    const behind = offset - this.#windowAt;
    if (behind < 0 || behind >= this.#window.length) {
      const near = behind >= 0 && behind < this.#window.length + NARROW;
      this.#width = near ? Math.min(this.#width * 2, WIDE) : NARROW;
      this.#moveWindow(offset, this.#width);
    }
    for (let length = this.#width; length <= RECORD_LIMIT * 4; length *= 2) {
      const text = cutLine(this.#window, offset - this.#windowAt, this.#windowAscii);
      if (text !== undefined) {
        const parsed = parseRecord(text);
        return parsed.code === undefined ? parsed.fields : undefined;
      }
      this.#moveWindow(offset, length);
    }
    return undefined;
  }

  #moveWindow(offset: number, length: number): void {
    // One more byte, for the break that the last line of a file may lack.
    if (this.#buffer.length <= length) this.#buffer = Buffer.allocUnsafe(length + 1);
    // The framer's offsets begin behind a byte-order mark, which the disk counts.
    const read = readSync(this.#descriptor, this.#buffer, 0, length, offset + this.file.encoding.skip);
    if (read < length) this.#buffer[read] = NEWLINE;
    this.#window = this.#buffer.subarray(0, read < length ? read + 1 : read);
    this.#windowAt = offset;
    this.#windowAscii = isAscii(this.#window);
  }
}

/** The line at or behind this place, without blank ones; undefined when its end is not there. */
function cutLine(bytes: Buffer, from: number, ascii: boolean): string | undefined {
  let start = from;
  while (start < bytes.length && (bytes[start] ?? 0) <= 0x20) start++;
  const end = bytes.indexOf(NEWLINE, start);
  return end < 0 ? undefined : bytes.toString(ascii ? 'latin1' : 'utf8', start, end);
}

async function countLines(file: ByteFile): Promise<number> {
  let lines = 0;
  for await (const chunk of file.chunks(0)) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++;
  }
  return lines + 1;
}
