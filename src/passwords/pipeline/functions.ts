/**
 * The functions of the pipeline notation: what each takes, how long its result is, what it costs, what it does.
 *
 * `size` and `work` are upper bounds from the sizes of the arguments, so that a rule is weighed before it runs.
 * One unit of work is one compression of a digest: about a microsecond.
 *
 * @module
 */
import { argon2Sync, pbkdf2Sync, scryptSync } from 'node:crypto';
import { readBase64, readHex, toBase64, toCrypt64, toHex, view } from '../encodings.ts';
import type { DigestName } from '../parts.ts';
import { bcryptText } from '../primitives/bcrypt.ts';
import { crc32 } from '../primitives/crc32.ts';
import { DIGESTS, digest, hmac } from '../primitives/digest.ts';
import { md5cryptRaw } from '../primitives/md5crypt.ts';
import { saslprep } from '../primitives/saslprep.ts';
import { LEGACY_FUNCTIONS } from './legacy-functions.ts';

export type Value = Uint8Array | number;
export type ArgumentKind = 'bytes' | 'number';

export interface PipelineFunction {
  readonly args: readonly ArgumentKind[];
  /** Upper bound of the result, from byte lengths and numbers in the order of the arguments. */
  size(...sizes: readonly number[]): number;
  work(...sizes: readonly number[]): number;
  run(...values: readonly Value[]): Uint8Array;
}

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const bytes = (value: Value | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array();
const number = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

/** Copying a kilobyte or changing its case costs about as much as one compression. */
const copying = (size = 0): number => 1 + size / 1024;

function onText(change: (text: string) => string, growth = 1): PipelineFunction {
  return {
    args: ['bytes'],
    size: (size = 0) => size * growth,
    work: copying,
    run: (value) => utf8(change(view(bytes(value)).toString('utf8'))),
  };
}

function onBytes(
  growth: (size: number) => number,
  change: (value: Uint8Array) => Uint8Array,
): PipelineFunction {
  return {
    args: ['bytes'],
    size: (size = 0) => growth(size),
    work: copying,
    run: (value) => change(bytes(value)),
  };
}

/** Case of ASCII only: what PHP's and C's functions do in the locale of a server. */
const asciiCase = (from: number, to: number, by: number) => (value: Uint8Array) =>
  value.map((byte) => (byte >= from && byte <= to ? byte + by : byte));

/** The entities that forums put in place of characters before they hash. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const TEXT_FUNCTIONS: Readonly<Record<string, PipelineFunction>> = {
  hex: onBytes(
    (size) => size * 2,
    (value) => ascii(toHex(value)),
  ),
  HEX: onBytes(
    (size) => size * 2,
    (value) => ascii(toHex(value).toUpperCase()),
  ),
  base64: onBytes(
    (size) => 4 * Math.ceil(size / 3),
    (value) => ascii(toBase64(value)),
  ),
  base64url: onBytes(
    (size) => 4 * Math.ceil(size / 3),
    (value) => ascii(view(value).toString('base64url')),
  ),
  unhex: onBytes(
    (size) => Math.ceil(size / 2),
    (value) => readHex(view(value).toString('latin1')) ?? value,
  ),
  unbase64: onBytes(
    (size) => size,
    (value) => readBase64(view(value).toString('latin1')) ?? value,
  ),
  crypt64: onBytes(
    (size) => Math.ceil((size * 4) / 3),
    (value) => ascii(toCrypt64(value)),
  ),
  unpadded: onBytes(
    (size) => size,
    (value) => ascii(view(value).toString('latin1').replace(/=+$/, '')),
  ),
  lower: onText((text) => text.toLowerCase(), 3),
  upper: onText((text) => text.toUpperCase(), 3),
  asciiLower: onBytes((size) => size, asciiCase(65, 90, 32)),
  asciiUpper: onBytes((size) => size, asciiCase(97, 122, -32)),
  // What PHP's trim() takes off a form field, but for NUL, which no form sends and no product forgives.
  trim: onBytes(
    (size) => size,
    (value) =>
      ascii(
        view(value)
          .toString('latin1')
          .replace(/^[ \t\n\r\v]+|[ \t\n\r\v]+$/g, ''),
      ),
  ),
  nfc: onText((text) => text.normalize('NFC'), 3),
  nfkc: onText((text) => text.normalize('NFKC'), 18),
  saslprep: onText(saslprep, 18),
  latin1: onBytes(
    (size) => size,
    (value) => Buffer.from(view(value).toString('utf8'), 'latin1'),
  ),
  utf16le: onBytes(
    (size) => size * 2,
    (value) => Buffer.from(view(value).toString('utf8'), 'utf16le'),
  ),
  utf16be: onBytes(
    (size) => size * 2,
    (value) => Buffer.from(view(value).toString('utf8'), 'utf16le').swap16(),
  ),
  // Every byte becomes two, without decoding: old BSD code read any password as Latin-1.
  widen: onBytes(
    (size) => size * 2,
    (value) => Buffer.from(view(value).toString('latin1'), 'utf16le'),
  ),
  htmlescape: onText((text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign), 6),
  untilNul: onBytes(
    (size) => size,
    (value) => (value.includes(0) ? value.subarray(0, value.indexOf(0)) : value),
  ),
};

const BYTE_FUNCTIONS: Readonly<Record<string, PipelineFunction>> = {
  /** `slice(x, from, length)` */
  slice: {
    args: ['bytes', 'number', 'number'],
    size: (size = 0, _from, length = 0) => Math.min(size, length),
    work: copying,
    run: (value, from, length) => bytes(value).subarray(number(from), number(from) + number(length)),
  },
  /** `pad(x, n)`: with NULs, never cutting. */
  pad: {
    args: ['bytes', 'number'],
    size: (size = 0, length = 0) => Math.max(size, length),
    work: (size = 0, length = 0) => copying(size + length),
    run(value, length) {
      const padded = new Uint8Array(Math.max(bytes(value).length, number(length)));
      padded.set(bytes(value));
      return padded;
    },
  },
  /** `cycle(x, n)`: repeated or cut to exactly n bytes. */
  cycle: {
    args: ['bytes', 'number'],
    size: (_size, length = 0) => length,
    work: (_size, length = 0) => copying(length),
    run: (value, length) => Buffer.alloc(number(length), bytes(value)),
  },
  /** `without(x, characters)` */
  without: {
    args: ['bytes', 'bytes'],
    size: (size = 0) => size,
    work: copying,
    run: (value, unwanted) => bytes(value).filter((byte) => !bytes(unwanted).includes(byte)),
  },
  /** The checksum as decimal text, as PHP prints it. */
  crc32: {
    args: ['bytes'],
    size: () => 10,
    work: (size = 0) => 1 + size / 64,
    run: (value) => ascii(String(crc32(bytes(value)))),
  },
};

