/**
 * Auth0's bulk import: `password_hash` for plain bcrypt of cost 10, `custom_password_hash` for everything else.
 *
 * Salts and digests go in as hex, so no byte is ever read as text. What `password.encoding` says happens to the
 * password before the salt is put beside it.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples
 * @module
 */
import { toBase64, toHex } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import type { Arrangement, DigestShape } from './arrangement.ts';
import { type EnvelopeObject, envelope, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  digests,
  hmacs,
  oneSalt,
  pbkdf2,
  saltedBcrypt,
  saltOf,
  scrypt,
  utf8Digests,
} from './shapes.ts';
import { phcPbkdf2 } from './spellings.ts';

const TITLE = 'Auth0';

const custom = (hash: EnvelopeObject): EnvelopeObject => ({ custom_password_hash: hash });

const hex = (bytes: Uint8Array): EnvelopeObject => ({ value: toHex(bytes), encoding: 'hex' });

const text = (value: string): EnvelopeObject => ({ value, encoding: 'utf8' });

function saltIn(around: Arrangement): EnvelopeObject {
  const { position, salt } = saltOf(around);
  if (position === 'none') return {};
  return { salt: { ...hex(salt), position: position === 'after' ? 'suffix' : 'prefix' } };
}

function digestHash(shape: DigestShape): EnvelopeObject {
  const password = shape.encoding === 'utf8' ? {} : { password: { encoding: 'utf16le' } };
  return custom({ algorithm: shape.digest, hash: hex(shape.key), ...saltIn(shape), ...password });
}

export const auth0 = envelope(
  {
    id: 'auth0',
    title: TITLE,
    reference:
      'https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples',
  },
  [
    takes((parts) => plainBcrypt(bcrypt(parts)), {
      what: 'bcrypt $2a$ or $2b$ of cost 10',
      write: (parts) => ({ password_hash: parts.text }),
    }),
    takes(bcrypt, {
      what: 'bcrypt',
      write: (parts) => custom({ algorithm: 'bcrypt', hash: text(parts.text) }),
    }),
    takes(saltedBcrypt, {
      what: 'bcrypt over password and pepper',
      limits: [oneSalt(TITLE)],
      note: 'A pepper of the site stands in every record.',
      write: (parts) => custom({ algorithm: 'bcrypt', hash: text(parts.text), ...saltIn(parts) }),
    }),
    takes(argon2('id', 'i'), {
      what: 'Argon2id, Argon2i',
      limits: [
        bareArgon2(TITLE),
        argon2v19(TITLE),
        {
          says: 'Auth0 verifies Argon2 with libsodium, which is only known to take one lane (p=1).',
          holds: ({ parallelism }) => parallelism === 1,
        },
      ],
      disputed: 'That Auth0 verifies Argon2i is inferred from libsodium and not documented.',
      disputedFor: ({ variant }) => variant === 'i',
      write: (parts) => custom({ algorithm: 'argon2', hash: text(formatArgon2(parts)) }),
    }),
    takes(digests('md4', 'md5', 'sha1', 'sha256', 'sha512'), {
      what: 'MD4, MD5, SHA-1, SHA-256, SHA-512, with a salt on one side, over UTF-8 or UTF-16',
      limits: [oneSalt(TITLE)],
      write: digestHash,
    }),
    takes(utf8Digests('sha224', 'sha384'), {
      what: 'SHA-224, SHA-384 in the form of LDAP',
      limits: [
        {
          says: 'Auth0 takes SHA-224 and SHA-384 as LDAP schemes only, which put the salt behind the password.',
          holds: (shape) => shape.before.length === 0,
        },
      ],
      write({ digest, key, after }) {
        const scheme = `${after.length > 0 ? 'S' : ''}${digest.toUpperCase()}`;
        return custom({
          algorithm: 'ldap',
          hash: text(`{${scheme}}${toBase64(Buffer.concat([key, after]))}`),
        });
      },
    }),
    takes(hmacs('md4', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'whirlpool'), {
      what: 'HMAC, with a salt on one side of the password',
      limits: [oneSalt(TITLE)],
      note: 'The key of the HMAC stands in every record.',
      write: (shape) =>
        custom({
          algorithm: 'hmac',
          hash: { ...hex(shape.key), digest: shape.digest, key: hex(shape.secret) },
          ...saltIn(shape),
        }),
    }),
    takes(pbkdf2('md4', 'md5', 'ripemd160', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'whirlpool'), {
      what: 'PBKDF2 with any digest of OpenSSL by its old name',
      // l and i are always written: Auth0 would read 100,000 and 64 where they are missing.
      write: (parts) => custom({ algorithm: 'pbkdf2', hash: text(phcPbkdf2(parts, parts.digest)) }),
    }),
    takes(scrypt, {
      what: 'scrypt',
      limits: [{ says: 'Auth0 wants a salt with scrypt.', holds: ({ salt }) => salt.length > 0 }],
      write: ({ N, r, p, salt, key }) =>
        custom({
          algorithm: 'scrypt',
          hash: hex(key),
          salt: hex(salt),
          keylen: key.length,
          cost: N,
          blockSize: r,
          parallelization: p,
        }),
    }),
  ],
);

/** The form that Auth0's own tools check with `^\$2[ab]?\$10+\$`. */
function plainBcrypt(parts: ReturnType<typeof bcrypt>): ReturnType<typeof bcrypt> {
  return parts?.cost === 10 && parts.variant !== '2y' ? parts : undefined;
}
