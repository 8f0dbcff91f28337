/**
 * SuperTokens' bulk import: `passwordHash` and `hashingAlgorithm` of a login method.
 *
 * Its core looks at bcrypt's prefix only and computes `$2a$` for all of them, so `$2x$` would fail for passwords
 * outside ASCII. Nothing is hashed anew at login.
 *
 * @see https://supertokens.com/docs/migration/account-migration
 * @module
 */
import { formatArgon2 } from '../formats/argon2.ts';
import { type EnvelopeObject, envelope, type Limit, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, firebaseScrypt } from './shapes.ts';
import { firebasePieces } from './spellings.ts';

const TITLE = 'SuperTokens';
const MAX_TEXT = 256;

function login(hashingAlgorithm: string, passwordHash: string): EnvelopeObject {
  return { passwordHash, hashingAlgorithm };
}

function short<T>(write: (value: T) => string): Limit<T> {
  return {
    says: `SuperTokens takes hashes of up to ${MAX_TEXT} characters.`,
    holds: (value) => write(value).length <= MAX_TEXT,
  };
}

export const supertokens = envelope(
  {
    id: 'supertokens',
    title: TITLE,
    reference: 'https://supertokens.com/docs/migration/account-migration',
  },
  [
    takes(bcrypt, { what: 'bcrypt', write: ({ text }) => login('bcrypt', text) }),
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [bareArgon2(TITLE), argon2v19(TITLE), short(formatArgon2)],
      write: (parts) => login('argon2', formatArgon2(parts)),
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      note: 'The signer key goes into the core (firebase_password_hashing_signer_key). Passwords outside ASCII are garbled there: their owners are locked out.',
      write(parts) {
        const { hash, salt, saltSeparator } = firebasePieces(parts);
        const costs = `m=${parts.memCost}$r=${parts.rounds}`;
        return login('firebase_scrypt', `$f_scrypt$${hash}$${salt}$${costs}$s=${saltSeparator}`);
      },
    }),
  ],
);