/** Bytes a derivation inside a rule may hold; what costs more memory than a rule may ask for has no finite weight. */
const MAX_MEMORY = 2 ** 30;

function isScryptCost(N: number, r: number, p: number): boolean {
  return N >= 2 && Number.isInteger(Math.log2(N)) && r >= 1 && p >= 1 && 128 * r * (N + p) <= MAX_MEMORY;
}

/** RFC 9106 §3.1. */
function isArgon2Cost(salt: number, memory: number, passes: number, lanes: number, length: number): boolean {
  const isPossible = salt >= 8 && passes >= 1 && lanes >= 1 && lanes <= 255 && length >= 4;
  return isPossible && memory >= 8 * lanes && memory * 1024 <= MAX_MEMORY;
}

const KDF_FUNCTIONS: Readonly<Record<string, PipelineFunction>> = {
  /** `scrypt(password, salt, N, r, p, length)` */
  scrypt: {
    args: ['bytes', 'bytes', 'number', 'number', 'number', 'number'],
    size: (...sizes) => sizes[5] ?? 0,
    work: (_password, _salt, N = 0, r = 0, p = 0) => (isScryptCost(N, r, p) ? N * r * p * 0.3 : Infinity),
    run: (password, salt, N, r, p, length) =>
      scryptSync(bytes(password), bytes(salt), number(length), {
        N: number(N),
        r: number(r),
        p: number(p),
        maxmem: 256 * number(N) * number(r) + 2 ** 20,
      }),
  },
  /** `argon2id(password, salt, memory, passes, parallelism, length)`, memory in KiB */
  argon2id: {
    args: ['bytes', 'bytes', 'number', 'number', 'number', 'number'],
    size: (...sizes) => sizes[5] ?? 0,
    work: (_password, salt = 0, memory = 0, passes = 0, parallelism = 0, length = 0) =>
      isArgon2Cost(salt, memory, passes, parallelism, length) ? memory * passes * 0.6 : Infinity,
    run: (password, salt, memory, passes, parallelism, tagLength) =>
      argon2Sync('argon2id', {
        message: bytes(password),
        nonce: bytes(salt),
        memory: number(memory),
        passes: number(passes),
        parallelism: number(parallelism),
        tagLength: number(tagLength),
      }),
  },
  /** `bcrypt(password, salt)`: the salt is the first 29 characters of a hash, the result all 60. */
  bcrypt: {
    args: ['bytes', 'bytes'],
    size: () => 60,
    // The cost is inside the salt; 2^12 rounds are the most that a rule may ask for.
    work: () => 200_000,
    run: (password, salt) => ascii(bcryptText(bytes(password), view(bytes(salt)).toString('latin1'))),
  },
};

