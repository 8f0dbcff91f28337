/**
 * The bare parsers that reading is measured against: a file cut and parsed, and nothing kept. Measures nothing itself.
 *
 * @module
 */
import { createReadStream } from 'node:fs';

/** `Buffer.indexOf` and `JSON.parse`: the fastest that shared/reference/performance.md knows. */
export async function bareLines(path: string): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  let rows = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      JSON.parse(bytes.toString('utf8', start, end));
      rows++;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  return rows;
}

/** A byte scanner for depth and strings, and `JSON.parse` for each element: the elements stand two levels deep. */
export async function bareArray(path: string): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  let rows = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const scanned = rest.length;
    const bytes = scanned === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let i = scanned; i < bytes.length; i++) {
      const byte = bytes[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === 0x5c) escaped = true;
        else if (byte === 0x22) inString = false;
      } else if (byte === 0x22) inString = true;
      else if (byte === 0x7b || byte === 0x5b) {
        if (depth++ === 2) from = i;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (--depth !== 2) continue;
        JSON.parse(bytes.toString('utf8', from, i + 1));
        rows++;
        from = i + 1;
      }
    }
    // Between two elements there is nothing to keep.
    rest = depth > 2 ? bytes.subarray(from) : Buffer.alloc(0);
  }
  return rows;
}
