/**
 * Files of fixed-size records, a key and an entry each: what {@link openKeyGroups} spills to.
 *
 * Writing is synchronous: a buffer of 24 KiB goes to the page cache in microseconds, and nobody has to wait for
 * anybody's promise to keep the order.
 *
 * @module
 */
import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs';

export const KEY_BYTES = 16;

/** The key, and the entry as a double: whole numbers up to 2^53. */
export const RECORD_BYTES = 24;

/** Six bits of the key tell 64 files apart. */
const BITS = 6;
export const FAN_OUT = 2 ** BITS;

/** How often 128 bits can be told apart by six. */
export const DEEPEST = Math.floor((KEY_BYTES * 8) / BITS);

/** 64 files with 24 KiB each: 1.5 MiB of buffers. */
const BUFFER_BYTES = 1024 * RECORD_BYTES;

/** A file that records are appended to. It is its owner's alone, and made with the first record. */
export class RecordFile {
  readonly path: string;
  #descriptor: number | undefined;
  #buffer: Buffer | undefined;
  #filled = 0;

  constructor(path: string) {
    this.path = path;
  }

  append(key: Uint8Array, entry: number): void {
    this.#buffer ??= Buffer.allocUnsafe(BUFFER_BYTES);
    this.#buffer.set(key, this.#filled);
    this.#buffer.writeDoubleLE(entry, this.#filled + KEY_BYTES);
    this.#filled += RECORD_BYTES;
    if (this.#filled === BUFFER_BYTES) this.flush();
  }

  flush(): void {
    if (this.#buffer === undefined) return;
    this.#descriptor ??= openSync(this.path, 'wx', 0o600);
    let written = 0;
    while (written < this.#filled) {
      written += writeSync(this.#descriptor, this.#buffer, written, this.#filled - written);
    }
    this.#filled = 0;
  }

  /** What was not flushed is lost. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

/** Which of the files a key belongs to, when its first `depth` groups of bits are the same already. */
export function partOf(key: Uint8Array, depth: number): number {
  const bit = depth * BITS;
  const byte = bit >> 3;
  const two = ((key[byte] ?? 0) << 8) | (key[byte + 1] ?? 0);
  return (two >> (16 - BITS - (bit & 7))) & (FAN_OUT - 1);
}

/** The records of a file in blocks: a generator that gave them one by one would take longer than all the rest. */
export async function* readBlocks(path: string): AsyncGenerator<Buffer> {
  if (!existsSync(path)) return;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % RECORD_BYTES);
    yield bytes.subarray(0, whole);
    rest = bytes.subarray(whole);
  }
}
