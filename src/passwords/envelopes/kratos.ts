/**
 * Ory Kratos' `hashed_password`: a text whose prefix selects the comparator.
 *
 * Its digests take a template with `{SALT}` and `{PASSWORD}`, which is replaced as text. Fields that look like those
 * of other systems mean something else: scrypt's `ln` is N itself, and `pbkdf2-sha224` is SHA3-224.
 *
 * @see https://www.ory.com/docs/kratos/manage-identities/import-user-accounts-identities
 * @see https://github.com/ory/kratos/blob/master/hash/hash_comparator.go
 * @module
 */
import { toBase64, toHex, view } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import type { DigestShape } from './arrangement.ts';
import { envelope, refuses, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  crypt,
  cryptSalt,
  firebaseScrypt,
  hmacs,
  pbkdf2,
  saltedAt,
  saltOf,
  scrypt,
  someSalt,
  utf8Digests,
} from './shapes.ts';
import { cryptWith, firebasePieces, phcPbkdf2, textSalt } from './spellings.ts';

/** SHA-3 goes by the names of SHA-2 there, for the sake of what Kratos wrote before. */
const PBKDF2_NAMES: Readonly<Record<string, string>> = { 'sha3-224': 'sha224', 'sha3-384': 'sha384' };

const CRYPT_MARKS = {
  md5crypt: '$md5-crypt$',
  sha256crypt: '$sha256-crypt$',
  sha512crypt: '$sha512-crypt$',
} as const;

const SSHA: Readonly<Record<string, string>> = { sha1: 'SSHA', sha256: 'SSHA256', sha512: 'SSHA512' };

const TITLE = 'Ory Kratos';

/**
 * Seen with v1.3.1: after the first login the hash is replaced, and bcrypt refuses what it would cut.
 *
 * @see https://github.com/ory/kratos/pull/4235 since which the imported hash stays instead
 */
const REHASH =
  'Before v25.4.0 nobody with a password over 72 bytes gets in under the default hasher; under `hashers.algorithm: argon2` they do.';

interface Template {
  readonly text: string;
  readonly salt: Uint8Array;
}

/** The template and the bytes for `{SALT}`; undefined where two different salts are both no text. */
function templateOf({ before, after, ...shape }: DigestShape): Template | undefined {
  const { position, salt } = saltOf({ before, after, encoding: shape.encoding });
  if (position === 'none') return { text: '{PASSWORD}', salt };
  if (position === 'before') return { text: '{SALT}{PASSWORD}', salt };
  if (position === 'after') return { text: '{PASSWORD}{SALT}', salt };
  if (view(before).equals(view(after))) return { text: '{SALT}{PASSWORD}{SALT}', salt };
  const [fixedBefore, fixedAfter] = [textSalt(before, '{}'), textSalt(after, '{}')];
  if (fixedAfter !== undefined) return { text: `{SALT}{PASSWORD}${fixedAfter}`, salt: before };
  return fixedBefore === undefined ? undefined : { text: `${fixedBefore}{PASSWORD}{SALT}`, salt: after };
}

function writeTemplate(shape: DigestShape): string {
  const { text, salt } = templateOf(shape) ?? { text: '', salt: new Uint8Array() };
  if (shape.digest === 'md5' && text === '{PASSWORD}') return `$md5$${toBase64(shape.key)}`;
  const template = toBase64(Buffer.from(text, 'utf8'));
  return `$${shape.digest}$pf=${template}$${toBase64(salt)}$${toBase64(shape.key)}`;
}

