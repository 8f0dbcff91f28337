/**
 * Unpacks gzip piece by piece, and gives all that could be unpacked before it says that a file is damaged.
 *
 * A stream in a pipeline throws away what it had ready when its input breaks off; here that is kept, because the
 * customers in it are whole. Several members in one file (RFC 1952 §2.2) are read as one.
 *
 * @module
 */
import { createGunzip } from 'node:zlib';
import { FootbridgeError } from '../../problems/problem.ts';

/** Unpacked output may be a thousand times its input, so the input is taken in small bites: 16 MiB at worst. */
export const PACKED_BITE = 16 * 1024;

export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** @throws FootbridgeError SOURCE_BROKEN, after everything that was whole has been given. */
export async function* unpack(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  const ready: Buffer[] = [];
  const failures: Error[] = [];
  gunzip.on('data', (bytes: Buffer) => ready.push(bytes));
  gunzip.on('error', (error) => failures.push(error));

  try {
    for await (const bytes of packed) {
      await new Promise<void>((resolve) => gunzip.write(bytes, () => resolve()));
      yield* ready.splice(0);
      if (failures.length > 0) break;
    }
    if (failures.length === 0) {
      await new Promise<void>((resolve) => gunzip.once('end', resolve).once('error', resolve).end());
      yield* ready.splice(0);
    }
  } finally {
    gunzip.destroy();
  }
  const [failure] = failures;
  if (failure !== undefined)
    throw new FootbridgeError('SOURCE_BROKEN', `The gzip file is damaged or cut off (${failure.message})`, {
      cause: failure,
    });
}
