/**
 * What it costs to guess a password from its stored hash: guesses a second, as a range, with where the rate stands
 * written (`attack-rates.ts`).
 *
 * What has a cost parameter is computed from the rate of its primitive. It says how fast, not how long: that depends
 * on the password.
 *
 * @module
 */
import {
  ARGON2,
  type AttackRate,
  BCRYPT,
  DESCRYPT,
  DIGEST_RATES,
  LM,
  MD5CRYPT,
  PBKDF2_RATES,
  RANGE,
  type RateSource,
  SCRYPT,
  SHA512CRYPT,
} from './attack-rates.ts';
import type { CryptParts, DigestParts, HashParts, OwnParts } from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { isDigest } from './primitives/digest.ts';

export interface AttackCost {
  /** Guesses a second: a modest and a well-funded attacker. */
  readonly guessesPerSecond: readonly [low: number, high: number];
  /** Seconds to try the given number of passwords, for the well-funded and the modest one. */
  secondsFor(passwords: number): readonly [fast: number, slow: number];
  readonly source: RateSource;
  /**
   * `measured`: the primitive itself was measured. `compared`: nobody published it; taken from the measured primitive
   * that does the same kind of work.
   */
  readonly basis: 'measured' | 'compared';
}

interface Rate extends AttackRate {
  readonly compared?: true;
}

/** `undefined` where there is no password to guess. */
export function attackCost(parts: HashParts): AttackCost | undefined {
  const rate = rateOf(parts);
  if (rate === undefined) return undefined;
  const guessesPerSecond = [rate.perSecond * RANGE.low, rate.perSecond * RANGE.high] as const;
  return {
    guessesPerSecond,
    secondsFor: (passwords) => [passwords / guessesPerSecond[1], passwords / guessesPerSecond[0]],
    source: rate.source,
    basis: rate.compared === true ? 'compared' : 'measured',
  };
}

function rateOf(parts: HashParts): Rate | undefined {
  switch (parts.primitive) {
    case 'bcrypt':
      return divide(BCRYPT, 2 ** parts.cost);
    case 'argon2':
      return divide(ARGON2, parts.memory * parts.passes);
    case 'scrypt':
      return divide(SCRYPT, parts.N * parts.r * parts.p);
    case 'firebase-scrypt':
      return divide(SCRYPT, 2 ** parts.memCost * parts.rounds);
    case 'pbkdf2':
      return pbkdf2Rate(parts.digest, parts.iterations);
    case 'phpass':
      return divide(DIGEST_RATES[parts.digest], 2 ** parts.logRounds);
    case 'crypt':
      return cryptRate(parts);
    case 'digest':
      return digestRate(parts);
    case 'own':
      return ownRate(parts);
    case 'disabled':
      return undefined;
  }
}

const divide = (rate: Rate, work: number): Rate => ({
  ...rate,
  perSecond: rate.perSecond / Math.max(1, work),
});
const compared = (rate: AttackRate): Rate => ({ ...rate, compared: true });

/** An attacker computes the first block of the key only. */
function pbkdf2Rate(digest: string, iterations: number): Rate {
  if (Object.hasOwn(PBKDF2_RATES, digest))
    return divide(PBKDF2_RATES[digest as keyof typeof PBKDF2_RATES], iterations);
  // Two blocks a round.
  return divide(rateOfDigest(digest), 2 * iterations);
}

/** Digests that nobody measured are near SHA-512 at the slowest. */
function rateOfDigest(name: string): Rate {
  return Object.hasOwn(DIGEST_RATES, name)
    ? DIGEST_RATES[name as keyof typeof DIGEST_RATES]
    : compared(DIGEST_RATES.sha512);
}

function cryptRate({ scheme, rounds = 1000, setting }: CryptParts): Rate {
  if (setting !== undefined) return compared(divide(SCRYPT, setting.N * setting.r));
  switch (scheme) {
    case 'descrypt':
      return DESCRYPT;
    case 'bigcrypt':
    case 'crypt16':
      return compared(DESCRYPT);
    case 'bsdicrypt':
      return compared(divide(DESCRYPT, rounds / 25));
    case 'sha512crypt':
      return divide(SHA512CRYPT, rounds);
    case 'sha256crypt':
    case 'sm3crypt':
      return compared(divide(DIGEST_RATES.sha256, 2 * rounds));
    case 'sha1crypt':
      return compared(divide(PBKDF2_RATES.sha1, rounds));
    case 'md5crypt':
    case 'apr1':
      return divide(MD5CRYPT, 1000);
    case 'sun-md5':
      // Its own 4,096 rounds come on top of those that are stated.
      return compared(divide(MD5CRYPT, 4096 + rounds));
    default:
      return compared(divide(MD5CRYPT, rounds));
  }
}

/** What the rule names decides: a memory-hard derivation alone, else the slowest digest and its blocks. */
function digestRate({ rule, inputs }: DigestParts): Rate {
  const work = compileRule(rule).weigh(10, inputs);
  // The weights that the functions of these names have for each unit of the rate.
  if (/\bscrypt\(/.test(rule)) return divide(SCRYPT, work / 0.3);
  if (/\bargon2\w+\(/.test(rule)) return divide(ARGON2, work / 0.6);
  const named = [...rule.matchAll(/\b(pbkdf2_|hmac_)?([a-z]\w*?\d)\(/g)].flatMap(([, kind, spelled = '']) => {
    const name = spelled.replace('_', '-');
    if (!isDigest(name)) return [];
    return [kind === 'pbkdf2_' ? pbkdf2Rate(name, 1) : rateOfDigest(name)];
  });
  const [first = compared(DIGEST_RATES.sha512), ...others] = named;
  const slowest = others.reduce((least, rate) => (rate.perSecond < least.perSecond ? rate : least), first);
  return divide(slowest, work);
}

/** A handful of blocks of DES or MD5; the slowest digest of the others is SHA-1. */
function ownRate({ scheme, inputs }: OwnParts): Rate {
  if (scheme === 'lmhash') return LM;
  if (scheme === 'oracle10') return compared(LM);
  if (scheme === 'domino8') return divide(PBKDF2_RATES.sha1, Number(inputs.iterations));
  return compared(scheme === 'sap-g' ? DIGEST_RATES.sha1 : DIGEST_RATES.md5);
}
