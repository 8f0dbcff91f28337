/**
 * Which characters a file's bytes mean.
 *
 * A byte-order mark decides. Without one, zero bytes in every second place mean UTF-16, valid UTF-8 means UTF-8,
 * and what is left is taken for Windows-1252, as exports of old shops are. Other encodings have to be named. All
 * but UTF-8 are turned into UTF-8 on the way in, so that parsers see one encoding only.
 *
 * @see https://encoding.spec.whatwg.org/#bom-sniff
 * @module
 */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { FootbridgeError } from '../../problems/problem.ts';

export interface Encoding {
  /** `utf-8`, or a name that iconv-lite knows. */
  readonly name: string;
  /** Bytes of the byte-order mark, which belong to nothing. */
  readonly skip: number;
}

const MARKS: readonly { readonly bytes: readonly number[]; readonly name: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { bytes: [0xff, 0xfe], name: 'utf-16le' },
  { bytes: [0xfe, 0xff], name: 'utf-16be' },
];

/** More zeros than this in the even or odd places of a text are no accident. */
const ZERO_SHARE = 0.3;

/** A character that is cut off at the end of the sample is at most this many bytes long. */
const LONGEST_CHARACTER = 4;

/** Tells the encoding of a file by its first bytes; `named` wins over everything but a byte-order mark's length. */
export function sniffEncoding(head: Buffer, named?: string): Encoding {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (named !== undefined) return namedEncoding(named, mark);
  if (mark !== undefined) return { name: mark.name, skip: mark.bytes.length };

  const utf16 = sniffUtf16(head);
  if (utf16 !== undefined) return { name: utf16, skip: 0 };
  return { name: isUtf8Start(head) || isMostlyUtf8(head) ? 'utf-8' : 'windows-1252', skip: 0 };
}

/** A decoder that takes bytes piece by piece and gives them as UTF-8. */
export function createDecoder(name: string): { write(bytes: Buffer): Buffer; end(): Buffer } {
  const decoder = iconv.getDecoder(name);
  return {
    write: (bytes) => Buffer.from(decoder.write(bytes), 'utf8'),
    end: () => Buffer.from(decoder.end() ?? '', 'utf8'),
  };
}

/** Valid UTF-8, but for a character that the end of the sample cuts off. */
export function isUtf8Start(head: Buffer): boolean {
  if (isUtf8(head)) return true;
  for (let cut = 1; cut < LONGEST_CHARACTER; cut++) {
    const lead = head.at(-cut) ?? 0;
    if ((lead & 0xc0) === 0x80) continue;
    return lead >= 0xc0 && isUtf8(head.subarray(0, head.length - cut));
  }
  return false;
}

/**
 * Letters of Windows-1252 next to each other are hardly ever valid UTF-8. So where more characters are valid than
 * not, the file is UTF-8 with damage in it: that is reported, and the names of the others are not garbled.
 */
function isMostlyUtf8(head: Buffer): boolean {
  const text = head.toString('utf8');
  const damaged = text.match(/\ufffd/g)?.length ?? 0;
  const sound = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return sound > damaged;
}

function namedEncoding(named: string, mark: (typeof MARKS)[number] | undefined): Encoding {
  if (!iconv.encodingExists(named))
    throw new FootbridgeError('CONFIG_INVALID', `The encoding "${named}" is not known`);

  const name = /^utf-?8$/i.test(named) ? 'utf-8' : named.toLowerCase();
  const marked = mark !== undefined && iconv.encodingExists(name) && sameEncoding(mark.name, name);
  return { name, skip: marked ? mark.bytes.length : 0 };
}

function sameEncoding(one: string, other: string): boolean {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain(one) === plain(other) || (plain(other) === 'utf16' && plain(one).startsWith('utf16'));
}

/** Latin letters in UTF-16 have a zero in every second byte; UTF-8 and its like have none at all. */
function sniffUtf16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(head.length, 4_096) & ~1;
  if (length === 0) return undefined;

  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const enough = (length / 2) * ZERO_SHARE;
  if (odd > enough && even < odd) return 'utf-16le';
  return even > enough ? 'utf-16be' : undefined;
}
