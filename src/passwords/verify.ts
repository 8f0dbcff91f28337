/**
 * Parsing and verifying: the two questions that everything else is built on.
 *
 * Nothing expensive happens before the parts are within bounds. Native primitives run in libuv's threads, loops in
 * JavaScript in our own worker threads, and only what takes well under a millisecond runs right here.
 *
 * @module
 */

import { withAdmission } from './admission.ts';
import { checkBounds, type Limits, MAX_PASSWORD_BYTES } from './bounds.ts';
import { matchesInJs, prepare } from './compute.ts';
import { toHex } from './encodings.ts';
import { MalformedHash, UnknownHash } from './errors.ts';
import type { PasswordFormat } from './format.ts';
import { disabledMeaning } from './formats/disabled.ts';
import { findFormat } from './formats.ts';
import { identify } from './identify.ts';
import type { HashParts } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { ruleFormat } from './pipeline/rule-format.ts';
import { prepareOnThread, verifyOnThread } from './pool.ts';
import { verifyArgon2 } from './primitives/argon2.ts';
import { needsOwnCode, verifyBcryptNatively } from './primitives/bcrypt.ts';
import { isPbkdf2InJs, verifyPbkdf2 } from './primitives/pbkdf2.ts';
import { verifyFirebaseScrypt, verifyScrypt } from './primitives/scrypt.ts';
import { type Beside, besideOf, MAX_HASH_LENGTH, type StoredHash, withUpperMark } from './stored.ts';

export interface ParsedHash {
  /** Id of the format. */
  readonly format: string;
  readonly parts: HashParts;
}

/** With a bare string, format, columns and secrets are options beside each other. */
export interface VerifyOptions {
  readonly format?: string;
  /** Raises or lowers the bounds of `bounds.ts` for this call. */
  readonly limits?: Partial<Limits>;
  readonly [extra: string]: unknown;
}

/** Microseconds that may be spent right here: less than what a message to a thread and back costs. */
const INLINE_WORK = 300;

/**
 * Takes a stored hash apart.
 *
 * @throws UnknownHash when no format is named and none is recognised, or the named one does not exist
 * @throws MalformedHash when it is damaged
 * @throws MissingInput when a column or secret is needed
 */
export function parse(stored: StoredHash): ParsedHash {
  const format = formatOf(stored);
  if (stored.hash.length > MAX_HASH_LENGTH) throw new MalformedHash(format.id, 'the string is too long');
  try {
    const beside = besideOf(format.id, stored);
    const parts = format.parse(stored.hash, beside) ?? parseLdap(format, stored.hash, beside);
    if (parts !== undefined) return { format: format.id, parts };
    throw new MalformedHash(format.id, 'the string does not have the shape of this format');
  } catch (error) {
    // A locked account stands in the column of the others, whose format was named.
    const meaning = error instanceof MalformedHash ? disabledMeaning(stored.hash) : undefined;
    if (meaning === undefined) throw error;
    return { format: 'disabled', parts: { primitive: 'disabled', meaning } };
  }
}

/** RFC 2307 marks have no case; the formats write theirs in capitals. */
function parseLdap(format: PasswordFormat, hash: string, beside: Beside): HashParts | undefined {
  const text = withUpperMark(hash);
  return format.family !== 'ldap' || text === hash ? undefined : format.parse(text, beside);
}

function formatOf({ hash, format, beside }: StoredHash): PasswordFormat {
  if (format !== undefined) {
    const named = findFormat(format) ?? ruleFormat(format);
    if (named === undefined) throw new UnknownHash('the named format does not exist');
    return named;
  }
  const [best] = identify(hash, beside === undefined ? undefined : { beside });
  const found = best === undefined ? undefined : findFormat(best.format);
  if (found === undefined) throw new UnknownHash('the hash has the shape of no known format');
  return found;
}

/**
 * Whether the password belongs to the stored hash.
 *
 * @example
 * await verify('correct horse', { hash: '$2y$10$…' })
 * await verify('correct horse', 'e10adc…', { format: 'md5-salt-pass', salt: 'NaCl' })
 *
 * @throws PasswordHashError what `parse` throws, TooExpensiveHash beyond the bounds, VerifierBusy
 */
export async function verify(
  password: string | Uint8Array,
  stored: StoredHash | string,
  options: VerifyOptions = {},
): Promise<boolean> {
  const hash = typeof stored === 'string' ? fromLoose(stored, options) : stored;
  const parsed = parse(hash);
  const bytes = typeof password === 'string' ? Buffer.from(password, 'utf8') : password;
  return verifyParsed(bytes, parsed, options.limits);
}

/** The same for a hash that was parsed before. */
export async function verifyParsed(
  password: Uint8Array,
  { format, parts }: ParsedHash,
  limits?: Partial<Limits>,
): Promise<boolean> {
  if (parts.primitive === 'disabled') return false;
  const cost = checkBounds(format, parts, Math.min(password.length, MAX_PASSWORD_BYTES), limits);
  if (password.length > MAX_PASSWORD_BYTES) return false;
  if (!mayRunNatively(parts)) return matchesElsewhere(parts, password, cost.work);
  const input = await prepareAside(parts, password);
  if (parts.primitive === 'bcrypt' && needsOwnCode(parts, input))
    return matchesElsewhere(parts, password, cost.work);
  return withAdmission(cost.memory, () => verifyNatively(parts, input));
}

function mayRunNatively(parts: HashParts): boolean {
  if (parts.primitive === 'pbkdf2') return !isPbkdf2InJs(parts);
  return (
    parts.primitive === 'bcrypt' ||
    parts.primitive === 'argon2' ||
    parts.primitive === 'scrypt' ||
    parts.primitive === 'firebase-scrypt'
  );
}

/** Right here where that is faster than asking a thread. */
function matchesElsewhere(parts: HashParts, password: Uint8Array, work: number): boolean | Promise<boolean> {
  return work <= INLINE_WORK ? matchesInJs(parts, password) : verifyOnThread({ parts, password });
}

/** What the primitive gets to see: a wrapped hash has a whole old scheme in front of it. */
function prepareAside(parts: HashParts, password: Uint8Array): Uint8Array | Promise<Uint8Array> {
  if (!('prehash' in parts) || parts.prehash === undefined) return password;
  const work = compileRule(parts.prehash.rule).weigh(password.length, parts.prehash.inputs);
  return work <= INLINE_WORK
    ? prepare(parts.prehash, password)
    : prepareOnThread({ prehash: parts.prehash, password });
}

async function verifyNatively(parts: HashParts, input: Uint8Array): Promise<boolean> {
  switch (parts.primitive) {
    case 'bcrypt':
      return verifyBcryptNatively(parts, input);
    case 'argon2':
      return verifyArgon2(parts, input);
    case 'scrypt':
      return verifyScrypt(parts, input);
    case 'firebase-scrypt':
      return verifyFirebaseScrypt(parts, input);
    case 'pbkdf2':
      return verifyPbkdf2(parts, input);
    default:
      return false;
  }
}

function fromLoose(hash: string, options: VerifyOptions): StoredHash {
  const beside: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(options)) {
    if (name === 'format' || name === 'limits') continue;
    if (typeof value === 'string' || typeof value === 'number') beside[name] = value;
    if (value instanceof Uint8Array) {
      beside[name] = toHex(value);
      beside[`${name}Encoding`] = 'hex';
    }
  }
  return { hash, beside, ...(options.format === undefined ? {} : { format: options.format }) };
}
