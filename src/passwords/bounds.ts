/**
 * How much work a stored hash may ask for: computed from its parts before anything runs.
 *
 * Work is counted in microseconds of one ordinary core, roughly; memory in bytes. A hash beyond a bound is damage
 * or an attack, and is refused in no time. Whoever knows better raises a bound for one call.
 *
 * @module
 */
import { MalformedHash, TooExpensiveHash } from './errors.ts';
import type {
  Argon2Parts,
  BcryptParts,
  CryptParts,
  HashParts,
  OwnParts,
  PhpassParts,
  ScryptParts,
} from './parts.ts';
import { compileRule } from './pipeline/compile.ts';

export interface Limits {
  /** Microseconds of work, roughly. */
  readonly work: number;
  /** Bytes held while it runs. */
  readonly memory: number;
}

export interface Cost {
  readonly work: number;
  readonly memory: number;
}

/**
 * Ten seconds of a core. Django ships 1,000,000 rounds of PBKDF2 (0.15 s), bcrypt 14 takes 0.8 s, and nobody makes
 * customers wait longer; ten times the strongest honest setting is left as room.
 *
 * Two gigabytes, and what scrypt keeps beside its table: RFC 9106 §4 names that as its first choice for Argon2, and
 * Authelia offers it. Tarsnap's and libsodium's highest scrypt (N=2^20, r=8) takes half of it.
 */
export const DEFAULT_LIMITS: Limits = { work: 10_000_000, memory: 2 ** 31 + 2 ** 24 };

/**
 * Longer passwords never match: Symfony, Django, Drupal and WordPress refuse them at the same length, and it keeps
 * quadratic schemes such as SHA-crypt in bounds.
 */
export const MAX_PASSWORD_BYTES = 4096;

/** PBKDF2 libraries write 16 to 512 bytes; only the first block is ever computed. */
export const MAX_KEY_BYTES = 1024;
/** npm packages write 64; site salts of a few hundred exist. */
export const MAX_SALT_BYTES = 2048;

/** @throws MalformedHash for parameters the primitive does not have, TooExpensiveHash beyond the limits */
export function checkBounds(
  format: string,
  parts: HashParts,
  passwordLength: number,
  limits: Partial<Limits> = {},
): Cost {
  const defect = defectOf(parts);
  if (defect !== undefined) throw new MalformedHash(format, defect);
  const cost = costOf(parts, passwordLength);
  const { work, memory } = { ...DEFAULT_LIMITS, ...limits };
  if (!(cost.memory <= memory))
    throw new TooExpensiveHash(format, `asks for more than ${memory} bytes of memory`);
  if (!(cost.work <= work))
    throw new TooExpensiveHash(format, `asks for more than ${work / 1e6} seconds of work`);
  return cost;
}

/** Inputs of rules that no product writes as 0. */
const COSTS = ['iterations', 'N', 'r', 'p'] as const;

/** What the primitive's own rules forbid. */
function defectOf(parts: HashParts): string | undefined {
  if ('key' in parts && parts.key.length > MAX_KEY_BYTES) return 'the key is too long';
  if ('salt' in parts && parts.salt.length > MAX_SALT_BYTES) return 'the salt is too long';
  if (parts.primitive === 'bcrypt') return bcryptDefect(parts);
  if (parts.primitive === 'argon2') return argon2Defect(parts);
  if (parts.primitive === 'scrypt') return scryptDefect(parts);
  if (parts.primitive === 'pbkdf2' && parts.iterations < 1) return 'the number of iterations is 0';
  if (parts.primitive === 'own' && parts.inputs.iterations === 0) return 'the number of iterations is 0';
  if (parts.primitive === 'digest' && COSTS.some((name) => parts.inputs[name] === 0)) return 'a cost is 0';
  if (parts.primitive === 'firebase-scrypt') return scryptDefect(scryptOf(parts.memCost, parts.rounds));
  return undefined;
}

/** Provos and Mazières §5: a cost below 4 has no meaning; jBCrypt once took 0 for 2^32 rounds. */
function bcryptDefect({ cost }: BcryptParts): string | undefined {
  return cost < 4 || cost > 31 ? 'the cost is not between 4 and 31' : undefined;
}

/** RFC 9106 §3.1. */
function argon2Defect({ memory, passes, parallelism, key }: Argon2Parts): string | undefined {
  if (parallelism < 1 || parallelism > 255) return 'the parallelism is not between 1 and 255';
  if (passes < 1) return 'the number of passes is 0';
  if (memory < 8 * parallelism) return 'the memory is below 8 KiB per lane';
  return key.length < 4 ? 'the tag is shorter than 4 bytes' : undefined;
}

