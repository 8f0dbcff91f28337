/**
 * A file as a stream of UTF-8 bytes, from any offset.
 *
 * Offsets count the bytes after unpacking and decoding. In a plain UTF-8 file they are file offsets, and going on
 * is a seek; in a gzip file or another encoding the bytes before are read again and passed over, which costs a
 * second for about 300 MB. Nothing is opened before somebody reads, and everything is closed when they stop.
 *
 * @module
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { FootbridgeError } from '../../problems/problem.ts';
import { createDecoder, type Encoding, sniffEncoding } from './encoding.ts';
import { describeForeign } from './foreign.ts';
import { isGzip, PACKED_BITE, unpack } from './gunzip.ts';

/** 256 KiB: NDJSON came to 0.88 of a bare parser's speed, with 128 KiB to 0.81, with 64 KiB to 0.68. */
const CHUNK = 256 * 1024;

/** How far to look for the first character outside ASCII, which decides between UTF-8 and Windows-1252. */
const ENCODING_HORIZON = 16 * 1024 * 1024;

/** The parts of a file that its fingerprint covers: both ends, and this many blocks between them. */
const FINGERPRINT_END = 64 * 1024;
const FINGERPRINT_BLOCKS = 16;
const FINGERPRINT_BLOCK = 4 * 1024;

export interface ByteFile {
  readonly path: string;
  /** Bytes of the file as it lies on the disk. */
  readonly size: number;
  readonly packed: boolean;
  readonly encoding: Encoding;
  /**
   * The bytes from this offset on. A chunk is valid until the next one is asked for.
   * @throws FootbridgeError SOURCE_BROKEN when the file cannot be read to its end.
   */
  chunks(from: number): AsyncGenerator<Buffer>;
  /** How much of the file lies behind this offset, 0 to 1. */
  done(offset: number): number;
  /** Why these bytes of one record are not text in this encoding; undefined when they are. */
  misread(bytes: Buffer): string | undefined;
}

/** @throws FootbridgeError SOURCE_MISSING, or SOURCE_UNRECOGNISED when it is no text at all. */
export async function openBytes(
  path: string,
  options: { readonly encoding?: string | undefined } = {},
): Promise<ByteFile> {
  const size = await measure(path);
  const head = await readHead(path, CHUNK);
  const packed = isGzip(head);
  const advice = describeForeign(head);
  if (advice !== undefined) throw new FootbridgeError('SOURCE_UNRECOGNISED', `${path} is ${advice}`);

  const encoding = await findEncoding(rawChunks(path, 0, packed), options.encoding);
  const seekable = !packed && encoding.name === 'utf-8';
  /** How far the disk has been read, for files whose offsets are not those of the disk. */
  const progress = { raw: 0 };

  return {
    path,
    size,
    packed,
    encoding,
    chunks: (from) =>
      seekable
        ? rawChunks(path, from + encoding.skip, false)
        : passOver(decode(rawChunks(path, 0, packed, progress), encoding), from),
    done(offset) {
      if (size === 0) return 1;
      return Math.min(1, (seekable ? offset + encoding.skip : progress.raw) / size);
    },
    misread: (bytes) => misread(bytes, encoding),
  };
}

/** The first bytes of a file, unpacked and in UTF-8, at most `length` of them. */
export async function readStart(file: ByteFile, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let sum = 0;
  try {
    for await (const chunk of file.chunks(0)) {
      parts.push(Buffer.from(chunk));
      sum += chunk.length;
      if (sum >= length) break;
    }
  } catch (error) {
    // A file that breaks off early still has a beginning; reading it to the end will say what is wrong.
    if (sum === 0) throw error;
  }
  return Buffer.concat(parts).subarray(0, length);
}

/**
 * Changes when the content does: size, both ends and blocks spread over the middle. The time of the file is left
 * out, so that a file that was copied or fetched again is the same file.
 */
