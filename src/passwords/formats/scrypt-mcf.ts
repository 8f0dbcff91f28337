/**
 * crypt(3)'s `$7$`: log2 N in one digit, r and p in five, least significant first; the salt is used as its text.
 *
 * @see https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
 * @see https://doc.libsodium.org/password_hashing/the_scrypt_alternative libsodium's strings, padded with NUL
 * @module
 */
import { CRYPT64, crypt64Digits, readCrypt64, toCrypt64, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';

const ID = 'scrypt-mcf7';
const BODY =
  /^\$7\$([./0-9A-Za-z])([./0-9A-Za-z]{5})([./0-9A-Za-z]{5})([^$\s]{0,64})\$([./0-9A-Za-z]{43})\0*$/;

export const scryptMcf: PasswordFormat = {
  id: ID,
  title: 'crypt(3) scrypt $7$',
  family: 'crypt',
  foundIn: 'libxcrypt, libsodium, Debian',
  rule: 'scrypt(password, salt, N, r, p, 32)',
  reference: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
  prefix: '$7$',
  shape: BODY,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('$7$')) return undefined;
    const [, logN = '', r = '', p = '', salt = '', keyText = ''] = BODY.exec(text) ?? [];
    const key = readCrypt64(keyText);
    if (key === undefined || key.length !== 32)
      throw new MalformedHash(ID, 'expected costs, a salt and 43 digits');
    return {
      primitive: 'scrypt',
      N: 2 ** CRYPT64.indexOf(logN),
      r: number(r),
      p: number(p),
      salt: Buffer.from(salt, 'latin1'),
      key,
    };
  },
  format(parts) {
    if (parts.primitive !== 'scrypt') return '';
    const costs = CRYPT64.charAt(Math.log2(parts.N)) + crypt64Digits(parts.r, 5) + crypt64Digits(parts.p, 5);
    return `$7$${costs}${view(parts.salt).toString('latin1')}$${toCrypt64(parts.key)}`;
  },
};

function number(digits: string): number {
  return [...digits].reduce((sum, digit, at) => sum + CRYPT64.indexOf(digit) * 64 ** at, 0);
}
