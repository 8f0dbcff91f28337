/**
 * OpenLDAP's `userPassword`: a scheme in braces and what its module reads.
 *
 * SHA-2, PBKDF2 and Argon2 need the modules pw-sha2, pw-pbkdf2 and argon2. pw-pbkdf2 takes salts of 16 bytes and
 * keys as long as the digest; others are stored and never bind, as slapd 2.5.13 showed.
 *
 * @see https://www.openldap.org/doc/admin26/security.html#Password%20Storage
 * @module
 */
import { toAdapted64, toBase64 } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import { scryptMcf } from '../formats/scrypt-mcf.ts';
import type { HashParts } from '../parts.ts';
import { DIGESTS } from '../primitives/digest.ts';
import { envelope, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  crypt,
  cryptSalt,
  pbkdf2,
  scrypt,
  utf8Digests,
} from './shapes.ts';
import { cryptText } from './spellings.ts';

const TITLE = 'OpenLDAP';

const SCHEMES: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA',
  sha256: 'SHA256',
  sha384: 'SHA384',
  sha512: 'SHA512',
};

const libc = 'crypt(3) of the server computes it: seen with libxcrypt on Debian, not with every libc.';

interface Yescrypt {
  /** Everything before the digest, as it was stored. */
  readonly text: string;
  readonly key: string;
}

function yescrypt(parts: HashParts): Yescrypt | undefined {
  const found = crypt('yescrypt')(parts);
  return found?.setting === undefined ? undefined : { text: found.setting.text, key: found.key };
}

export const openldap = envelope(
  {
    id: 'openldap',
    title: TITLE,
    reference: 'https://www.openldap.org/doc/admin26/security.html#Password%20Storage',
  },
  [
    takes(utf8Digests('md5', 'sha1', 'sha256', 'sha384', 'sha512'), {
      what: 'MD5, SHA-1, SHA-256, SHA-384, SHA-512, unsalted or with the salt behind the password',
      limits: [
        {
          says: 'OpenLDAP puts the salt behind the password.',
          holds: ({ before }) => before.length === 0,
        },
      ],
      write({ digest, key, after }) {
        const scheme = `${after.length > 0 ? 'S' : ''}${SCHEMES[digest]}`;
        return `{${scheme}}${toBase64(Buffer.concat([key, after]))}`;
      },
    }),
    takes(pbkdf2('sha1', 'sha256', 'sha512'), {
      what: 'PBKDF2 with SHA-1, SHA-256 or SHA-512',
      limits: [
        {
          says: 'OpenLDAP binds PBKDF2 with salts of 16 bytes only.',
          holds: ({ salt }) => salt.length === 16,
        },
        {
          says: 'OpenLDAP binds PBKDF2 with keys as long as the digest only.',
          holds: ({ digest, key }) => key.length === DIGESTS[digest].size,
        },
      ],
      write({ digest, iterations, salt, key }) {
        const scheme = digest === 'sha1' ? 'PBKDF2' : `PBKDF2-${digest.toUpperCase()}`;
        return `{${scheme}}${iterations}$${toAdapted64(salt)}$${toAdapted64(key)}`;
      },
    }),
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [bareArgon2(TITLE), argon2v19(TITLE)],
      write: (parts) => `{ARGON2}${formatArgon2(parts)}`,
    }),
    takes(bcrypt, { what: 'bcrypt', note: libc, write: ({ text }) => `{CRYPT}${text}` }),
    takes(crypt('md5crypt', 'sha256crypt', 'sha512crypt'), {
      what: 'crypt(3): $1$, $5$, $6$',
      limits: [cryptSalt],
      note: libc,
      write: (parts) => `{CRYPT}${cryptText(parts)}`,
    }),
    takes(yescrypt, {
      what: 'yescrypt: $y$',
      note: libc,
      write: ({ text, key }) => `{CRYPT}${text}$${key}`,
    }),
    takes(scrypt, {
      what: 'scrypt as $7$',
      limits: [
        { says: 'crypt(3) has scrypt with keys of 32 bytes only.', holds: ({ key }) => key.length === 32 },
        {
          says: 'crypt(3) takes the salt of scrypt as text of its own alphabet.',
          holds: ({ salt }) => /^[./0-9A-Za-z]+$/.test(Buffer.from(salt).toString('latin1')),
        },
      ],
      note: libc,
      write: (parts) => `{CRYPT}${scryptMcf.format?.(parts) ?? ''}`,
    }),
  ],
);
