/**
 * Layouts: how the string of a format is put together, written once and used for reading, writing and recognising.
 *
 * `pbkdf2_sha256$<iterations>$<salt:text>$<key:base64*32>` is literal text and fields. A field has a name, an
 * encoding (a number when none is given) and, where it is fixed, a size in bytes. `<key+salt:base64>` is one
 * encoded run of bytes that holds both; all but one of its parts need a size.
 *
 * @module
 */
import {
  readAdapted64,
  readBase64,
  readHex,
  readSalt64,
  readWith64,
  toAdapted64,
  toBase64,
  toHex,
  toWith64,
  view,
} from './encodings.ts';
import { MalformedHash } from './errors.ts';

export type FieldValue = Uint8Array | number;
export type Fields = Record<string, FieldValue>;

interface Codec {
  /** Characters a recogniser accepts. */
  readonly pattern: string;
  readonly read: (text: string) => FieldValue | undefined;
  readonly write: (value: FieldValue) => string;
}

const asBytes = (value: FieldValue): Uint8Array =>
  typeof value === 'number' ? Buffer.from(String(value)) : value;

function bytesCodec(pattern: string, read: Codec['read'], write: (bytes: Uint8Array) => string): Codec {
  return { pattern, read, write: (value) => write(asBytes(value)) };
}

const text = (pattern: string): Codec =>
  bytesCodec(
    pattern,
    (value) => Buffer.from(value, 'utf8'),
    (bytes) => view(bytes).toString('utf8'),
  );

const CODECS = {
  /** Decimal, up to sixteen digits so that nothing is rounded. */
  number: {
    pattern: '\\d{1,16}',
    read: (value) =>
      /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined,
    write: String,
  },
  /** Two decimal digits: crypt(3)'s costs. */
  number2: {
    pattern: '\\d\\d',
    read: (value) => (/^\d\d$/.test(value) ? Number(value) : undefined),
    write: (value) => String(value).padStart(2, '0'),
  },
  hexnumber: {
    pattern: '[0-9a-fA-F]{1,12}',
    read: (value) => (/^[0-9a-fA-F]{1,12}$/.test(value) ? Number.parseInt(value, 16) : undefined),
    write: (value) => (typeof value === 'number' ? value.toString(16) : ''),
  },
  text: text('[^\\n]'),
  /** Letters, digits and signs without blanks: salts that are never sentences. */
  word: text('[^\\s]'),
  crypttext: text('[./0-9A-Za-z]'),
  hextext: text('[0-9a-fA-F]'),
  base64text: text('[A-Za-z0-9+/=_-]'),
  hex: bytesCodec('[0-9a-fA-F]', readHex, toHex),
  HEX: bytesCodec('[0-9a-fA-F]', readHex, (bytes) => toHex(bytes).toUpperCase()),
  base64: bytesCodec('[A-Za-z0-9+/_-]={0,2}', readBase64, toBase64),
  base64unpadded: bytesCodec('[A-Za-z0-9+/_-]={0,2}', readBase64, (bytes) =>
    toBase64(bytes).replaceAll('=', ''),
  ),
  base64url: bytesCodec('[A-Za-z0-9+/_-]={0,2}', readBase64, (bytes) =>
    toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_'),
  ),
  adapted64: bytesCodec('[./A-Za-z0-9+]={0,2}', readAdapted64, toAdapted64),
  /** Big-endian base 64 with crypt's digits. */
  cisco64: bytesCodec(
    '[./0-9A-Za-z]',
    (value) => readWith64('crypt', value),
    (bytes) => toWith64('crypt', bytes),
  ),
  /** Hex or base 64, told apart by length: the size has to be known. */
  digest: bytesCodec('', readHex, toHex),
} as const satisfies Record<string, Codec>;

type CodecName = keyof typeof CODECS;

interface Part {
  readonly name: string;
  /** Bytes; undefined: takes what is left. */
  readonly size: number | undefined;
}

interface Field {
  readonly codec: CodecName;
  readonly parts: readonly Part[];
  /** Literal text behind it; undefined for the last. */
  readonly until: string | undefined;
  readonly mayBeEmpty: boolean;
  readonly isLast: boolean;
}

