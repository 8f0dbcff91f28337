/**
 * FusionAuth's import: `encryptionScheme`, `factor`, `salt` and `password` of each user.
 *
 * Salt and digest are base 64 of the bytes, but for bcrypt, which keeps its own alphabet in two pieces. A plug-in on
 * the server adds any other scheme; that is the operator's code and no envelope.
 *
 * @see https://fusionauth.io/docs/reference/password-hashes
 * @module
 */
import { toBase64 } from '../encodings.ts';
import type { HashParts } from '../parts.ts';
import { type IteratedShape, iteratedShape } from './arrangement.ts';
import { type EnvelopeObject, envelope, type Limit, refuses, takes } from './envelope.ts';
import { bcrypt, hmacs, pbkdf2, phpass, saltOf } from './shapes.ts';
import { bcryptPieces } from './spellings.ts';

const TITLE = 'FusionAuth';

function user(scheme: string, factor: number, salt: Uint8Array, key: Uint8Array): EnvelopeObject {
  return { encryptionScheme: scheme, factor, salt: toBase64(salt), password: toBase64(key) };
}

const keyOf = (...sizes: readonly number[]): Limit<{ readonly key: Uint8Array }> => ({
  says: `FusionAuth derives ${sizes.join(' or ')} bytes with this PBKDF2, and the key has another length.`,
  holds: ({ key }) => sizes.includes(key.length),
});

/** MD5 and SHA-256 over password and salt, digested again as often as the factor says. */
function salted(parts: HashParts): IteratedShape | undefined {
  const shape = iteratedShape(parts);
  const isTheirs = shape?.digest === 'md5' || shape?.digest === 'sha256';
  return isTheirs && shape?.encoding === 'utf8' ? shape : undefined;
}

const PHPASS =
  'FusionAuth lists phpass, and its reference does not say how factor, salt and digest are spelled there.';

export const fusionauth = envelope(
  { id: 'fusionauth', title: TITLE, reference: 'https://fusionauth.io/docs/reference/password-hashes' },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      write(parts) {
        const { salt, digest } = bcryptPieces(parts);
        return { encryptionScheme: 'bcrypt', factor: parts.cost, salt, password: digest };
      },
    }),
    takes(pbkdf2('sha256'), {
      what: 'PBKDF2 with SHA-256',
      limits: [keyOf(32, 64)],
      write: ({ iterations, salt, key }) =>
        user(`salted-pbkdf2-hmac-sha256${key.length === 64 ? '-512' : ''}`, iterations, salt, key),
    }),
    takes(pbkdf2('sha512'), {
      what: 'PBKDF2 with SHA-512',
      limits: [keyOf(64)],
      write: ({ iterations, salt, key }) => user('salted-pbkdf2-hmac-sha512-512', iterations, salt, key),
    }),
    takes(salted, {
      what: 'MD5, SHA-256, any number of rounds, with the salt behind the password',
      limits: [
        {
          says: 'FusionAuth puts the salt behind the password.',
          holds: ({ before }) => before.length === 0,
        },
      ],
      disputed:
        'Whether a factor of 1 means one digest, and whether the salt may be empty, is not confirmed.',
      disputedFor: (shape) => shape.iterations === 1 || saltOf(shape).position === 'none',
      write: ({ digest, iterations, after, key }) => user(`salted-${digest}`, iterations, after, key),
    }),
    takes(hmacs('sha256'), {
      what: 'HMAC-SHA256 keyed with the salt',
      limits: [
        {
          says: 'FusionAuth computes the HMAC over the password alone, keyed with its salt.',
          holds: (shape) => saltOf(shape).position === 'none',
        },
      ],
      write: ({ secret, key }) => ({
        encryptionScheme: 'salted-hmac-sha256',
        salt: toBase64(secret),
        password: toBase64(key),
      }),
    }),
    refuses(phpass('md5'), 'phpass', PHPASS),
    refuses(phpass('sha512'), 'Drupal 7', PHPASS),
  ],
);
