/**
 * The tables of how strength is judged: thresholds of OWASP, and published rates of guessing.
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
  SCRYPT,
  SHA512CRYPT,
} from '../../src/passwords/attack-rates.ts';
import { table } from '../tables/table.ts';

const RATES: readonly (readonly [what: string, unit: string, rate: AttackRate])[] = [
  ...Object.entries(DIGEST_RATES).map(
    ([name, rate]) => [`${name.toUpperCase()}, salted or not`, 'blocks', rate] as const,
  ),
  ...Object.entries(PBKDF2_RATES).map(
    ([name, rate]) => [`PBKDF2-${name.toUpperCase()}`, 'rounds', rate] as const,
  ),
  ['bcrypt', 'rounds, 2 to the cost', BCRYPT],
  ['scrypt', 'N · r · p', SCRYPT],
  ['Argon2', 'KiB times passes', ARGON2],
  ['DES crypt', 'guesses', DESCRYPT],
  ['LM', 'guesses of one half', LM],
  ['MD5 crypt', 'rounds', MD5CRYPT],
  ['SHA-512 crypt', 'rounds', SHA512CRYPT],
];

/** What one card does in a second. */
export function ratesTable(): string {
  return table(
    ['work', 'counted in', 'a second', 'source'],
    RATES.map(([what, unit, { perSecond, source }]) => [
      what,
      unit,
      Number(perSecond.toPrecision(4)).toLocaleString('en-US'),
      `[${source.title}](${source.url})`,
    ]),
  );
}