export interface Layout {
  readonly notation: string;
  readonly prefix: string;
  /** Source of an anchored regular expression. */
  readonly pattern: string;
  readonly names: readonly string[];
  /** @throws MalformedHash when the prefix is there and the rest is not */
  read(hash: string, format: string): Fields | undefined;
  write(fields: Fields): string;
}

const FIELD = /<([A-Za-z0-9+*]+)(?::([A-Za-z0-9]+))?(?:\*(\d+))?(\?)?>/g;

/**
 * Compiles a layout.
 *
 * @param keySize bytes of a field `key` that has no size of its own
 */
export function compileLayout(notation: string, keySize?: number): Layout {
  const { prefix, fields } = readNotation(notation, keySize);
  return {
    notation,
    prefix,
    pattern: `^${literalPattern(prefix)}${fields.map(patternOf).join('')}$`,
    names: fields.flatMap((field) => field.parts.map((part) => part.name)),
    read: (hash, format) => readFields(hash, format, prefix, fields),
    write: (values) => prefix + fields.map((field) => writeField(field, values)).join(''),
  };
}

function readNotation(notation: string, keySize: number | undefined): { prefix: string; fields: Field[] } {
  const fields: Field[] = [];
  const matches = [...notation.matchAll(FIELD)];
  const prefix = notation.slice(0, matches[0]?.index ?? notation.length);
  for (const [i, match] of matches.entries()) {
    const [whole, names = '', codec = 'number', size, optional] = match;
    if (!isCodec(codec)) throw new TypeError(`layout ${notation}: no encoding "${codec}"`);
    const until = notation.slice(match.index + whole.length, matches[i + 1]?.index ?? notation.length);
    const parts = names.split('+').map((part) => readPart(part, size, keySize));
    fields.push({
      codec,
      parts,
      until: until === '' ? undefined : until,
      mayBeEmpty: optional === '?',
      isLast: i === matches.length - 1,
    });
  }
  return { prefix, fields };
}

function readPart(part: string, fieldSize: string | undefined, keySize: number | undefined): Part {
  const [name = '', own] = part.split('*');
  const stated = own ?? fieldSize;
  return { name, size: stated !== undefined ? Number(stated) : name === 'key' ? keySize : undefined };
}

function isCodec(name: string): name is CodecName {
  return Object.hasOwn(CODECS, name);
}

function readFields(
  hash: string,
  format: string,
  prefix: string,
  fields: readonly Field[],
): Fields | undefined {
  if (!hash.startsWith(prefix)) return undefined;
  const values: Fields = {};
  let at = prefix.length;
  for (const field of fields) {
    const end = endOf(hash, at, field);
    if (end < 0) throw new MalformedHash(format, `expected "${field.until}" behind the ${nameOf(field)}`);
    readField(hash.slice(at, end), field, format, values);
    at = end + (field.until?.length ?? 0);
  }
  if (at !== hash.length) throw new MalformedHash(format, 'there is something behind the end');
  return values;
}

function endOf(hash: string, at: number, field: Field): number {
  const length = fixedLength(field);
  if (field.until === undefined) return field.isLast || length === undefined ? hash.length : at + length;
  // A salt of fixed length may hold the separator itself.
  if (length !== undefined && hash.startsWith(field.until, at + length)) return at + length;
  return hash.indexOf(field.until, at);
}

/** Characters of a field of fixed size, where every byte has as many. */
function fixedLength(field: Field): number | undefined {
  const [only, ...others] = field.parts;
  if (only?.size === undefined || others.length > 0) return undefined;
  if (field.codec === 'hex' || field.codec === 'HEX') return only.size * 2;
  const isText = ['text', 'word', 'hextext', 'crypttext'].includes(field.codec);
  return isText ? only.size : undefined;
}

function nameOf(field: Field): string {
  return field.parts.map((part) => part.name).join(' and ');
}

function readField(text: string, field: Field, format: string, values: Fields): void {
  if (text === '' && !field.mayBeEmpty) throw new MalformedHash(format, `the ${nameOf(field)} is missing`);
  const value = field.codec === 'digest' ? readDigest(text, field) : readCoded(text, field);
  if (value === undefined)
    throw new MalformedHash(format, `the ${nameOf(field)} is not valid ${field.codec}`);
  if (typeof value === 'number') {
    for (const part of field.parts) values[part.name] = value;
    return;
  }
  splitBytes(value, field, format, values);
}

