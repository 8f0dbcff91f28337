/**
 * authentik's `set_password_hash`: the strings of Django's password hashers.
 *
 * Django's salts are the text in the string, so bytes only fit when they are printable. Plain bcrypt is refused:
 * Django's hasher runs SHA-256 first, and that cannot be added afterwards.
 *
 * @see https://github.com/goauthentik/authentik/pull/24234 the policy for work factors, and `override`
 * @see https://docs.djangoproject.com/en/5.2/topics/auth/passwords/
 * @module
 */
import { toBase64 } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import { envelope, type Limit, refuses, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, bcryptOver, pbkdf2, scrypt } from './shapes.ts';
import { asBcrypt2b, textSalt } from './spellings.ts';

const TITLE = 'authentik';

const DISPUTED =
  'Releases with the policy of pull request 24234 want current work factors or the override flag; which release carries it is not confirmed.';

const djangoSalt: Limit<{ readonly salt: Uint8Array }> = {
  says: 'authentik reads Django strings, whose salt is text without "$", and this one is bytes.',
  holds: ({ salt }) => salt.length > 0 && textSalt(salt, '$') !== undefined,
};

const djangoKey = (size: number): Limit<{ readonly key: Uint8Array }> => ({
  says: `Django derives ${size} bytes here, and the key has another length.`,
  holds: ({ key }) => key.length === size,
});

export const authentik = envelope(
  {
    id: 'authentik',
    title: TITLE,
    reference: 'https://github.com/goauthentik/authentik/pull/24234',
  },
  [
    takes(pbkdf2('sha256'), {
      what: 'PBKDF2 with SHA-256',
      limits: [djangoSalt, djangoKey(32)],
      disputed: DISPUTED,
      write: ({ iterations, salt, key }) =>
        `pbkdf2_sha256$${iterations}$${textSalt(salt, '$') ?? ''}$${toBase64(key)}`,
    }),
    takes(pbkdf2('sha1'), {
      what: 'PBKDF2 with SHA-1',
      limits: [djangoSalt, djangoKey(20)],
      disputed: DISPUTED,
      write: ({ iterations, salt, key }) =>
        `pbkdf2_sha1$${iterations}$${textSalt(salt, '$') ?? ''}$${toBase64(key)}`,
    }),
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [bareArgon2(TITLE), argon2v19(TITLE)],
      disputed: DISPUTED,
      write: (parts) => `argon2${formatArgon2(parts)}`,
    }),
    takes(bcryptOver('hex(sha256(password))'), {
      what: "Django's bcrypt over SHA-256",
      disputed: DISPUTED,
      write: (parts) => `bcrypt_sha256$${asBcrypt2b(parts)}`,
    }),
    takes(scrypt, {
      what: 'scrypt',
      limits: [djangoSalt, djangoKey(64)],
      disputed: DISPUTED,
      write: ({ N, r, p, salt, key }) =>
        `scrypt$${N}$${textSalt(salt, '$') ?? ''}$${r}$${p}$${toBase64(key)}`,
    }),
    refuses(
      bcrypt,
      'bcrypt',
      'authentik takes bcrypt over SHA-256 only; a plain bcrypt hash cannot be turned into one.',
    ),
  ],
);
