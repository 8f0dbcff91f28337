/**
 * Descope's `hashedPassword`: exactly one key, named after the algorithm.
 *
 * The shapes are those of its Go SDK; the one for Node lacks `sha` and `argon2`, and the wire takes them.
 *
 * @see https://github.com/descope/go-sdk/blob/main/descope/types.go
 * @module
 */
import { toBase64, toHex } from '../encodings.ts';
import { envelope, refuses, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  firebaseScrypt,
  pbkdf2,
  phpass,
  unsalted,
  utf8Digests,
} from './shapes.ts';
import { firebasePieces } from './spellings.ts';

const TITLE = 'Descope';

export const descope = envelope(
  { id: 'descope', title: TITLE, reference: 'https://github.com/descope/go-sdk/blob/main/descope/types.go' },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      disputed: 'Whether Descope verifies the prefix $2y$ is not confirmed.',
      disputedFor: ({ variant }) => variant === '2y',
      write: ({ text }) => ({ bcrypt: { hash: text } }),
    }),
    takes(argon2('id'), {
      what: 'Argon2id',
      limits: [bareArgon2(TITLE), argon2v19(TITLE)],
      disputed: 'Descope has no field for the variant of Argon2; that it means Argon2id is assumed.',
      write: ({ key, salt, passes, memory, parallelism }) => ({
        argon2: {
          hash: toBase64(key),
          salt: toBase64(salt),
          iterations: passes,
          memory,
          threads: parallelism,
        },
      }),
    }),
    takes(pbkdf2('sha1', 'sha256', 'sha512'), {
      what: 'PBKDF2 with SHA-1, SHA-256 or SHA-512',
      write: ({ digest, iterations, salt, key }) => ({
        pbkdf2: { hash: toBase64(key), salt: toBase64(salt), iterations, type: digest },
      }),
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      note: 'The signer key of the Firebase project stands in every record.',
      write: (parts) => ({
        firebase: { ...firebasePieces(parts), memory: parts.memCost, rounds: parts.rounds },
      }),
    }),
    takes(phpass('md5'), {
      what: 'phpass',
      disputed:
        'Whether iterations is the number of rounds or its logarithm is not confirmed; this is the number.',
      write: ({ key, salt, logRounds }) => ({
        phpass: { hash: key, salt, iterations: 2 ** logRounds, type: 'md5' },
      }),
    }),
    takes(phpass('sha512'), {
      what: 'Drupal 7',
      disputed:
        'Whether iterations is the number of rounds, and whether a digest cut as Drupal cuts it matches, is not confirmed.',
      write: ({ key, salt, logRounds }) => ({
        phpass: { hash: key, salt, iterations: 2 ** logRounds, type: 'sha512' },
      }),
    }),
    takes(unsalted('md5'), {
      what: 'MD5, unsalted',
      write: ({ key }) => ({ md5: { hash: toHex(key) } }),
    }),
    takes(unsalted('sha1', 'sha256', 'sha512'), {
      what: 'SHA-1, SHA-256, SHA-512, unsalted',
      disputed: 'Whether Descope takes these without a salt is not confirmed.',
      write: ({ digest, key }) => ({ sha: { hash: toHex(key), type: digest } }),
    }),
    refuses(
      utf8Digests('sha1', 'sha256', 'sha512'),
      'SHA-1, SHA-256, SHA-512 with salt',
      'Descope does not say on which side of the password it puts the salt, and the wrong one locks everybody out.',
    ),
    refuses(utf8Digests('md5'), 'MD5 with salt', 'Descope takes MD5 without salt only.'),
  ],
);