/** A key has one spelling; what goes in beside it may have been drawn at random. */
function readCoded(text: string, { codec, parts }: Field): FieldValue | undefined {
  const value = CODECS[codec].read(text);
  if (value !== undefined || parts.some(({ name }) => name === 'key')) return value;
  if (codec === 'adapted64') return readSalt64(text.replaceAll('.', '+'));
  return codec.startsWith('base64') && codec !== 'base64text' ? readSalt64(text) : undefined;
}

/** Both spellings have different lengths for the same number of bytes. */
function readDigest(text: string, field: Field): Uint8Array | undefined {
  const size = field.parts.reduce((total, part) => total + (part.size ?? 0), 0);
  return size > 0 && text.length === size * 2
    ? readHex(text)
    : size > 0
      ? readBase64(text)
      : (readHex(text) ?? readBase64(text));
}

function splitBytes(bytes: Uint8Array, field: Field, format: string, values: Fields): void {
  const fixed = field.parts.reduce((total, part) => total + (part.size ?? 0), 0);
  const rest = bytes.length - fixed;
  const hasOpenPart = field.parts.some((part) => part.size === undefined);
  const complete = hasOpenPart
    ? rest >= 0 && (rest > 0 || field.mayBeEmpty || field.parts.length > 1)
    : rest === 0;
  if (!complete) throw new MalformedHash(format, `the ${nameOf(field)} has ${bytes.length} bytes`);
  let at = 0;
  for (const part of field.parts) {
    const size = part.size ?? rest;
    values[part.name] = bytes.subarray(at, at + size);
    at += size;
  }
}

function writeField(field: Field, values: Fields): string {
  const given = field.parts.map((part) => values[part.name] ?? new Uint8Array());
  const [only] = given;
  const value = field.parts.length === 1 && only !== undefined ? only : Buffer.concat(given.map(asBytes));
  return CODECS[field.codec].write(value) + (field.until ?? '');
}

function patternOf(field: Field): string {
  return `${valuePattern(field)}${literalPattern(field.until ?? '')}`;
}

function valuePattern(field: Field): string {
  const { pattern } = CODECS[field.codec];
  // Numbers state their own length.
  if (pattern.endsWith('}') && !pattern.endsWith(PADDING)) return pattern;
  if (pattern.startsWith('\\')) return pattern;
  const isOpen = field.parts.some((part) => part.size === undefined);
  const size = field.parts.reduce((total, part) => total + (part.size ?? 0), 0);
  if (field.codec === 'digest') return digestPattern(isOpen ? undefined : size);

  const isPadded = pattern.endsWith(PADDING);
  const sign = isPadded ? pattern.slice(0, -PADDING.length) : pattern;
  const stop = field.until?.charAt(0) ?? '';
  // A value of open length ends at the first separator, so the separator's first character cannot be in it.
  const head =
    isOpen && stop !== '' && sign.startsWith('[^') ? `[^${literalPattern(stop)}${sign.slice(2)}` : sign;
  const least = field.mayBeEmpty ? 0 : Math.max(1, charactersOf(field.codec, size));
  const most = isOpen ? '' : charactersOf(field.codec, size);
  return `${head}{${least},${most}}${isPadded ? PADDING : ''}`;
}

const PADDING = '={0,2}';

function charactersOf(codec: CodecName, size: number): number {
  if (codec === 'hex' || codec === 'HEX') return size * 2;
  if (
    codec === 'base64' ||
    codec === 'base64unpadded' ||
    codec === 'base64url' ||
    codec === 'adapted64' ||
    codec === 'cisco64'
  ) {
    return Math.ceil((size * 4) / 3);
  }
  return size;
}

function digestPattern(size: number | undefined): string {
  if (size === undefined) return '(?:[0-9a-fA-F]+|[A-Za-z0-9+/_-]+={0,2})';
  const padding = ['', '==?', '=?'][size % 3] ?? '';
  return `(?:[0-9a-fA-F]{${size * 2}}|[A-Za-z0-9+/_-]{${Math.ceil((size * 4) / 3)}}${padding === '' ? '' : `(?:${padding})?`})`;
}

function literalPattern(literal: string): string {
  return literal.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
