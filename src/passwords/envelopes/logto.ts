/**
 * Logto's `passwordAlgorithm` and `passwordDigest`, whose `Legacy` is a small program as JSON: the name of a digest,
 * its arguments with `"@"` for the password, and the expected result.
 *
 * Arguments are texts; only PBKDF2 takes a salt of bytes, as `hex:`. Names are those of Node's crypto, so MD4 and
 * Whirlpool, which OpenSSL 3 no longer loads, are not among them.
 *
 * @see https://docs.logto.io/user-management/migration
 * @module
 */
import { toHex } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import type { FirebaseScryptParts, Pbkdf2Parts } from '../parts.ts';
import type { DigestShape } from './arrangement.ts';
import { type EnvelopeObject, envelope, type Limit, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  firebaseScrypt,
  pbkdf2,
  unsalted,
  utf8Digests,
} from './shapes.ts';
import { firebasePieces, textSalt } from './spellings.ts';

const TITLE = 'Logto';
const MAX_TEXT = 256;
const PASSWORD = '@';

const NODE_DIGESTS = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-256',
  'sha3-512',
  'ripemd160',
] as const;

function user(passwordAlgorithm: string, passwordDigest: string): EnvelopeObject {
  return { passwordAlgorithm, passwordDigest };
}

function short<T>(write: (value: T) => string): Limit<T> {
  return {
    says: `Logto takes digests of up to ${MAX_TEXT} characters.`,
    holds: (value) => write(value).length <= MAX_TEXT,
  };
}

function digestProgram({ digest, key, before, after }: DigestShape): string {
  const salts = [textSalt(before) ?? '', textSalt(after) ?? ''];
  const args = [salts[0], PASSWORD, salts[1]].filter((arg) => arg !== '');
  return JSON.stringify([digest, args, toHex(key)]);
}

function pbkdf2Program({ digest, iterations, salt, key }: Pbkdf2Parts): string {
  const args = [`hex:${toHex(salt)}`, String(iterations), String(key.length), digest, PASSWORD];
  return JSON.stringify(['pbkdf2', args, toHex(key)]);
}

function firebaseProgram(parts: FirebaseScryptParts): string {
  const { salt, signerKey, saltSeparator, hash } = firebasePieces(parts);
  const args = [salt, signerKey, saltSeparator, String(parts.rounds), String(parts.memCost), PASSWORD];
  return JSON.stringify(['firebase-scrypt', args, hash]);
}

/** A salt of one "@" would be read as the password. */
function isArgument(bytes: Uint8Array): boolean {
  const text = textSalt(bytes);
  return text !== undefined && text !== PASSWORD;
}

export const logto = envelope(
  { id: 'logto', title: TITLE, reference: 'https://docs.logto.io/user-management/migration' },
  [
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [bareArgon2(TITLE), argon2v19(TITLE), short(formatArgon2)],
      write: (parts) => user(`Argon2${parts.variant}`, formatArgon2(parts)),
    }),
    takes(bcrypt, {
      what: 'bcrypt',
      // hash-wasm, which Logto verifies with, throws instead of cutting.
      note: 'Passwords over 72 bytes are refused at login, where bcrypt cuts them elsewhere.',
      write: ({ text }) => user('Bcrypt', text),
    }),
    takes(unsalted('md5', 'sha1', 'sha256'), {
      what: 'MD5, SHA-1, SHA-256, unsalted',
      write: ({ digest, key }) => user(digest.toUpperCase(), toHex(key)),
    }),
    takes(utf8Digests(...NODE_DIGESTS), {
      what: "any digest of Node's crypto, with salt on either side",
      limits: [
        {
          says: 'Logto takes the salts of digests as text, and this one is bytes.',
          holds: ({ before, after }) => isArgument(before) && isArgument(after),
        },
        short(digestProgram),
      ],
      write: (shape) => user('Legacy', digestProgram(shape)),
    }),
    takes(pbkdf2(...NODE_DIGESTS), {
      what: 'PBKDF2',
      limits: [short(pbkdf2Program)],
      write: (parts) => user('Legacy', pbkdf2Program(parts)),
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      limits: [short(firebaseProgram)],
      note: 'Logto has this since 2026-03. The signer key of the Firebase project stands in every record.',
      write: (parts) => user('Legacy', firebaseProgram(parts)),
    }),
  ],
);
