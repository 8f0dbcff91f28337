/**
 * Okta's `credentials.password.hash`: digest and salt apart, both as base 64 of the raw bytes.
 *
 * bcrypt arrives in pieces and without its letter, so `$2a$`, `$2b$` and `$2y$` are one there.
 *
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/
 * @module
 */
import { toBase64 } from '../encodings.ts';
import type { DigestShape } from './arrangement.ts';
import { type EnvelopeObject, envelope, takes } from './envelope.ts';
import { bcrypt, oneSalt, pbkdf2, saltOf, utf8Digests } from './shapes.ts';
import { bcryptPieces } from './spellings.ts';

const TITLE = 'Okta';

const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
};

function digestHash(shape: DigestShape): EnvelopeObject {
  const algorithm = ALGORITHMS[shape.digest] ?? '';
  const { position, salt } = saltOf(shape);
  const value = toBase64(shape.key);
  if (position === 'none') return { algorithm, value };
  return { algorithm, salt: toBase64(salt), saltOrder: position === 'after' ? 'POSTFIX' : 'PREFIX', value };
}

export const okta = envelope(
  {
    id: 'okta',
    title: TITLE,
    reference: 'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/',
  },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      limits: [{ says: 'Okta takes bcrypt of cost 1 to 20.', holds: ({ cost }) => cost >= 1 && cost <= 20 }],
      write(parts) {
        const { salt, digest } = bcryptPieces(parts);
        return { algorithm: 'BCRYPT', workFactor: parts.cost, salt, value: digest };
      },
    }),
    takes(utf8Digests('md5', 'sha1', 'sha256', 'sha512'), {
      what: 'MD5, SHA-1, SHA-256, SHA-512, once, with a salt on one side',
      limits: [oneSalt(TITLE)],
      write: digestHash,
    }),
    takes(pbkdf2('sha256', 'sha512'), {
      what: 'PBKDF2 with SHA-256 or SHA-512',
      limits: [
        {
          says: 'Okta takes PBKDF2 from 4,096 iterations on.',
          holds: ({ iterations }) => iterations >= 4096,
        },
      ],
      write: ({ digest, iterations, salt, key }) => ({
        algorithm: 'PBKDF2',
        digestAlgorithm: digest === 'sha256' ? 'SHA256_HMAC' : 'SHA512_HMAC',
        iterationCount: iterations,
        // Bytes, not bits.
        keySize: key.length,
        salt: toBase64(salt),
        value: toBase64(key),
      }),
    }),
  ],
);
