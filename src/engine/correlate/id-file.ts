/**
 * Ids by number, in a file: who entry 8,123,456 is, without keeping ten million ids in memory.
 *
 * @module
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A uuid without its dashes, as bytes. */
const ID_BYTES = 16;

/** 64 KiB: one write for 4,096 ids. */
const BUFFER_BYTES = 4_096 * ID_BYTES;

export interface IdFile {
  /** Gives it the next number, from 0. */
  append(id: string): number;
  /** @throws RangeError where nobody has this number */
  read(entry: number): string;
  close(): void;
}

export function openIdFile(folder = tmpdir()): IdFile {
  const own = mkdtempSync(join(folder, 'footbridge-ids-'));
  const descriptor = openSync(join(own, 'ids'), 'wx+', 0o600);
  const buffer = Buffer.alloc(BUFFER_BYTES);
  const one = Buffer.alloc(ID_BYTES);
  let stored = 0;
  let filled = 0;
  const flush = () => {
    let written = 0;
    while (written < filled)
      written += writeSync(descriptor, buffer, written, filled - written, stored + written);
    stored += filled;
    filled = 0;
  };
  return {
    append(id) {
      buffer.write(id.replaceAll('-', ''), filled, 'hex');
      filled += ID_BYTES;
      const entry = (stored + filled) / ID_BYTES - 1;
      if (filled === BUFFER_BYTES) flush();
      return entry;
    },
    read(entry) {
      flush();
      const count = readSync(descriptor, one, 0, ID_BYTES, entry * ID_BYTES);
      if (count < ID_BYTES) throw new RangeError(`nobody has the number ${entry}`);
      const hex = one.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    close() {
      closeSync(descriptor);
      rmSync(own, { recursive: true, force: true });
    },
  };
}
