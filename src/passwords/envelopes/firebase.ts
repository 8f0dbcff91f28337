/**
 * Firebase Authentication and Identity Platform, `accounts:batchCreate`: parameters of the hash belong to the
 * request, so accounts with the same `request` go together; `user` is each account's own.
 *
 * Bytes are web-safe base 64 with padding. bcrypt goes in whole, as the bytes of its text; MD5 as the bytes of its
 * hex text, and SHA as raw bytes. The emulator does not verify hashes at all.
 *
 * @see https://cloud.google.com/identity-platform/docs/reference/rest/v1/projects.accounts/batchCreate
 * @see https://github.com/firebase/firebase-tools/issues/6386 digests of several rounds
 * @module
 */
import { toBase64, toHex } from '../encodings.ts';
import type { Arrangement } from './arrangement.ts';
import { iteratedShape } from './arrangement.ts';
import { type EnvelopeObject, envelope, refuses, takes } from './envelope.ts';
import {
  argon2,
  bcrypt,
  firebaseScrypt,
  hmacs,
  oneSalt,
  pbkdf2,
  saltOf,
  scrypt,
  utf8Digests,
} from './shapes.ts';

const TITLE = 'Firebase';

const ARGON2_TYPES = { id: 'ARGON2_ID', i: 'ARGON2_I', d: 'ARGON2_D' } as const;
const ARGON2_VERSIONS = { 16: 'VERSION_10', 19: 'VERSION_13' } as const;

/** What Google's own integration test derives; other lengths are neither documented nor refused. */
const PROVEN_KEY = 64;

function webSafe(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_');
}

function handed(request: EnvelopeObject, key: Uint8Array, salt: Uint8Array): EnvelopeObject {
  const salted = salt.length === 0 ? {} : { salt: webSafe(salt) };
  return { request, user: { passwordHash: webSafe(key), ...salted } };
}

/** Stated in every request: the defaults differ between digests and HMAC. */
function orderOf(around: Arrangement): EnvelopeObject {
  const isBehind = saltOf(around).position === 'after';
  return { passwordHashOrder: isBehind ? 'PASSWORD_AND_SALT' : 'SALT_AND_PASSWORD' };
}

export const firebase = envelope(
  {
    id: 'firebase',
    title: TITLE,
    reference:
      'https://cloud.google.com/identity-platform/docs/reference/rest/v1/projects.accounts/batchCreate',
  },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      disputed: 'Whether Firebase verifies the prefix $2y$ is not confirmed.',
      disputedFor: ({ variant }) => variant === '2y',
      write: ({ text }) => handed({ hashAlgorithm: 'BCRYPT' }, Buffer.from(text), new Uint8Array()),
    }),
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [
        {
          says: 'Firebase has no place for the secret of an Argon2 hash.',
          holds: ({ secret }) => secret === undefined,
        },
        { says: 'Firebase takes Argon2 up to 32 MiB.', holds: ({ memory }) => memory <= 32_768 },
        { says: 'Firebase takes Argon2 up to 16 passes.', holds: ({ passes }) => passes <= 16 },
        { says: 'Firebase takes Argon2 up to 16 lanes.', holds: ({ parallelism }) => parallelism <= 16 },
        {
          says: 'Firebase takes Argon2 tags of 4 to 1,024 bytes.',
          holds: ({ key }) => key.length >= 4 && key.length <= 1024,
        },
      ],
      note: 'The REST API only: neither the Admin SDK nor the command line has argon2Parameters.',
      write: ({ variant, version, memory, passes, parallelism, salt, key, associatedData }) =>
        handed(
          {
            hashAlgorithm: 'ARGON2',
            argon2Parameters: {
              hashLengthBytes: key.length,
              hashType: ARGON2_TYPES[variant],
              iterations: passes,
              memoryCostKib: memory,
              parallelism,
              version: ARGON2_VERSIONS[version],
              ...(associatedData === undefined ? {} : { associatedData: webSafe(associatedData) }),
            },
          },
          key,
          salt,
        ),
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      limits: [
        {
          says: 'Firebase takes its own scrypt with 1 to 8 rounds.',
          holds: ({ rounds }) => rounds >= 1 && rounds <= 8,
        },
        {
          says: 'Firebase takes its own scrypt with memory cost 1 to 14.',
          holds: ({ memCost }) => memCost >= 1 && memCost <= 14,
        },
      ],
      write: ({ rounds, memCost, signerKey, saltSeparator, salt, key }) =>
        handed(
          {
            hashAlgorithm: 'SCRYPT',
            signerKey: webSafe(signerKey),
            saltSeparator: webSafe(saltSeparator),
            rounds,
            memoryCost: memCost,
          },
          key,
          salt,
        ),
    }),
    takes(scrypt, {
      what: 'scrypt',
      write: ({ N, r, p, salt, key }) =>
        handed(
          {
            hashAlgorithm: 'STANDARD_SCRYPT',
            cpuMemCost: N,
            blockSize: r,
            parallelization: p,
            dkLen: key.length,
          },
          key,
          salt,
        ),
    }),
    takes(pbkdf2('sha1', 'sha256'), {
      what: 'PBKDF2 with SHA-1 or SHA-256',
      limits: [
        {
          says: 'Firebase takes PBKDF2 up to 120,000 iterations.',
          holds: ({ iterations }) => iterations <= 120_000,
        },
      ],
      disputed: 'Firebase is proven with PBKDF2 keys of 64 bytes; other lengths are not confirmed.',
      disputedFor: ({ key }) => key.length !== PROVEN_KEY,
      write: ({ digest, iterations, salt, key }) =>
        handed(
          { hashAlgorithm: digest === 'sha1' ? 'PBKDF_SHA1' : 'PBKDF2_SHA256', rounds: iterations },
          key,
          salt,
        ),
    }),
    takes(utf8Digests('md5'), {
      what: 'MD5, once, with a salt on one side',
      limits: [oneSalt(TITLE)],
      write: (shape) =>
        handed(
          { hashAlgorithm: 'MD5', rounds: 0, ...orderOf(shape) },
          Buffer.from(toHex(shape.key)),
          saltOf(shape).salt,
        ),
    }),
    takes(utf8Digests('sha1', 'sha256', 'sha512'), {
      what: 'SHA-1, SHA-256, SHA-512, once, with a salt on one side',
      limits: [oneSalt(TITLE)],
      write: (shape) =>
        handed(
          { hashAlgorithm: shape.digest.toUpperCase(), rounds: 1, ...orderOf(shape) },
          shape.key,
          saltOf(shape).salt,
        ),
    }),
    takes(hmacs('md5', 'sha1', 'sha256', 'sha512'), {
      what: 'HMAC, with a salt on one side of the password',
      limits: [oneSalt(TITLE)],
      note: 'The key belongs to the request: hashes keyed with their own salt need a request each.',
      write: (shape) =>
        handed(
          {
            hashAlgorithm: `HMAC_${shape.digest.toUpperCase()}`,
            signerKey: webSafe(shape.secret),
            ...orderOf(shape),
          },
          shape.key,
          saltOf(shape).salt,
        ),
    }),
    refuses(
      iteratedShape,
      'digests of several rounds',
      'Whether Firebase feeds raw bytes or hex text from round to round is not confirmed, so digests of several rounds may lock people out.',
    ),
  ],
);
