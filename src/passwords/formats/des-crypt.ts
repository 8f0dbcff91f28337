/**
 * crypt(3) on DES, which has no mark: 13, 20, 24 or 13 + 11n digits of `./0-9A-Za-z`.
 *
 * @see https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
 * @module
 */
import { CRYPT64, crypt64Digits, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { CryptParts } from '../parts.ts';

type Scheme = 'descrypt' | 'bigcrypt' | 'crypt16';

function desFormat(
  id: Scheme,
  title: string,
  foundIn: string,
  frequency: PasswordFormat['frequency'],
  shape: RegExp,
): PasswordFormat {
  return {
    id,
    title,
    family: 'crypt',
    foundIn,
    rule: `${id}(password, salt)`,
    reference: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
    prefix: '',
    shape,
    frequency,
    needs: [],
    parse: (text) =>
      shape.test(text)
        ? { primitive: 'crypt', scheme: id, salt: Buffer.from(text.slice(0, 2)), key: text.slice(2) }
        : undefined,
    format: (parts) => (isScheme(parts, id) ? view(parts.salt).toString('latin1') + parts.key : ''),
  };
}

function isScheme(parts: { readonly primitive: string }, scheme: CryptParts['scheme']): parts is CryptParts {
  return parts.primitive === 'crypt' && 'scheme' in parts && parts.scheme === scheme;
}

export const descrypt = desFormat(
  'descrypt',
  'DES crypt',
  'Unix before 1995, Apache htpasswd -d, old LDAP, Oracle HTTP Server',
  2,
  /^[./0-9A-Za-z]{13}$/,
);

export const bigcrypt = desFormat(
  'bigcrypt',
  'bigcrypt',
  'HP-UX, DEC OSF/1',
  0,
  /^[./0-9A-Za-z]{2}(?:[./0-9A-Za-z]{11})+$/,
);

export const crypt16 = desFormat('crypt16', 'crypt16', 'Ultrix, Tru64', 0, /^[./0-9A-Za-z]{24}$/);

export const bsdicrypt: PasswordFormat = {
  id: 'bsdicrypt',
  title: 'BSDi extended DES crypt',
  family: 'crypt',
  foundIn: 'BSD/OS, PostgreSQL pgcrypto xdes',
  rule: 'bsdicrypt(password, salt, rounds)',
  reference: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
  prefix: '_',
  shape: /^_[./0-9A-Za-z]{19}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('_')) return undefined;
    if (!/^_[./0-9A-Za-z]{19}$/.test(text))
      throw new MalformedHash('bsdicrypt', 'expected 19 digits behind "_"');
    const rounds = [1, 2, 3, 4].reduce(
      (sum, at) => sum + CRYPT64.indexOf(text.charAt(at)) * 64 ** (at - 1),
      0,
    );
    if (rounds === 0) throw new MalformedHash('bsdicrypt', 'the number of rounds is 0');
    return {
      primitive: 'crypt',
      scheme: 'bsdicrypt',
      rounds,
      salt: Buffer.from(text.slice(5, 9)),
      key: text.slice(9),
    };
  },
  format: (parts) =>
    isScheme(parts, 'bsdicrypt')
      ? `_${crypt64Digits(parts.rounds ?? 0, 4)}${view(parts.salt).toString('latin1')}${parts.key}`
      : '',
};
