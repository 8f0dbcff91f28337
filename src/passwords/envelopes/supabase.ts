/**
 * Supabase Auth's `password_hash`: bcrypt, Argon2 or `$fbscrypt$`, and nothing else.
 *
 * The list is that of its parser. Base 64 in `$fbscrypt$` is standard and padded; a field that is named must not be
 * empty there, so that an empty salt separator is left out.
 *
 * @see https://github.com/supabase/auth/blob/master/internal/crypto/password.go
 * @module
 */
import { formatArgon2 } from '../formats/argon2.ts';
import { envelope, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, firebaseScrypt, someSalt } from './shapes.ts';
import { firebasePieces } from './spellings.ts';

const TITLE = 'Supabase Auth';

export const supabase = envelope(
  {
    id: 'supabase',
    title: TITLE,
    reference: 'https://github.com/supabase/auth/blob/master/internal/crypto/password.go',
  },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      limits: [
        { says: 'Supabase Auth takes bcrypt of cost 4 to 31.', holds: ({ cost }) => cost >= 4 && cost <= 31 },
      ],
      write: ({ text }) => text,
    }),
    takes(argon2('id', 'i'), {
      what: 'Argon2id, Argon2i',
      limits: [
        bareArgon2(TITLE),
        argon2v19(TITLE),
        { says: 'Supabase Auth takes Argon2 up to 1 GiB.', holds: ({ memory }) => memory <= 2 ** 20 },
        { says: 'Supabase Auth takes Argon2 up to 20 passes.', holds: ({ passes }) => passes <= 20 },
        { says: 'Supabase Auth takes Argon2 up to 16 lanes.', holds: ({ parallelism }) => parallelism <= 16 },
        { says: 'Supabase Auth wants a salt with Argon2.', holds: ({ salt }) => salt.length > 0 },
      ],
      write: formatArgon2,
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      limits: [someSalt(TITLE)],
      note: 'The signer key of the Firebase project stands in every hash.',
      write(parts) {
        const { salt, saltSeparator, signerKey, hash } = firebasePieces(parts);
        const separator = saltSeparator === '' ? '' : `,ss=${saltSeparator}`;
        return `$fbscrypt$v=1,n=${parts.memCost},r=${parts.rounds},p=1${separator},sk=${signerKey}$${salt}$${hash}`;
      },
    }),
  ],
);
