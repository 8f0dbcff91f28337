/**
 * A stored hash as a caller holds it, and the reading of what stands beside the string.
 *
 * @module
 */
import { readHex, readSalt64 } from './encodings.ts';
import { MalformedHash, MissingInput } from './errors.ts';

/** A stored hash with everything that stands outside the string. */
export interface StoredHash {
  readonly hash: string;
  /** Id of a format, an alias, or a rule in pipeline notation. Absent: recognised from the string. */
  readonly format?: string;
  /** Other columns: salt, saltEncoding ('utf8' | 'hex' | 'base64'), username, realm, iterations … */
  readonly beside?: Readonly<Record<string, string | number>>;
  /** role (`pepper`, `signerKey` …) → value, resolved by the caller. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Twice the longest honest string we know (389-DS and npm credential stay below 2 KiB); more is damage. */
export const MAX_HASH_LENGTH = 8192;

/** `{Ssha512}…` with its mark in capitals; any other string as it is. */
export function withUpperMark(hash: string): string {
  const end = hash.startsWith('{') ? hash.indexOf('}') + 1 : 0;
  return hash.slice(0, end).toUpperCase() + hash.slice(end);
}

/** Longer than any salt, pepper or signer key seen in the wild; bounds every concatenation. */
export const MAX_INPUT_LENGTH = 4096;

/** The named values beside a hash, read with the defaults of one format. */
export class Beside {
  readonly format: string;
  readonly #values: ReadonlyMap<string, string | number>;

  constructor(format: string, values: ReadonlyMap<string, string | number>) {
    this.format = format;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const text = String(value);
    if (text.length > MAX_INPUT_LENGTH) throw new MalformedHash(this.format, `"${name}" is too long`);
    return text;
  }

  number(name: string): number | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'number' ? value : /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number) || number < 0) {
      throw new MalformedHash(this.format, `"${name}" is not a whole number`);
    }
    return number;
  }

  /** Bytes of a value, decoded as `<name>Encoding` says; text goes in as UTF-8. */
  bytes(name: string, encoding = 'utf8'): Uint8Array | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const stated = this.text(`${name}Encoding`) ?? encoding;
    const bytes = decode(text, stated.toLowerCase());
    if (bytes === undefined) throw new MalformedHash(this.format, `"${name}" is not ${stated}`);
    return bytes;
  }

  /** @throws MissingInput when the value is absent. */
  require<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw new MissingInput(this.format, name);
    return value;
  }
}

function decode(text: string, encoding: string): Uint8Array | undefined {
  if (encoding === 'hex') return readHex(text);
  // `base64`, `base64url`, `base64-unpadded`: one reader takes them all.
  if (encoding.startsWith('base64')) return readSalt64(text);
  if (encoding === 'latin1' || encoding === 'binary') return Buffer.from(text, 'latin1');
  if (encoding === 'utf16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'ascii-urlsafe-base64-text')
    return Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_'));
  // The rest of the world's spellings ('utf8', 'ascii', 'text') mean: as it is.
  return Buffer.from(text, 'utf8');
}

/** Everything beside the string in one map; `secrets` win over `beside`, since the caller resolved them. */
export function besideOf(format: string, stored: StoredHash): Beside {
  if (stored.beside === undefined && stored.secrets === undefined) return new Beside(format, NOTHING);
  const values = new Map<string, string | number>();
  for (const from of [stored.beside, stored.secrets]) {
    if (from === undefined) continue;
    for (const [name, value] of Object.entries(from)) {
      if (typeof value === 'string' || typeof value === 'number') values.set(name, value);
    }
  }
  return new Beside(format, values);
}

const NOTHING: ReadonlyMap<string, string | number> = new Map();
