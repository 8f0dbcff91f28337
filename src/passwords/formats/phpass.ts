/**
 * phpass' portable hashes: `$P$` or `$H$`, one digit of log2 rounds, eight of salt, 22 of MD5; and Drupal 7's `$S$`
 * with SHA-512, cut to 55 characters.
 *
 * @see https://www.openwall.com/phpass/
 * @see https://api.drupal.org/api/drupal/includes%21password.inc/7.x
 * @module
 */
import { CRYPT64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { PhpassParts } from '../parts.ts';

interface Kind {
  readonly digest: PhpassParts['digest'];
  readonly keyLength: number;
  /** Bytes; the products refuse longer passwords before they hash. */
  readonly maxPassword: number;
}

const MD5: Kind = { digest: 'md5', keyLength: 22, maxPassword: 4096 };
/** 512: Drupal's own limit against slow requests (SA-CORE-2014-006). */
const SHA512: Kind = { digest: 'sha512', keyLength: 43, maxPassword: 512 };

/** phpass accepts 7 to 30; beyond 2^30 nothing was ever written. */
const MIN_LOG = 7;
const MAX_LOG = 30;

function phpassFormat(
  about: Pick<PasswordFormat, 'id' | 'title' | 'foundIn' | 'frequency' | 'prefix'> & {
    readonly aliases?: readonly string[];
  },
  kind: Kind,
): PasswordFormat {
  const length = 9 + kind.keyLength;
  const mark = about.prefix.charAt(1);
  return {
    ...about,
    family: 'phpass',
    rule: `iterate(2^n, ${kind.digest}(salt . password), ${kind.digest}(it . password))`,
    reference: 'https://www.openwall.com/phpass/',
    // WoltLab keeps phpBB's hashes with a colon behind them.
    shape: new RegExp(`^\\$${mark}\\$[./0-9A-Za-z]{${length}}:?$`),
    needs: [],
    parse(text) {
      if (!text.startsWith(about.prefix)) return undefined;
      const body = text.slice(3).replace(/:$/, '');
      if (body.length !== length || !/^[./0-9A-Za-z]+$/.test(body)) {
        throw new MalformedHash(about.id, `expected ${length} digits behind ${about.prefix}`);
      }
      const logRounds = CRYPT64.indexOf(body.charAt(0));
      if (logRounds < MIN_LOG || logRounds > MAX_LOG)
        throw new MalformedHash(about.id, 'the rounds are out of range');
      const { digest, maxPassword } = kind;
      return {
        primitive: 'phpass',
        digest,
        logRounds,
        salt: body.slice(1, 9),
        key: body.slice(9),
        maxPassword,
      };
    },
    format: (parts) =>
      parts.primitive === 'phpass' && parts.digest === kind.digest
        ? `${about.prefix}${CRYPT64.charAt(parts.logRounds)}${parts.salt}${parts.key}`
        : '',
  };
}

export const phpassP = phpassFormat(
  {
    id: 'phpass-P',
    title: 'phpass $P$',
    foundIn: 'WordPress up to 6.7, WooCommerce, bbPress, Drupal 6 imports, TYPO3, Vanilla',
    frequency: 3,
    prefix: '$P$',
    aliases: ['phpass'],
  },
  MD5,
);

export const phpassH = phpassFormat(
  { id: 'phpass-H', title: 'phpass $H$', foundIn: 'phpBB 3.0', frequency: 2, prefix: '$H$' },
  MD5,
);

export const drupal7 = phpassFormat(
  { id: 'drupal7', title: 'Drupal 7', foundIn: 'Drupal 7 to 10.0', frequency: 3, prefix: '$S$' },
  SHA512,
);
