/**
 * crypt(3) with a mark: MD5 crypt and its kin, SHA-crypt, SHA-1 crypt.
 *
 * @see https://www.akkadia.org/drepper/SHA-crypt.txt
 * @see https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
 * @module
 */
import { view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { Family, PasswordFormat } from '../format.ts';
import type { CryptParts, CryptScheme } from '../parts.ts';

interface CryptRow {
  readonly id: string;
  readonly title: string;
  readonly foundIn: string;
  readonly scheme: CryptScheme;
  readonly prefix: string;
  readonly keyLength: number;
  /** Characters of salt that count; a longer one is cut, as libc does. */
  readonly maxSalt: number;
  readonly rounds?: { readonly standard: number; readonly min: number; readonly max: number };
  readonly frequency: PasswordFormat['frequency'];
  readonly family?: Family;
  readonly aliases?: readonly string[];
}

function cryptFormat(row: CryptRow): PasswordFormat {
  const mark = row.prefix.replace(/[${}]/g, '\\$&');
  const rounds = row.rounds === undefined ? '' : '(?:rounds=\\d+\\$)?';
  return {
    id: row.id,
    title: row.title,
    family: row.family ?? 'crypt',
    foundIn: row.foundIn,
    rule: `${row.scheme}(password, salt${row.rounds === undefined ? '' : ', rounds'})`,
    reference: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    prefix: row.prefix,
    shape: new RegExp(`^${mark}${rounds}[^$\\n:]{0,64}\\$[./0-9A-Za-z]{${row.keyLength}}$`),
    frequency: row.frequency,
    needs: [],
    parse: (text) =>
      text.startsWith(row.prefix) ? parseCrypt(row, text.slice(row.prefix.length)) : undefined,
    format: (parts) =>
      parts.primitive === 'crypt' && parts.scheme === row.scheme ? writeCrypt(row, parts) : '',
  };
}

function parseCrypt(row: CryptRow, body: string): CryptParts {
  const pieces = body.split('$');
  const stated = pieces[0]?.startsWith('rounds=') && row.rounds !== undefined ? pieces.shift() : undefined;
  const [salt, key, ...others] = pieces;
  if (salt === undefined || key === undefined || others.length > 0) {
    throw new MalformedHash(row.id, 'expected a salt and a digest separated by "$"');
  }
  if (key.length !== row.keyLength || !/^[./0-9A-Za-z]+$/.test(key)) {
    throw new MalformedHash(
      row.id,
      `expected ${row.keyLength} digits behind the salt, found ${key.length} characters`,
    );
  }
  return {
    primitive: 'crypt',
    scheme: row.scheme,
    salt: Buffer.from(salt, 'utf8').subarray(0, row.maxSalt),
    key,
    ...(row.rounds === undefined ? {} : { rounds: roundsOf(row.id, row.rounds, stated) }),
  };
}

function roundsOf(
  id: string,
  { standard, min, max }: NonNullable<CryptRow['rounds']>,
  stated: string | undefined,
): number {
  if (stated === undefined) return standard;
  const digits = stated.slice('rounds='.length);
  if (!/^\d{1,10}$/.test(digits)) throw new MalformedHash(id, 'the rounds are not a number');
  return Math.min(max, Math.max(min, Number(digits)));
}

function writeCrypt(row: CryptRow, { rounds, salt, key }: CryptParts): string {
  const stated = rounds === undefined || rounds === row.rounds?.standard ? '' : `rounds=${rounds}$`;
  return `${row.prefix}${stated}${view(salt).toString('utf8')}$${key}`;
}

/** SHA-crypt §"Rounds": clamped, not refused. */
const SHA_ROUNDS = { standard: 5000, min: 1000, max: 999_999_999 } as const;

export const md5crypt = cryptFormat({
  id: 'md5crypt',
  title: 'MD5 crypt',
  foundIn: 'Linux and BSD shadow files, Cisco IOS type 5, old Dovecot, Plesk',
  scheme: 'md5crypt',
  prefix: '$1$',
  keyLength: 22,
  maxSalt: 8,
  frequency: 2,
  aliases: ['md5-crypt', 'crypt-md5'],
});

export const apr1 = cryptFormat({
  id: 'apr1',
  title: 'Apache MD5',
  foundIn: 'Apache htpasswd, nginx',
  scheme: 'apr1',
  prefix: '$apr1$',
  keyLength: 22,
  maxSalt: 8,
  frequency: 2,
});

export const sha256crypt = cryptFormat({
  id: 'sha256crypt',
  title: 'SHA-256 crypt',
  foundIn: 'glibc shadow files, Dovecot, MySQL sha256_password',
  scheme: 'sha256crypt',
  prefix: '$5$',
  keyLength: 43,
  maxSalt: 16,
  rounds: SHA_ROUNDS,
  frequency: 2,
});

export const sha512crypt = cryptFormat({
  id: 'sha512crypt',
  title: 'SHA-512 crypt',
  foundIn: 'glibc shadow files, iRedMail, Mailcow, Moodle',
  scheme: 'sha512crypt',
  prefix: '$6$',
  keyLength: 86,
  maxSalt: 16,
  rounds: SHA_ROUNDS,
  frequency: 2,
});

export const sm3crypt = cryptFormat({
  id: 'sm3crypt',
  title: 'SM3 crypt',
  foundIn: 'openEuler, Kylin',
  scheme: 'sm3crypt',
  prefix: '$sm3$',
  keyLength: 43,
  maxSalt: 16,
  rounds: SHA_ROUNDS,
  frequency: 0,
});

export const aixSmd5 = cryptFormat({
  id: 'aix-smd5',
  title: 'AIX {smd5}',
  foundIn: 'AIX',
  scheme: 'aix-smd5',
  prefix: '{smd5}',
  keyLength: 22,
  maxSalt: 8,
  frequency: 0,
});

/** SHA-1 crypt puts its rounds where the others put a salt. */
export const sha1crypt: PasswordFormat = {
  id: 'sha1crypt',
  title: 'SHA-1 crypt',
  family: 'crypt',
  foundIn: 'NetBSD, Juniper',
  rule: 'sha1crypt(password, salt, rounds)',
  reference: 'https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html',
  prefix: '$sha1$',
  shape: /^\$sha1\$\d+\$[./0-9A-Za-z]{0,64}\$[./0-9A-Za-z]{28}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('$sha1$')) return undefined;
    const [rounds = '', salt = '', key = '', ...others] = text.slice(6).split('$');
    if (others.length > 0 || !/^\d{1,10}$/.test(rounds))
      throw new MalformedHash('sha1crypt', 'the rounds are not a number');
    if (!/^[./0-9A-Za-z]{0,64}$/.test(salt))
      throw new MalformedHash('sha1crypt', 'the salt is not up to 64 digits');
    if (!/^[./0-9A-Za-z]{28}$/.test(key)) throw new MalformedHash('sha1crypt', 'the digest is not 28 digits');
    return { primitive: 'crypt', scheme: 'sha1crypt', rounds: Number(rounds), salt: Buffer.from(salt), key };
  },
  format: (parts) =>
    parts.primitive === 'crypt' && parts.scheme === 'sha1crypt'
      ? `$sha1$${parts.rounds}$${view(parts.salt).toString('latin1')}$${parts.key}`
      : '',
};
