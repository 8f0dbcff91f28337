/**
 * What goes into a recipe: from the string, else from beside it, else the product's own default.
 *
 * @module
 */
import { MalformedHash, MissingInput } from './errors.ts';
import type { Family, PasswordFormat } from './format.ts';
import type { Fields } from './layout.ts';
import type { DigestName, HashParts, Prepare } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { digestNamed } from './primitives/digest.ts';
import type { Beside } from './stored.ts';

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly foundIn: string;
  readonly family: Family;
  /** One layout, or several spellings of which the first is the one that is written. */
  readonly layout: string | readonly string[];
  readonly reference?: string;
  readonly aliases?: readonly string[];
  readonly frequency?: PasswordFormat['frequency'];
  /** Values that the product fixes, used when neither the string nor a column says otherwise. */
  readonly defaults?: Readonly<Record<string, number | string>>;
  /** How a value beside the string is encoded when the caller does not say; UTF-8 text otherwise. */
  readonly encodings?: Readonly<Record<string, 'hex' | 'base64' | 'ascii-urlsafe-base64-text'>>;
  /** Bytes of the shortest key the product writes, where nothing beside it states a length. */
  readonly leastKey?: number;
  /** The stated length may count hex digits, as PHP's hash_pbkdf2 does unless it is asked for raw bytes. */
  readonly mayCountDigits?: true;
  /** Password before the key derivation, in pipeline notation. */
  readonly prehash?: string;
  /** Several starts, where no single one is common to all strings. */
  readonly starts?: readonly string[];
  /** Narrower than the layout, where a shape can be told from its neighbours. */
  readonly shape?: RegExp;
}
/** What else a product may call an input. A rule's `pepper` is any secret of the whole site. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  iterations: ['iterations', 'stretches', 'factor', 'rounds', 'hashIterations', 'iterationCount', 'cost'],
  pepper: ['pepper', 'key', 'secret', 'siteSalt', 'sitekey'],
  N: ['N', 'n', 'cost', 'cpuCost'],
  r: ['r', 'blockSize', 'rounds'],
  p: ['p', 'parallelization', 'parallelism'],
  // The salt of a digest under a derivation that has one of its own.
  innerSalt: ['innerSalt', 'salt'],
  prf: ['prf', 'algorithm', 'alg', 'digest', 'hmac', 'hashAlgorithm'],
  username: ['username', 'user', 'login'],
};

const NUMBERS: ReadonlySet<string> = new Set([
  'iterations',
  'logIterations',
  'N',
  'logN',
  'r',
  'p',
  'keyLength',
  'saltLength',
]);

export function bytesOf(fields: Fields, name: string): Uint8Array | undefined {
  const value = fields[name];
  return value instanceof Uint8Array ? value : undefined;
}

/**
 * Bytes. The beginning of a derived key is a derived key too, so a key that a narrow column cut would verify. Where
 * nothing states the length, less than SHA-1's is taken for cut: no product has been seen to keep less and not say
 * so, and what remains of a longer one is still beyond guessing.
 */
const MIN_KEY = 20;

/**
 * The key, as long as a column says it is.
 *
 * @param size bytes of the digest's own output
 */
export function keyOf(row: Row, fields: Fields, beside: Beside, size: number): Uint8Array {
  const key = bytesOf(fields, 'key');
  const stated = beside.number('keyLength') ?? fields.length ?? row.defaults?.keyLength;
  // Twelve where the length is stated: passlib's oldest strings.
  const least = row.leastKey ?? (stated === undefined ? Math.min(MIN_KEY, size) : 12);
  if (key === undefined || key.length < least) throw new MalformedHash(row.id, 'the key is too short');
  // Some products count bits.
  const lengths = [key.length, 8 * key.length, ...(row.mayCountDigits ? [2 * key.length] : [])];
  if (typeof stated === 'number' && !lengths.includes(stated)) {
    throw new MalformedHash(row.id, `the key has ${key.length} bytes instead of ${stated}`);
  }
  return key;
}

export function inputOf(
  row: Pick<Row, 'id' | 'defaults' | 'encodings'>,
  fields: Fields,
  beside: Beside,
  name: string,
): Uint8Array | number {
  return NUMBERS.has(name) ? numberInput(row, fields, beside, name) : bytesInput(row, fields, beside, name);
}

export function numberInput(
  row: Pick<Row, 'id' | 'defaults'>,
  fields: Fields,
  beside: Beside,
  name: string,
): number {
  const field = fields[name];
  if (typeof field === 'number') return field;
  for (const spelling of SYNONYMS[name] ?? [name]) {
    const value = beside.number(spelling);
    if (value !== undefined) return value;
  }
  const fixed = row.defaults?.[name];
  if (typeof fixed === 'number') return fixed;
  throw new MissingInput(row.id, name);
}

export function bytesInput(
  row: Pick<Row, 'id' | 'defaults' | 'encodings'>,
  fields: Fields,
  beside: Beside,
  name: string,
): Uint8Array {
  const field = fields[name];
  if (field instanceof Uint8Array) return field;
  for (const spelling of SYNONYMS[name] ?? [name]) {
    const value = beside.bytes(spelling, row.encodings?.[name]);
    if (value !== undefined) return value;
  }
  const fixed = row.defaults?.[name];
  if (typeof fixed === 'string') return Buffer.from(fixed, 'utf8');
  throw new MissingInput(row.id, name);
}

export function prfOf(
  row: Row,
  fields: Fields,
  beside: Beside,
  names: Readonly<Record<string, DigestName>> | undefined,
): DigestName {
  const stated = bytesOf(fields, 'prf');
  const spelling =
    stated !== undefined
      ? Buffer.from(stated).toString('latin1')
      : ((SYNONYMS.prf ?? []).map((name) => beside.text(name)).find((name) => name !== undefined) ??
        row.defaults?.prf);
  if (spelling === undefined) throw new MissingInput(row.id, 'prf');
  const digest = names === undefined ? digestNamed(String(spelling)) : names[String(spelling)];
  if (digest === undefined) throw new MalformedHash(row.id, 'names a digest we do not know');
  return digest;
}

export function withPrehash<T extends HashParts>(
  parts: T,
  row: Pick<Row, 'prehash' | 'id'>,
  fields: Fields,
  beside: Beside,
): T {
  if (row.prehash === undefined) return parts;
  const inputs: Record<string, Uint8Array | number> = {};
  for (const name of compileRule(row.prehash).names) {
    // Salts inside KDF strings are not fields here; the inner parts hold them.
    const own =
      name === 'salt' && 'salt' in parts && parts.salt instanceof Uint8Array ? parts.salt : undefined;
    inputs[name] = own ?? inputOf(row, fields, beside, name);
  }
  const prehash: Prepare = { rule: row.prehash, inputs };
  return { ...parts, prehash };
}
