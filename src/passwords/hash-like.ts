/**
 * Hashes a new password exactly as a legacy system hashed the one in front of us: same format, same parameters, a
 * fresh salt of the same length and alphabet.
 *
 * So synthetic customers can be made that are to the target what the real ones are. Nothing is believed: what was
 * written is read again, its parameters are compared, and the password is verified, before it is handed out. What
 * cannot be made says so as `CannotHash`, with the reason.
 *
 * @module
 */
import { PasswordHashError } from './errors.ts';
import { deriveParts } from './hash-like/derive.ts';
import { withFreshColumns, withFreshSalts } from './hash-like/fresh-salt.ts';
import { rewrite } from './hash-like/rewrite.ts';
import { parametersOf } from './parameters.ts';
import type { HashParts } from './parts.ts';
import { MAX_HASH_LENGTH, type StoredHash } from './stored.ts';
import { parse, verify } from './verify.ts';

/** No hash of this kind can be made for a password of ours, and why. */
export class CannotHash extends PasswordHashError {
  constructor(format: string, reason: string) {
    super('hash-not-makeable', format, `${format}: ${reason}`);
  }
}

export interface HashLikeOptions {
  /** Columns of the new customer that take part: `username`, `realm`. */
  readonly beside?: Readonly<Record<string, string | number>>;
}

/**
 * @example
 * const sample = { hash: 'pbkdf2_sha256$260000$…' };
 * const made = await hashLike(sample, 'correct horse');
 * await verify('correct horse', made); // true
 *
 * @param sample only its format, its parameters and the secrets of the site are used
 * @throws CannotHash; PasswordHashError what `parse` throws for the sample
 */
export async function hashLike(
  sample: StoredHash,
  password: string | Uint8Array,
  options: HashLikeOptions = {},
): Promise<StoredHash> {
  const { format, parts } = parse(sample);
  if (parts.primitive === 'disabled') throw new CannotHash(format, 'nobody can log in with it');
  const bytes = typeof password === 'string' ? Buffer.from(password, 'utf8') : password;
  const named = { ...sample, format };
  const salted = withNewSalt(named, parts, ownColumns(sample, options));
  const settled = parse(salted);
  const wanted = await deriveParts(settled.parts, bytes);
  if (wanted === undefined)
    throw new CannotHash(format, 'its primitive cannot be computed for this password');
  const made = rewrite(salted, settled.parts, wanted, (read) => sameKey(read, wanted));
  if (made === undefined) throw new CannotHash(format, 'its strings can be read, and not be written');
  await insist(made, format, parts, bytes);
  return made;
}

/** The columns of the new person over those of the sample, with salts of their own. */
function ownColumns(
  { beside }: StoredHash,
  { beside: own }: HashLikeOptions,
): Readonly<Record<string, string | number>> | undefined {
  if (beside === undefined) return undefined;
  const taking = Object.entries(own ?? {}).filter(([name]) => Object.hasOwn(beside, name));
  return { ...withFreshColumns(beside), ...Object.fromEntries(taking) };
}

/** The sample with another salt and the old key: read once more, so that all that hangs on the salt follows it. */
function withNewSalt(
  sample: StoredHash,
  before: HashParts,
  beside: Readonly<Record<string, string | number>> | undefined,
): StoredHash {
  const columns = beside === undefined ? sample : { ...sample, beside };
  const fromColumns = parse(columns).parts;
  // A salt that changed with its column stands in no string.
  if (beside !== undefined && saltOf(fromColumns) !== saltOf(before)) return columns;
  const fresh = withFreshSalts(fromColumns);
  if (saltOf(fresh) === saltOf(fromColumns)) return columns;
  return rewrite(columns, fromColumns, fresh, (read) => saltOf(read) === saltOf(fresh)) ?? columns;
}

/** All that is drawn for one hash, as text to compare. */
function saltOf(parts: HashParts): string {
  if (parts.primitive === 'bcrypt') return parts.text.slice(0, -31);
  if (parts.primitive === 'phpass') return parts.salt;
  if ('salt' in parts) return Buffer.from(parts.salt).toString('hex');
  if (parts.primitive !== 'digest' && parts.primitive !== 'own') return '';
  const salt = parts.inputs.salt ?? parts.inputs.seed;
  return salt instanceof Uint8Array ? Buffer.from(salt).toString('hex') : '';
}

function sameKey(read: HashParts, wanted: HashParts): boolean {
  return keyOf(read) === keyOf(wanted) && saltOf(read) === saltOf(wanted);
}

function keyOf(parts: HashParts): string {
  if (parts.primitive === 'disabled') return '';
  if (parts.primitive === 'bcrypt') return parts.text;
  return typeof parts.key === 'string' ? parts.key : Buffer.from(parts.key).toString('hex');
}

async function insist(
  made: StoredHash,
  format: string,
  sample: HashParts,
  password: Uint8Array,
): Promise<void> {
  const { parts } = parse(made);
  if (made.hash.length > MAX_HASH_LENGTH || parts.primitive !== sample.primitive)
    throw new CannotHash(format, 'what was written reads as something else');
  if (parametersOf(parts) !== parametersOf(sample))
    throw new CannotHash(format, 'its parameters do not survive the writing');
  if (!(await verify(password, made))) throw new CannotHash(format, 'what was written does not verify');
}