/** RFC 7914 §2. */
function scryptDefect({ N, r, p }: Pick<ScryptParts, 'N' | 'r' | 'p'>): string | undefined {
  if (N < 2 || !Number.isInteger(Math.log2(N))) return 'N is not a power of two';
  if (r < 1 || p < 1) return 'r or p is 0';
  return r * p >= 2 ** 30 ? 'r times p is too large' : undefined;
}

const scryptOf = (logN: number, r: number): Pick<ScryptParts, 'N' | 'r' | 'p'> => ({ N: 2 ** logN, r, p: 1 });

/** What verifying will cost, prehash included. */
export function costOf(parts: HashParts, passwordLength: number): Cost {
  const own = ownCost(parts, passwordLength);
  if (!('prehash' in parts) || parts.prehash === undefined) return own;
  const { rule, inputs } = parts.prehash;
  return { work: own.work + compileRule(rule).weigh(passwordLength, inputs), memory: own.memory };
}

function ownCost(parts: HashParts, passwordLength: number): Cost {
  switch (parts.primitive) {
    // 50 ms at cost 10 on the machine of reference/password-hashes.md §3.1, which the other factors come from too.
    case 'bcrypt':
      return { work: 2 ** parts.cost * 50, memory: 4168 };
    case 'argon2':
      return { work: parts.memory * parts.passes * 0.3, memory: parts.memory * 1024 };
    case 'scrypt':
      return scryptCost(parts);
    case 'firebase-scrypt':
      return scryptCost(scryptOf(parts.memCost, parts.rounds));
    case 'pbkdf2':
      return { work: parts.iterations * (WORK_PER_ROUND[parts.digest] ?? 0.4), memory: 0 };
    case 'digest':
      return { work: compileRule(parts.rule).weigh(passwordLength, parts.inputs), memory: 0 };
    case 'phpass':
      return phpassCost(parts, passwordLength);
    case 'crypt':
      return cryptCost(parts, passwordLength);
    case 'own':
      return { work: ownWork(parts), memory: 0 };
    case 'disabled':
      return { work: 0, memory: 0 };
  }
}

/** A point multiplication in BigInt takes 20 ms; the others a handful of DES or MD5 blocks. */
function ownWork({ scheme, inputs }: OwnParts): number {
  if (scheme === 'mariadb-ed25519') return 20_000;
  if (scheme === 'domino8') return 100 + Number(inputs.iterations) * (WORK_PER_ROUND.sha1 ?? 1);
  return scheme === 'otp' ? Number(inputs.rounds) * 2 : 100;
}

/** Microseconds per round where it is not near that of SHA-512; MD4 and Whirlpool run in JavaScript. */
const WORK_PER_ROUND: Readonly<Record<string, number>> = { sha256: 0.13, sha1: 0.13, md4: 3, whirlpool: 100 };

function scryptCost({ N, r, p }: Pick<ScryptParts, 'N' | 'r' | 'p'>): Cost {
  return { work: N * r * p * 0.25, memory: 128 * r * (N + p) };
}

/** A round is a block of the digest: 0.25 µs for MD5 in our own code, 1 µs for SHA-512 through OpenSSL. */
function phpassCost({ digest, logRounds }: PhpassParts, passwordLength: number): Cost {
  const blocks = Math.ceil((passwordLength + (digest === 'md5' ? 25 : 81)) / (digest === 'md5' ? 64 : 128));
  return { work: 2 ** logRounds * blocks * (digest === 'md5' ? 0.25 : 1), memory: 0 };
}

function cryptCost({ scheme, rounds = 1000, salt, setting }: CryptParts, passwordLength: number): Cost {
  // Half a second in JavaScript for Debian's setting, N=4096 and r=32.
  if (setting !== undefined) {
    const { N, r, p, t } = setting;
    return { work: N * r * 4 * (t + 1), memory: 128 * r * (N + p) };
  }
  if (scheme === 'sha256crypt' || scheme === 'sha512crypt' || scheme === 'sm3crypt') {
    const block = scheme === 'sha512crypt' ? 128 : 64;
    const perRound = Math.ceil((2 * passwordLength + salt.length + 80) / block);
    const setup = (passwordLength * passwordLength) / block;
    return { work: rounds * perRound + setup, memory: 0 };
  }
  if (scheme === 'bsdicrypt') return { work: rounds * 1.2 + passwordLength * 20, memory: 0 };
  if (scheme === 'sha1crypt') return { work: rounds * 3, memory: 0 };
  // Its own 4,096 rounds come on top of those that are stated.
  if (scheme === 'sun-md5') return { work: (4096 + rounds) * 30, memory: 0 };
  if (scheme === 'md5crypt' || scheme === 'apr1' || scheme === 'aix-smd5') {
    return { work: 1000 * Math.ceil((2 * passwordLength + 33) / 64), memory: 0 };
  }
  return { work: 2000, memory: 0 };
}
