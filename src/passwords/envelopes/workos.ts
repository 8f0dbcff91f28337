/**
 * WorkOS' `password_hash_type` and `password_hash`, a string in PHC's manner for everything but LDAP's.
 *
 * Only bcrypt and Argon2id are described without contradiction. Three official texts spell Firebase's scrypt
 * differently; this is that of the documentation.
 *
 * @see https://workos.com/docs/reference/authkit/user/create
 * @see https://workos.com/docs/migrate/firebase
 * @module
 */
import { toBase64 } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import { type EnvelopeObject, envelope, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, firebaseScrypt, pbkdf2, saltedAt, scrypt } from './shapes.ts';
import { phcPbkdf2, phcScrypt, unpadded } from './spellings.ts';

const TITLE = 'WorkOS';

function typed(type: string, hash: string, position?: 'prefix' | 'suffix'): EnvelopeObject {
  return {
    password_hash_type: type,
    password_hash: hash,
    ...(position === undefined ? {} : { password_salt_position: position }),
  };
}

export const workos = envelope(
  { id: 'workos', title: TITLE, reference: 'https://workos.com/docs/reference/authkit/user/create' },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      disputed: 'Whether WorkOS verifies the prefix $2y$ is not confirmed.',
      disputedFor: ({ variant }) => variant === '2y',
      write: ({ text }) => typed('bcrypt', text),
    }),
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [bareArgon2(TITLE), argon2v19(TITLE)],
      disputed: 'WorkOS documents Argon2 without its variants; only Argon2id is confirmed.',
      disputedFor: ({ variant }) => variant !== 'id',
      write: (parts) => typed('argon2', formatArgon2(parts)),
    }),
    takes(scrypt, {
      what: 'scrypt',
      disputed: 'The PHC string with ln as log2 N comes from a guide of WorkOS, not from its reference.',
      write: (parts) => typed('scrypt', phcScrypt(parts)),
    }),
    takes(pbkdf2('sha1', 'sha256', 'sha512'), {
      what: 'PBKDF2 with SHA-1, SHA-256 or SHA-512',
      disputed:
        'WorkOS lists pbkdf2 without saying how the string names its digest and rounds; this is the common PHC string.',
      write: (parts) => typed('pbkdf2', phcPbkdf2(parts, parts.digest)),
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      disputed:
        "WorkOS' documentation, its migration tool and its guides spell this differently; this is the documentation's.",
      note: 'The signer key of the Firebase project stands in every record.',
      write({ rounds, memCost, salt, saltSeparator, signerKey, key }) {
        const parameters = `sk=${unpadded(signerKey)},ss=${unpadded(saltSeparator)},r=${rounds},m=${memCost}`;
        return typed('firebase-scrypt', `$firebase-scrypt$${parameters}$${unpadded(salt)}$${unpadded(key)}`);
      },
    }),
    takes(saltedAt('after', 'sha1'), {
      what: 'SHA-1 with the salt behind the password',
      disputed: "Whether WorkOS wants LDAP's {SSHA} in front is not confirmed.",
      write: ({ key, salt }) => typed('ssha', `{SSHA}${toBase64(Buffer.concat([key, salt]))}`),
    }),
    takes(saltedAt('after', 'sha256'), {
      what: 'SHA-256 with the salt behind the password',
      disputed: "Whether WorkOS wants LDAP's {SSHA256} in front is not confirmed.",
      write: ({ key, salt }) =>
        typed('ssha256', `{SSHA256}${toBase64(Buffer.concat([key, salt]))}`, 'suffix'),
    }),
    takes(saltedAt('before', 'sha256'), {
      what: 'SHA-256 with the salt before the password',
      disputed:
        "Whether WorkOS wants LDAP's {SSHA256} in front, and still the salt behind the digest, is not confirmed.",
      write: ({ key, salt }) =>
        typed('ssha256', `{SSHA256}${toBase64(Buffer.concat([key, salt]))}`, 'prefix'),
    }),
  ],
);