export const kratos = envelope(
  {
    id: 'kratos',
    title: TITLE,
    reference: 'https://github.com/ory/kratos/blob/master/hash/hash_comparator.go',
  },
  [
    takes(bcrypt, {
      what: 'bcrypt',
      limits: [{ says: 'Ory Kratos refuses bcrypt above cost 15.', holds: ({ cost }) => cost <= 15 }],
      note: 'Passwords over 72 bytes are refused at login, where bcrypt cuts them elsewhere.',
      write: ({ text }) => text,
    }),
    takes(argon2('id', 'i'), {
      what: 'Argon2id, Argon2i',
      limits: [
        bareArgon2(TITLE),
        argon2v19(TITLE),
        { says: 'Ory Kratos refuses Argon2 above 1 GiB.', holds: ({ memory }) => memory <= 2 ** 20 },
        { says: 'Ory Kratos refuses Argon2 above 10 passes.', holds: ({ passes }) => passes <= 10 },
        { says: 'Ory Kratos refuses Argon2 above 16 lanes.', holds: ({ parallelism }) => parallelism <= 16 },
      ],
      note: REHASH,
      write: formatArgon2,
    }),
    takes(pbkdf2('sha1', 'sha256', 'sha512', 'sha3-224', 'sha3-384'), {
      what: 'PBKDF2 with SHA-1, SHA-256, SHA-512, SHA3-224 or SHA3-384',
      limits: [
        {
          says: 'Ory Kratos refuses PBKDF2 above 10,000,000 iterations.',
          holds: ({ iterations }) => iterations <= 10_000_000,
        },
      ],
      note: REHASH,
      write: (parts) => phcPbkdf2(parts, PBKDF2_NAMES[parts.digest] ?? parts.digest),
    }),
    refuses(
      pbkdf2('sha224', 'sha384'),
      'PBKDF2 with SHA-224 or SHA-384',
      'Ory Kratos computes SHA3 under the names sha224 and sha384, so PBKDF2 over SHA-224 or SHA-384 never matches.',
    ),
    takes(scrypt, {
      what: 'scrypt',
      limits: [
        someSalt(TITLE),
        { says: 'Ory Kratos refuses scrypt above N = 131,072.', holds: ({ N }) => N <= 131_072 },
        { says: 'Ory Kratos refuses scrypt above r = 8.', holds: ({ r }) => r <= 8 },
        { says: 'Ory Kratos refuses scrypt above p = 10.', holds: ({ p }) => p <= 10 },
      ],
      note: REHASH,
      write: ({ N, r, p, salt, key }) => `$scrypt$ln=${N},r=${r},p=${p}$${toBase64(salt)}$${toBase64(key)}`,
    }),
    takes(firebaseScrypt, {
      what: "Firebase's scrypt",
      limits: [
        {
          says: "Ory Kratos refuses Firebase's scrypt above memory cost 17.",
          holds: ({ memCost }) => memCost <= 17,
        },
        {
          says: "Ory Kratos refuses Firebase's scrypt above 8 rounds.",
          holds: ({ rounds }) => rounds <= 8,
        },
      ],
      note: `The signer key of the Firebase project stands in every hash. ${REHASH}`,
      write(parts) {
        const { salt, saltSeparator, signerKey, hash } = firebasePieces(parts);
        return `$firescrypt$ln=${parts.memCost},r=${parts.rounds},p=1$${salt}$${hash}$${saltSeparator}$${signerKey}`;
      },
    }),
    takes(crypt('md5crypt', 'sha256crypt', 'sha512crypt'), {
      what: 'crypt(3): $1$, $5$, $6$',
      limits: [cryptSalt],
      note: REHASH,
      write: (parts) => cryptWith(CRYPT_MARKS, parts),
    }),
    takes(saltedAt('after', 'sha1', 'sha256', 'sha512'), {
      what: 'SHA-1, SHA-256, SHA-512 with the salt behind the password',
      note: REHASH,
      write: ({ digest, key, salt }) => `{${SSHA[digest]}}${toBase64(Buffer.concat([key, salt]))}`,
    }),
    takes(utf8Digests('md5', 'sha1', 'sha256', 'sha512'), {
      what: 'MD5, SHA-1, SHA-256, SHA-512, unsalted or with salt anywhere',
      limits: [
        {
          says: 'Ory Kratos has one salt beside its template, and neither side of this password is text.',
          holds: (shape) => templateOf(shape) !== undefined,
        },
      ],
      note: REHASH,
      write: writeTemplate,
    }),
    takes(hmacs('md4', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'), {
      what: 'HMAC over the password',
      limits: [
        {
          says: 'Ory Kratos takes an HMAC over the password alone, without salt in the message.',
          holds: (shape) => saltOf(shape).position === 'none',
        },
      ],
      note: `The key of the HMAC stands in every hash. ${REHASH}`,
      // The hex text of the result in base 64, not its bytes.
      write: ({ digest, key, secret }) =>
        `$hmac-${digest}$${toBase64(Buffer.from(toHex(key)))}$${toBase64(secret)}`,
    }),
  ],
);
