/**
 * What it costs to guess a password from its stored hash: guesses a second on one graphics card, as a range.
 *
 * The rates are those of hashcat 6.2.6 on an RTX 4090 as S. Croley published them in October 2022, rounded; everything
 * with a cost parameter is computed from the rate of its primitive. The range is a third to thirty times of that: from
 * an older card to a rented rack. It says how fast, not how long: that depends on the password.
 *
 * @see https://gist.github.com/Chick3nman/32e662a5bb63bc4f51b847bb422222fd
 * @module
 */
import type { DigestName, HashParts } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';

export interface AttackCost {
  /** Guesses a second: a modest and a well-funded attacker. */
  readonly guessesPerSecond: readonly [low: number, high: number];
  /** Seconds to try the given number of passwords, for the well-funded and the modest one. */
  secondsFor(passwords: number): readonly [fast: number, slow: number];
  readonly source: string;
}

/** Blocks of a digest a second. */
const RATES: Partial<Record<DigestName, number>> = {
  md4: 2.9e11,
  md5: 1.64e11,
  sha1: 5.1e10,
  sha256: 2.2e10,
  sha512: 7.5e9,
};
/** Digests that were not measured are near SHA-512 at the slowest. */
const OTHER_RATE = 7.5e9;

/** 32 rounds of bcrypt (cost 5) at 184 kH/s. */
const BCRYPT_ROUNDS = 184_000 * 32;
/** scrypt with N=16384, r=8, p=1 at 7.1 kH/s; memory bound, so by the product. */
const SCRYPT_PRODUCT = 7_100 * 16_384 * 8;
/** KiB-passes of Argon2: not in that benchmark; taken as scrypt's bytes touched, 128 N r p. */
const ARGON2_KIB = (SCRYPT_PRODUCT * 128) / 1024;
/** DES crypt at 6.4 GH/s with its 25 passes. */
const DES_RATE = 6.4e9;

const SOURCE = 'hashcat 6.2.6 on one RTX 4090 (Croley, 2022-10), a third to thirty times';

export function attackCost(parts: HashParts): AttackCost {
  const rate = rateOf(parts);
  const guessesPerSecond = [rate / 3, rate * 30] as const;
  return {
    guessesPerSecond,
    secondsFor: (passwords) => [passwords / guessesPerSecond[1], passwords / guessesPerSecond[0]],
    source: SOURCE,
  };
}

function rateOf(parts: HashParts): number {
  switch (parts.primitive) {
    case 'bcrypt':
      return BCRYPT_ROUNDS / 2 ** parts.cost;
    case 'argon2':
      return ARGON2_KIB / (parts.memory * parts.passes);
    case 'scrypt':
      return SCRYPT_PRODUCT / (parts.N * parts.r * parts.p);
    case 'firebase-scrypt':
      return SCRYPT_PRODUCT / (2 ** parts.memCost * parts.rounds);
    case 'pbkdf2':
      // Two blocks a round once the pads are prepared; an attacker computes the first key block only.
      return (RATES[parts.digest] ?? OTHER_RATE) / (2 * parts.iterations);
    case 'phpass':
      return (RATES[parts.digest] ?? OTHER_RATE) / 2 ** parts.logRounds;
    case 'crypt':
      return parts.setting === undefined
        ? cryptRate(parts.scheme, parts.rounds ?? 1000)
        : SCRYPT_PRODUCT / (parts.setting.N * parts.setting.r);
    case 'digest':
      return digestRate(parts.rule, parts.inputs);
    case 'own':
      return DES_RATE;
    case 'disabled':
      return 0;
  }
}

function cryptRate(scheme: string, rounds: number): number {
  if (scheme.startsWith('sha512')) return 7.5e9 / (rounds * 2);
  if (scheme.startsWith('sha') || scheme.startsWith('sm3')) return 2.2e10 / (rounds * 2);
  if (scheme.includes('md5') || scheme === 'apr1') return 1.64e11 / (rounds * 2);
  return scheme === 'bsdicrypt' ? (DES_RATE * 25) / rounds : DES_RATE;
}

/** By the slowest digest the rule names: a guess costs its blocks. */
function digestRate(rule: string, inputs: Parameters<ReturnType<typeof compileRule>['weigh']>[1]): number {
  const named = (Object.keys(RATES) as DigestName[]).filter((name) => rule.includes(`${name}(`));
  const rates = named.map((name) => RATES[name] ?? OTHER_RATE);
  return (
    Math.min(...rates, named.length === 0 ? OTHER_RATE : Infinity) /
    Math.max(1, compileRule(rule).weigh(10, inputs))
  );
}
