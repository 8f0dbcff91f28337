/**
 * ZITADEL's hashed password: the strings that its library passwap verifies.
 *
 * Only bcrypt is switched on by default; the others are for the operator to list in
 * `SystemDefaults.PasswordHasher.Verifiers`. The limits of costs are the defaults beside that list, under `Limits`. Its
 * fields are scanned between blanks, so none may be empty. `md5salted` looks like base 64 and hashes the salt as the
 * text it is.
 *
 * @see https://zitadel.com/docs/concepts/architecture/secrets#hashed-secrets
 * @see https://github.com/zitadel/zitadel/blob/main/cmd/defaults.yaml `SystemDefaults.PasswordHasher`
 * @see https://github.com/zitadel/passwap
 * @module
 */
import { toAdapted64, toBase64, toHex } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import { envelope, type Limit, type Row, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  crypt,
  cryptSalt,
  pbkdf2,
  phpass,
  saltedAt,
  scrypt,
  someSalt,
  unsalted,
} from './shapes.ts';
import { cryptText, phcScrypt, phpassText, textSalt } from './spellings.ts';

const TITLE = 'ZITADEL';

/** The field `hash` of its API, version 2. */
const MAX_TEXT = 200;

/** Seen with passwap 0.12.1: after a login the hash is replaced, and bcrypt refuses what it would cut. */
const REHASH = 'With its default hasher, bcrypt, nobody with a password over 72 bytes gets in.';

const switchedOn = (verifier: string) =>
  `The server has to list "${verifier}" among its verifiers. ${REHASH}`;

const textOfSalt: Limit<{ readonly salt: Uint8Array }> = {
  says: 'ZITADEL hashes the salt of md5salted as text without blanks, and this one is bytes.',
  holds: ({ salt }) => textSalt(salt, '$ ') !== undefined,
};

const rows: readonly Row[] = [
  takes(bcrypt, {
    what: 'bcrypt',
    limits: [
      { says: 'ZITADEL takes bcrypt of cost 10 to 16.', holds: ({ cost }) => cost >= 10 && cost <= 16 },
    ],
    note: 'With its default hasher, bcrypt, a password over 72 bytes gets in only where the hash has the cost of the server.',
    write: ({ text }) => text,
  }),
  takes(argon2('id', 'i'), {
    what: 'Argon2id, Argon2i',
    limits: [
      bareArgon2(TITLE),
      argon2v19(TITLE),
      someSalt(TITLE),
      { says: 'ZITADEL takes Argon2 up to 10 passes.', holds: ({ passes }) => passes <= 10 },
      {
        says: 'ZITADEL takes Argon2 from 8 MiB to 512 MiB.',
        holds: ({ memory }) => memory >= 8192 && memory <= 524_288,
      },
      { says: 'ZITADEL takes Argon2 up to 16 lanes.', holds: ({ parallelism }) => parallelism <= 16 },
    ],
    note: `${switchedOn('argon2')} ZITADEL Cloud does not.`,
    write: formatArgon2,
  }),
  takes(scrypt, {
    what: 'scrypt',
    limits: [
      someSalt(TITLE),
      { says: 'ZITADEL takes scrypt of N = 2^14 to 2^20.', holds: ({ N }) => N >= 2 ** 14 && N <= 2 ** 20 },
      { says: 'ZITADEL takes scrypt of r = 8 to 32.', holds: ({ r }) => r >= 8 && r <= 32 },
      { says: 'ZITADEL takes scrypt up to p = 16.', holds: ({ p }) => p <= 16 },
    ],
    note: switchedOn('scrypt'),
    write: phcScrypt,
  }),
  takes(pbkdf2('sha1', 'sha224', 'sha256', 'sha384', 'sha512'), {
    what: 'PBKDF2 with SHA-1 and any SHA-2',
    limits: [
      someSalt(TITLE),
      {
        says: 'ZITADEL takes PBKDF2 of 1,000 to 10,000,000 rounds.',
        holds: ({ iterations }) => iterations >= 1000 && iterations <= 10_000_000,
      },
    ],
    note: switchedOn('pbkdf2'),
    write: ({ digest, iterations, salt, key }) =>
      `$pbkdf2${digest === 'sha1' ? '' : `-${digest}`}$${iterations}$${toAdapted64(salt)}$${toAdapted64(key)}`,
  }),
  takes(crypt('md5crypt'), {
    what: 'MD5 crypt',
    limits: [cryptSalt, someSalt(TITLE)],
    note: switchedOn('md5'),
    write: cryptText,
  }),
  takes(crypt('sha256crypt', 'sha512crypt'), {
    what: 'SHA-crypt',
    limits: [cryptSalt],
    note: switchedOn('sha2'),
    write: cryptText,
  }),
  takes(phpass('md5'), {
    what: 'phpass',
    limits: [
      {
        says: 'ZITADEL takes phpass of 2^7 to 2^31 rounds.',
        holds: ({ logRounds }) => logRounds >= 7 && logRounds <= 31,
      },
    ],
    note: switchedOn('phpass'),
    write: phpassText,
  }),
  takes(phpass('sha512'), {
    what: 'Drupal 7',
    limits: [
      {
        says: "ZITADEL takes Drupal's hashes up to 500,000 rounds.",
        holds: ({ logRounds }) => 2 ** logRounds >= 1000 && 2 ** logRounds <= 500_000,
      },
    ],
    note: switchedOn('drupal7'),
    write: phpassText,
  }),
  takes(unsalted('md5'), {
    what: 'MD5, unsalted',
    note: switchedOn('md5plain'),
    write: ({ key }) => toHex(key),
  }),
  ...(['before', 'after'] as const).map((side) =>
    takes(saltedAt(side, 'md5'), {
      what: `MD5 with the salt ${side === 'before' ? 'before' : 'behind'} the password`,
      limits: [textOfSalt],
      note: switchedOn('md5salted'),
      write: ({ key, salt }) =>
        `$md5salted-${side === 'before' ? 'prefix' : 'suffix'}$${textSalt(salt, '$ ') ?? ''}$${toBase64(key)}`,
    }),
  ),
];

/** The limit is one of the finished text, whatever is in it. */
function withinLength(row: Row): Row {
  const says = `ZITADEL takes hashes of up to ${MAX_TEXT} characters.`;
  return {
    ...row,
    take(parts) {
      const answer = row.take(parts);
      const isTooLong =
        answer?.kind === 'written' && typeof answer.value === 'string' && answer.value.length > MAX_TEXT;
      return isTooLong ? { kind: 'cannot', reason: says } : answer;
    },
  };
}

export const zitadel = envelope(
  {
    id: 'zitadel',
    title: TITLE,
    reference: 'https://zitadel.com/docs/concepts/architecture/secrets#hashed-secrets',
  },
  rows.map(withinLength),
);