function digestFunctions(): Record<string, PipelineFunction> {
  const functions: Record<string, PipelineFunction> = {};
  for (const name of Object.keys(DIGESTS) as DigestName[]) {
    const { size, block } = DIGESTS[name];
    const compressions = (length = 0): number => Math.ceil((length + 17) / block);
    const id = name.replace('-', '_');
    functions[id] = {
      args: ['bytes'],
      size: () => size,
      work: compressions,
      run: (value) => digest(name, bytes(value)),
    };
    functions[`hmac_${id}`] = {
      args: ['bytes', 'bytes'],
      size: () => size,
      work: (key, message) => 3 + compressions(key) + compressions(message),
      run: (key, message) => hmac(name, bytes(key), bytes(message)),
    };
    if (name === 'md4' || name === 'whirlpool') continue;
    functions[`pbkdf2_${id}`] = {
      args: ['bytes', 'bytes', 'number', 'number'],
      size: (...sizes) => sizes[3] ?? 0,
      work: (_password, _salt, iterations = 0, length = 0) =>
        iterations < 1 || length < 1 ? Infinity : iterations * Math.ceil(length / size),
      run: (password, salt, iterations, length) =>
        pbkdf2Sync(bytes(password), bytes(salt), number(iterations), number(length), name),
    };
  }
  return functions;
}

/** The raw 16 bytes of MD5 crypt, under either magic. */
const CRYPT_FUNCTIONS: Readonly<Record<string, PipelineFunction>> = Object.fromEntries(
  (['md5crypt', 'apr1'] as const).map((name) => [
    name,
    {
      args: ['bytes', 'bytes'],
      size: () => 16,
      work: (password = 0) => 1000 + (1000 * 2 * password) / 64,
      run: (password, salt) => md5cryptRaw(bytes(password), bytes(salt), name === 'apr1' ? '$apr1$' : '$1$'),
    } satisfies PipelineFunction,
  ]),
);

/** Every function of the notation by name; `iterate`, `ifLonger` and `ifHolds` are the evaluator's own. */
export const FUNCTIONS: ReadonlyMap<string, PipelineFunction> = new Map(
  Object.entries({
    ...TEXT_FUNCTIONS,
    ...BYTE_FUNCTIONS,
    ...KDF_FUNCTIONS,
    ...CRYPT_FUNCTIONS,
    ...digestFunctions(),
    ...LEGACY_FUNCTIONS,
  }),
);
