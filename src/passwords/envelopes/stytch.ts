/**
 * Stytch's `passwords/migrate`: `hash_type`, `hash` and a configuration beside it.
 *
 * scrypt and Argon2 go in as PHC strings, which say all of it; Stytch's own exports use the salt of scrypt as its
 * base64 text, so `scrypt_config` might decode it or not. Salts of plain digests are JSON texts, so they must be text.
 *
 * @see https://stytch.com/docs/api/password-migrate
 * @module
 */
import { toBase64, toHex } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import { envelope, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, pbkdf2, phpass, scrypt, utf8Digests } from './shapes.ts';
import { phcScrypt, phpassText, textSalt } from './spellings.ts';

const TITLE = 'Stytch';

const DIGESTS: Readonly<Record<string, { readonly type: string; readonly config: string }>> = {
  md5: { type: 'md_5', config: 'md_5_config' },
  sha1: { type: 'sha_1', config: 'sha_1_config' },
  sha512: { type: 'sha_512', config: 'sha_512_config' },
};

export const stytch = envelope(
  { id: 'stytch', title: TITLE, reference: 'https://stytch.com/docs/api/password-migrate' },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      disputed: 'Whether Stytch verifies the prefix $2y$ is not confirmed.',
      disputedFor: ({ variant }) => variant === '2y',
      note: 'Stytch has bounds for the cost that it does not publish (invalid_bcrypt_cost).',
      write: ({ text }) => ({ hash_type: 'bcrypt', hash: text }),
    }),
    takes(argon2('id', 'i'), {
      what: 'Argon2id, Argon2i',
      limits: [bareArgon2(TITLE), argon2v19(TITLE)],
      write: (parts) => ({ hash_type: `argon_2${parts.variant}`, hash: formatArgon2(parts) }),
    }),
    takes(scrypt, {
      what: 'scrypt',
      limits: [{ says: 'Stytch takes scrypt up to N = 262,144.', holds: ({ N }) => N < 262_145 }],
      write: (parts) => ({ hash_type: 'scrypt', hash: phcScrypt(parts) }),
    }),
    takes(pbkdf2('sha256', 'sha512'), {
      what: 'PBKDF2 with SHA-256 or SHA-512',
      write: ({ digest, iterations, salt, key }) => ({
        hash_type: 'pbkdf_2',
        hash: toBase64(key),
        pbkdf_2_config: {
          salt: toBase64(salt),
          iteration_amount: iterations,
          key_length: key.length,
          algorithm: digest,
        },
      }),
    }),
    takes(utf8Digests('md5', 'sha1', 'sha512'), {
      what: 'MD5, SHA-1, SHA-512, once, with salt on either side',
      limits: [
        {
          says: 'Stytch takes the salts of MD5, SHA-1 and SHA-512 as text, and this one is bytes.',
          holds: ({ before, after }) => textSalt(before) !== undefined && textSalt(after) !== undefined,
        },
      ],
      disputed: 'Stytch does not say how these digests are encoded; this is lower-case hex.',
      write({ digest, key, before, after }) {
        const { type = '', config = '' } = DIGESTS[digest] ?? {};
        const salts = {
          ...(before.length === 0 ? {} : { prepend_salt: textSalt(before) ?? '' }),
          ...(after.length === 0 ? {} : { append_salt: textSalt(after) ?? '' }),
        };
        const isSalted = before.length + after.length > 0;
        return { hash_type: type, hash: toHex(key), ...(isSalted ? { [config]: salts } : {}) };
      },
    }),
    takes(phpass('md5'), {
      what: 'phpass',
      write: (parts) => ({ hash_type: 'phpass', hash: phpassText(parts) }),
    }),
  ],
);
