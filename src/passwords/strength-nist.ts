/**
 * What SP 800-63B-4 asks of a stored password, held against one hash.
 *
 * Section 3.1.1.2: salted with at least 32 bits, put through a password hashing scheme with a cost factor that can be
 * raised, and the whole password counts. It names no numbers for the cost; those are OWASP's (`strength.ts`). How the
 * salt was chosen cannot be seen from one hash.
 *
 * @see https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver
 * @module
 */
import type { CryptParts, DigestParts, HashParts } from './parts.ts';
import { isReadable } from './strength.ts';

export interface NistVerdict {
  readonly meets: boolean;
  /** Sentences, each about one requirement that is not met. */
  readonly defects: readonly string[];
  /** What whoever keeps it has to see to. */
  readonly caution?: string;
  readonly source: string;
}

const SOURCE = 'https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver';
/** SP 800-63B-4 §3.1.1.2. */
const MIN_SALT_BITS = 32;

/** `undefined` where there is no password. */
export function nistVerdict(parts: HashParts): NistVerdict | undefined {
  if (parts.primitive === 'disabled') return undefined;
  const defects = isReadable(parts)
    ? ['The password can be read from it.']
    : [saltDefect(parts), costDefect(parts), lengthDefect(parts)].filter((defect) => defect !== undefined);
  const caution = cautionFor(parts);
  return {
    meets: defects.length === 0,
    defects,
    ...(caution === undefined ? {} : { caution }),
    source: SOURCE,
  };
}

function saltDefect(parts: HashParts): string | undefined {
  if (parts.primitive === 'digest' && !hasSalt(parts))
    return usesName(parts) ? NAME_IS_NO_SALT : 'It has no salt.';
  if (parts.primitive === 'own' && parts.inputs.salt === undefined)
    return parts.inputs.username === undefined ? 'It has no salt.' : NAME_IS_NO_SALT;
  const bits = saltBits(parts);
  if (bits === undefined || bits >= MIN_SALT_BITS) return undefined;
  return `Its salt has ${bits} bits; at least ${MIN_SALT_BITS} are asked for.`;
}

const NAME_IS_NO_SALT = 'The name of the account stands in for a salt.';

/** Inputs that are no salt: numbers, site secrets, names, and words that say what kind of hash it is. */
const NO_SALT = new Set([
  'pepper',
  'signerKey',
  'username',
  'realm',
  'kind',
  'algorithm',
  'serverKey',
  'versions',
]);

function saltsOf({ inputs }: DigestParts): Uint8Array[] {
  return Object.entries(inputs).flatMap(([name, value]) =>
    !NO_SALT.has(name) && value instanceof Uint8Array && value.length > 0 ? [value] : [],
  );
}

const hasSalt = (parts: DigestParts): boolean => saltsOf(parts).length > 0;
const usesName = ({ inputs }: DigestParts): boolean => inputs.username !== undefined;

function saltBits(parts: HashParts): number | undefined {
  switch (parts.primitive) {
    case 'bcrypt':
      return 128;
    case 'phpass':
      return parts.salt.length * 6;
    case 'crypt':
      return parts.salt.length * 6;
    case 'digest':
      return Math.max(...saltsOf(parts).map((salt) => salt.length * 8));
    case 'own':
      return parts.inputs.salt instanceof Uint8Array ? parts.inputs.salt.length * 8 : undefined;
    case 'argon2':
    case 'scrypt':
    case 'firebase-scrypt':
    case 'pbkdf2':
      return parts.salt.length * 8;
    case 'disabled':
      return undefined;
  }
}

/** Schemes of crypt(3) whose number of rounds is written in the program. */
const FIXED = new Set<CryptParts['scheme']>([
  'md5crypt',
  'apr1',
  'aix-smd5',
  'descrypt',
  'bigcrypt',
  'crypt16',
]);

function costDefect(parts: HashParts): string | undefined {
  const isFixed =
    (parts.primitive === 'own' && parts.inputs.iterations === undefined) ||
    (parts.primitive === 'crypt' && FIXED.has(parts.scheme)) ||
    (parts.primitive === 'digest' && !/\b(?:iterate|pbkdf2_\w+|scrypt|argon2id|bcrypt)\(/.test(parts.rule));
  return isFixed ? 'It has no cost factor that could be raised.' : undefined;
}

/** Bytes of the password that count. */
const READS: Readonly<Record<string, number>> = { descrypt: 8, crypt16: 16, bigcrypt: 128, lmhash: 14 };

function lengthDefect(parts: HashParts): string | undefined {
  const reads = 'scheme' in parts ? READS[parts.scheme] : undefined;
  return reads === undefined ? undefined : `Only the first ${reads} bytes of the password count.`;
}

/** The section asks that a password is never cut; with bcrypt that is up to the form that takes it. */
function cautionFor(parts: HashParts): string | undefined {
  return parts.primitive === 'bcrypt' && parts.prehash === undefined
    ? 'bcrypt reads 72 bytes: let nobody choose a longer password.'
    : undefined;
}