export async function fingerprintFile(path: string): Promise<string> {
  const size = await measure(path);
  const hash = createHash('sha256').update(`${size}:`);
  const handle = await open(path, 'r');
  try {
    hash.update(await readAt(handle, 0, FINGERPRINT_END));
    for (let i = 1; i <= FINGERPRINT_BLOCKS; i++) {
      const at = Math.floor((size * i) / (FINGERPRINT_BLOCKS + 1));
      hash.update(await readAt(handle, at, FINGERPRINT_BLOCK));
    }
    hash.update(await readAt(handle, Math.max(0, size - FINGERPRINT_END), FINGERPRINT_END));
  } finally {
    await handle.close();
  }
  return `${size}-${hash.digest('hex').slice(0, 32)}`;
}

async function measure(path: string): Promise<number> {
  const handle = await openFile(path);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new FootbridgeError('SOURCE_MISSING', `${path} is not a file`);
    return stat.size;
  } finally {
    await handle.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new FootbridgeError('SOURCE_MISSING', `${path} cannot be opened`, { cause, facts: { path } });
  }
}

/** The first bytes of a file as they lie on the disk. */
export async function readHead(path: string, length: number): Promise<Buffer> {
  const handle = await openFile(path);
  try {
    return await readAt(handle, 0, length);
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** The first text outside ASCII decides, wherever it stands; a file of ASCII alone is UTF-8. */
async function findEncoding(chunks: AsyncIterable<Buffer>, named?: string): Promise<Encoding> {
  let seen = 0;
  let first: Encoding | undefined;
  try {
    for await (const chunk of chunks) {
      first ??= sniffEncoding(chunk, named);
      if (named !== undefined || first.name !== 'utf-8' || first.skip > 0) return first;
      if (!isAscii(chunk)) return sniffEncoding(chunk);
      seen += chunk.length;
      if (seen > ENCODING_HORIZON) break;
    }
  } catch (error) {
    // What came before a file broke off is enough to go by; reading it will say what is wrong.
    if (first === undefined) throw error;
  }
  return first ?? { name: 'utf-8', skip: 0 };
}

async function* rawChunks(
  path: string,
  from: number,
  packed: boolean,
  progress?: { raw: number },
): AsyncGenerator<Buffer> {
  const chunks = fileChunks(path, from, packed ? PACKED_BITE : CHUNK, progress);
  if (packed) yield* unpack(chunks);
  else yield* chunks;
}

async function* fileChunks(
  path: string,
  from: number,
  length: number,
  progress: { raw: number } | undefined,
): AsyncGenerator<Buffer> {
  const handle = await openFile(path);
  try {
    // Two buffers: while one is being parsed, the disk fills the other.
    let buffer = Buffer.allocUnsafe(length);
    let spare = Buffer.allocUnsafe(length);
    let reading = handle.read(buffer, 0, length, from);
    for (let at = from; ; ) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      at += bytesRead;
      if (progress !== undefined) progress.raw = at;
      reading = handle.read(spare, 0, length, at);
      // A failure surfaces when its bytes are wanted, which after an early stop they never are.
      reading.catch(() => undefined);
      yield buffer.subarray(0, bytesRead);
      [buffer, spare] = [spare, buffer];
    }
  } catch (cause) {
    if (cause instanceof FootbridgeError) throw cause;
    throw new FootbridgeError('SOURCE_BROKEN', `${path} cannot be read any further`, { cause });
  } finally {
    await handle.close();
  }
}

async function* decode(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = encoding.name === 'utf-8' ? undefined : createDecoder(encoding.name);
  let skip = encoding.skip;
  for await (const chunk of chunks) {
    const bytes = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - bytes.length;
    yield decoder === undefined ? bytes : decoder.write(bytes);
  }
  if (decoder !== undefined) yield decoder.end();
}

async function* passOver(chunks: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer> {
  let offset = 0;
  for await (const chunk of chunks) {
    const start = Math.max(0, from - offset);
    offset += chunk.length;
    if (start < chunk.length) yield chunk.subarray(start);
  }
}

/** U+FFFD in UTF-8: in a decoded text, the sign that bytes stood for no character. */
const REPLACEMENT = Buffer.from('\ufffd', 'utf8');

function misread(bytes: Buffer, encoding: Encoding): string | undefined {
  if (encoding.name !== 'utf-8')
    return bytes.includes(REPLACEMENT) ? `bytes that are no character in ${encoding.name}` : undefined;
  return isUtf8(bytes) ? undefined : 'bytes that are not UTF-8: name the encoding, such as "windows-1252"';
}
