/**
 * How well a stored hash protects its password today, from its parameters and never from its name.
 *
 * The thresholds are those of OWASP's Password Storage Cheat Sheet (commit 6b8819da of 2026-08-17). Strong: at or
 * above one of its rows. Acceptable: a slow derivation at a tenth of it or more. Weak: below that, or a salted fast
 * digest. Broken: unsalted, reversible, or of DES' class.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 * @see https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver SP 800-63B-4 asks for a salted, costly scheme
 * @module
 */
import type { Argon2Parts, CryptParts, DigestParts, HashParts, PhpassParts, ScryptParts } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { namesIn, parseRule } from './pipeline/parse.ts';
import type { StoredHash } from './stored.ts';
import { parse } from './verify.ts';

export type StrengthClass = 'strong' | 'acceptable' | 'weak' | 'broken';

export interface Strength {
  readonly class: StrengthClass;
  readonly reason: string;
}

/** OWASP's least number of rounds by digest; SHA-1 only "for legacy". */
const PBKDF2_ROUNDS: Readonly<Record<string, number>> = { sha1: 1_400_000, sha256: 600_000, sha512: 220_000 };

/** OWASP's rows for Argon2id, as KiB and passes at one lane. */
const ARGON2_ROWS = [
  [47_104, 1],
  [19_456, 2],
  [12_288, 3],
  [9_216, 4],
  [7_168, 5],
] as const;

/** OWASP's rows for scrypt at r = 8, as log2 N and p. */
const SCRYPT_ROWS = [
  [17, 1],
  [16, 2],
  [15, 3],
  [14, 5],
  [13, 10],
] as const;

/** @throws PasswordHashError what `parse` throws */
export function strength(stored: StoredHash): Strength {
  return strengthOf(parse(stored).parts);
}

export function strengthOf(parts: HashParts): Strength {
  switch (parts.primitive) {
    case 'bcrypt':
      return parts.cost >= 10
        ? { class: 'strong', reason: `bcrypt with cost ${parts.cost}; OWASP asks for 10` }
        : graded('bcrypt rounds', 2 ** parts.cost, 2 ** 10);
    case 'argon2':
      return argon2Strength(parts);
    case 'scrypt':
      return scryptStrength(parts);
    case 'firebase-scrypt':
      return scryptStrength({ N: 2 ** parts.memCost, r: parts.rounds, p: 1 });
    case 'pbkdf2':
      return graded(
        `rounds of PBKDF2-${parts.digest}`,
        parts.iterations,
        PBKDF2_ROUNDS[parts.digest] ?? 600_000,
      );
    case 'phpass':
      return phpassStrength(parts);
    case 'crypt':
      return cryptStrength(parts);
    case 'digest':
      return digestStrength(parts);
    case 'own':
      return { class: 'broken', reason: 'a scheme without work or salt, or a reversible one' };
    case 'disabled':
      return { class: 'strong', reason: 'there is no password to guess' };
  }
}

/** Strong from the threshold on, acceptable from a tenth of it. */
function graded(what: string, has: number, wanted: number): Strength {
  const share = has / wanted;
  const reason = `${has} ${what}; OWASP asks for ${wanted}`;
  return { class: share >= 1 ? 'strong' : share >= 0.1 ? 'acceptable' : 'weak', reason };
}

function argon2Strength({ variant, memory, passes, parallelism }: Argon2Parts): Strength {
  const reason = `Argon2${variant} with ${memory} KiB, ${passes} passes and ${parallelism} lanes`;
  const meetsRow = ARGON2_ROWS.some(([kib, rounds]) => memory >= kib && passes >= rounds);
  // The rows are for Argon2id; Argon2i needs three passes to resist the attacks published on it.
  if (meetsRow && (variant === 'id' || (variant === 'i' && passes >= 3))) return { class: 'strong', reason };
  return { class: memory * passes >= 3892 ? 'acceptable' : 'weak', reason };
}

function scryptStrength({ N, r, p }: Pick<ScryptParts, 'N' | 'r' | 'p'>): Strength {
  const reason = `scrypt with N=${N}, r=${r}, p=${p}`;
  // Twice r at half of N holds the same memory.
  const meetsRow = SCRYPT_ROWS.some(([logN, lanes]) => (N * r) / 8 >= 2 ** logN && p >= lanes);
  if (meetsRow) return { class: 'strong', reason };
  return { class: N * r * p >= 104_858 ? 'acceptable' : 'weak', reason };
}

/** One round of MD5 is about a quarter of one of PBKDF2-SHA256, of SHA-512 about one and a half. */
function phpassStrength({ digest, logRounds }: PhpassParts): Strength {
  const work = 2 ** logRounds * (digest === 'md5' ? 0.25 : 1.5);
  return graded(`rounds of PBKDF2-SHA256 or as much work (phpass 2^${logRounds})`, Math.round(work), 600_000);
}

const DES_CLASS: ReadonlySet<string> = new Set(['descrypt', 'bsdicrypt', 'bigcrypt', 'crypt16']);

function cryptStrength({ scheme, rounds = 1000, setting }: CryptParts): Strength {
  if (DES_CLASS.has(scheme)) return { class: 'broken', reason: 'DES with a password of eight characters' };
  // Memory-hard as scrypt is, and its own look-ups on top.
  if (setting !== undefined) return scryptStrength(setting);
  const factor = scheme === 'sha512crypt' || scheme === 'sha256crypt' || scheme === 'sm3crypt' ? 1.5 : 0.3;
  return graded(`rounds of PBKDF2-SHA256 or as much work (${scheme})`, Math.round(rounds * factor), 600_000);
}

/** What a salt is called; a site secret alone makes equal passwords look equal. */
const SALTS: ReadonlySet<string> = new Set(['salt', 'username', 'realm']);

function digestStrength({ rule, inputs }: DigestParts): Strength {
  const names = namesIn(parseRule(rule));
  const work = Math.round(compileRule(rule).weigh(10, inputs));
  const isSlow = /\b(?:pbkdf2_\w+|scrypt|argon2id|bcrypt)\(/.test(rule);
  if (isSlow || work >= 60_000)
    return graded('digest blocks, the work of as many rounds of PBKDF2-SHA256', work, 600_000);
  if (names.some((name) => SALTS.has(name)))
    return { class: 'weak', reason: `salted, but only ${work} digest blocks` };
  return { class: 'broken', reason: 'unsalted: equal passwords have equal hashes, and tables exist' };
}
