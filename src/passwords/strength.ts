/**
 * How well a stored hash protects its password today, from its parameters and never from its name.
 *
 * The thresholds are those of OWASP's Password Storage Cheat Sheet (commit 6b8819da of 2026-08-17). Strong: at or
 * above one of its rows. Acceptable: a slow derivation at a tenth of it or more. Weak: below that, or a salted fast
 * digest. Broken: unsalted, reversible, or of DES' class. What NIST says of the same hash stands in `strength-nist.ts`,
 * what to do about it in `strength-advice.ts`.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 * @module
 */
import type {
  Argon2Parts,
  CryptParts,
  DigestParts,
  HashParts,
  OwnParts,
  PhpassParts,
  ScryptParts,
} from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import type { StoredHash } from './stored.ts';
import { parse } from './verify.ts';

export type StrengthClass = 'strong' | 'acceptable' | 'weak' | 'broken';

export interface Strength {
  readonly class: StrengthClass;
  readonly reason: string;
  /** Section of the rule that decided. */
  readonly source: string;
}

type Verdict = Omit<Strength, 'source'>;

const OWASP = 'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html';

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
  return { ...verdictOn(parts), source: `${OWASP}#${SECTIONS[parts.primitive] ?? 'hashing-vs-encryption'}` };
}

/** Sections of the cheat sheet; what is measured against PBKDF2's rounds has its section. */
const SECTIONS: Partial<Record<HashParts['primitive'], string>> = {
  bcrypt: 'bcrypt',
  argon2: 'argon2id',
  scrypt: 'scrypt',
  'firebase-scrypt': 'scrypt',
  pbkdf2: 'pbkdf2',
  phpass: 'pbkdf2',
  crypt: 'pbkdf2',
  digest: 'upgrading-legacy-hashes',
  own: 'upgrading-legacy-hashes',
};

function verdictOn(parts: HashParts): Verdict {
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
        `rounds of PBKDF2-${parts.digest.toUpperCase()}`,
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
      return ownStrength(parts);
    case 'disabled':
      return { class: 'strong', reason: 'there is no password to guess' };
  }
}

const inWords = (count: number): string => count.toLocaleString('en-US');

/** Strong from the threshold on, acceptable from a tenth of it. */
function graded(what: string, has: number, wanted: number): Verdict {
  const share = has / wanted;
  const reason = `${inWords(has)} ${what}; OWASP asks for ${inWords(wanted)}`;
  return { class: share >= 1 ? 'strong' : share >= 0.1 ? 'acceptable' : 'weak', reason };
}

function argon2Strength({ variant, memory, passes, parallelism }: Argon2Parts): Verdict {
  const reason = `Argon2${variant} with ${memory} KiB, ${passes} passes and ${parallelism} lanes`;
  const meetsRow = ARGON2_ROWS.some(([kib, rounds]) => memory >= kib && passes >= rounds);
  // The rows are for Argon2id; Argon2i needs three passes to resist the attacks published on it.
  if (meetsRow && (variant === 'id' || (variant === 'i' && passes >= 3))) return { class: 'strong', reason };
  return { class: memory * passes >= 3892 ? 'acceptable' : 'weak', reason };
}

function scryptStrength({ N, r, p }: Pick<ScryptParts, 'N' | 'r' | 'p'>): Verdict {
  const reason = `scrypt with N=${N}, r=${r}, p=${p}`;
  // Twice r at half of N holds the same memory.
  const meetsRow = SCRYPT_ROWS.some(([logN, lanes]) => (N * r) / 8 >= 2 ** logN && p >= lanes);
  if (meetsRow) return { class: 'strong', reason };
  return { class: N * r * p >= 104_858 ? 'acceptable' : 'weak', reason };
}

/** One round of MD5 is about a quarter of one of PBKDF2-SHA256, of SHA-512 about one and a half. */
function phpassStrength({ digest, logRounds }: PhpassParts): Verdict {
  const work = 2 ** logRounds * (digest === 'md5' ? 0.25 : 1.5);
  return graded(`rounds of PBKDF2-SHA256 or as much work (phpass 2^${logRounds})`, Math.round(work), 600_000);
}

const DES_CLASS: ReadonlySet<string> = new Set(['descrypt', 'bsdicrypt', 'bigcrypt', 'crypt16']);

function cryptStrength({ scheme, rounds = 1000, setting }: CryptParts): Verdict {
  if (DES_CLASS.has(scheme)) return { class: 'broken', reason: 'DES with a password of eight characters' };
  // Memory-hard as scrypt is, and its own look-ups on top.
  if (setting !== undefined) return scryptStrength(setting);
  const factor = scheme === 'sha512crypt' || scheme === 'sha256crypt' || scheme === 'sm3crypt' ? 1.5 : 0.3;
  // Sun's own 4,096 come on top of those that are stated.
  const all = scheme === 'sun-md5' ? 4096 + rounds : rounds;
  return graded(`rounds of PBKDF2-SHA256 or as much work (${scheme})`, Math.round(all * factor), 600_000);
}

function ownStrength(parts: OwnParts): Verdict {
  if (isReadable(parts)) return { class: 'broken', reason: 'the password can be read from it' };
  const { scheme, inputs } = parts;
  if (scheme === 'domino8' && typeof inputs.iterations === 'number')
    return graded('rounds of PBKDF2-SHA1', inputs.iterations, PBKDF2_ROUNDS.sha1 ?? 600_000);
  if (inputs.salt !== undefined) return { class: 'weak', reason: 'salted, but only a few blocks of work' };
  return { class: 'broken', reason: 'a few blocks of an old primitive, without a salt' };
}

/** What a salt is called; a site secret alone makes equal passwords look equal. */
const SALTS: ReadonlySet<string> = new Set(['salt', 'username', 'realm']);

function digestStrength({ rule, inputs }: DigestParts): Verdict {
  if (isPlain(rule)) return { class: 'broken', reason: 'the password itself stands there' };
  const { names, weigh } = compileRule(rule);
  const work = Math.round(weigh(10, inputs));
  // The weights these functions have in pipeline/functions.ts, taken back.
  if (/\bargon2id\(/.test(rule)) return memoryHard('Argon2id', 'KiB times passes', work / 0.6, 38_912);
  if (/\bscrypt\(/.test(rule)) return memoryHard('scrypt', 'N times r times p', work / 0.3, 2 ** 20);
  const isSlow = /\b(?:pbkdf2_\w+|bcrypt)\(/.test(rule);
  if (isSlow || work >= 60_000)
    return graded('digest blocks, the work of as many rounds of PBKDF2-SHA256', work, 600_000);
  if (names.some((name) => SALTS.has(name)))
    return {
      class: 'weak',
      reason: `salted, but no more work than ${inWords(work)} ${work === 1 ? 'block' : 'blocks'} of a fast digest`,
    };
  return { class: 'broken', reason: 'unsalted: equal passwords have equal hashes, and tables exist' };
}

function memoryHard(name: string, unit: string, has: number, wanted: number): Verdict {
  const { class: found, reason } = graded(unit, Math.round(has), wanted);
  return { class: found, reason: `${name} with ${reason}` };
}

/** A rule that changes the password's spelling and nothing else. */
function isPlain(rule: string): boolean {
  return /^(?:(?:hex|HEX|base64|utf16le|latin1|trim|nfc)\()*password\)*$/.test(rule);
}

/** Whether the password can be read back from what is stored, without guessing. */
export function isReadable(parts: HashParts): boolean {
  if (parts.primitive === 'own') return parts.scheme === 'cisco-type7';
  return parts.primitive === 'digest' && isPlain(parts.rule);
}
