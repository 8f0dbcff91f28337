/**
 * Clerk's `password_hasher` and `password_digest`.
 *
 * Two hashers read a salt as bytes and their neighbours read it as text; only those that say it in the digest itself
 * are used here. Clerk replaces the weak ones by bcrypt at the first login.
 *
 * @see https://clerk.com/docs/reference/backend-api/tag/users/POST/users
 * @module
 */
import { toBase64, toHex } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import type { HashParts } from '../parts.ts';
import { type EnvelopeObject, envelope, type Limit, refuses, takes } from './envelope.ts';
import {
  argon2,
  argon2v19,
  bareArgon2,
  bcrypt,
  bcryptOver,
  firebaseScrypt,
  pbkdf2,
  phpass,
  type SaltedBcrypt,
  saltedAt,
  saltedBcrypt,
  scrypt,
  someSalt,
  unsalted,
  utf8Digests,
} from './shapes.ts';
import { asBcrypt2b, firebasePieces, phpassText, textSalt } from './spellings.ts';

const TITLE = 'Clerk';

function digest(password_hasher: string, password_digest: string): EnvelopeObject {
  return { password_hasher, password_digest };
}

interface Symfony {
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

/** Symfony's MessageDigestPasswordEncoder with its default, SHA-512. */
function symfony(parts: HashParts): Symfony | undefined {
  const rule = 'iterate(iterations, "", sha512(it . password . "{" . salt . "}"))';
  if (parts.primitive !== 'digest' || parts.rule !== rule) return undefined;
  const { iterations, salt } = parts.inputs;
  return typeof iterations === 'number' && salt instanceof Uint8Array
    ? { iterations, salt, key: parts.key }
    : undefined;
}

const appendedText: Limit<SaltedBcrypt> = {
  says: 'Clerk takes a pepper behind the password, as text without "$".',
  holds: ({ before, after }) => before.length === 0 && after.length > 0 && textSalt(after, '$') !== undefined,
};

const strings = [
  takes(bcrypt, {
    what: 'bcrypt',
    // $2y$ is not confirmed; $2b$ is the same function.
    write: (parts) => digest('bcrypt', asBcrypt2b(parts)),
  }),
  takes(bcryptOver('hex(sha256(password))'), {
    what: "Django's bcrypt over SHA-256",
    write: (parts) => digest('bcrypt_sha256_django', `bcrypt_sha256$${asBcrypt2b(parts)}`),
  }),
  takes(saltedBcrypt, {
    what: 'bcrypt with a pepper behind the password',
    limits: [appendedText],
    note: 'The pepper stands in every record.',
    write: (parts) => digest('bcrypt_peppered', `${asBcrypt2b(parts)}$${textSalt(parts.after, '$') ?? ''}`),
  }),
  takes(argon2('id', 'i'), {
    what: 'Argon2id, Argon2i',
    limits: [bareArgon2(TITLE), argon2v19(TITLE)],
    write: (parts) => digest(`argon2${parts.variant}`, formatArgon2(parts)),
  }),
  takes(firebaseScrypt, {
    what: "Firebase's scrypt",
    note: 'The signer key of the Firebase project stands in every record.',
    write(parts) {
      const { hash, salt, signerKey, saltSeparator } = firebasePieces(parts);
      const pieces = [hash, salt, signerKey, saltSeparator, parts.rounds, parts.memCost];
      return digest('scrypt_firebase', pieces.join('$'));
    },
  }),
  takes(scrypt, {
    what: "scrypt in Werkzeug's form",
    limits: [
      {
        says: "Clerk has scrypt in Werkzeug's form only, whose salt is text.",
        holds: ({ salt }) => salt.length > 0 && textSalt(salt, '$') !== undefined,
      },
      {
        says: "Clerk has scrypt in Werkzeug's form only, whose key has 64 bytes.",
        holds: ({ key }) => key.length === 64,
      },
    ],
    disputed:
      "Clerk's documentation calls the hash base64, Werkzeug writes hex: this is Werkzeug's own string.",
    write: ({ N, r, p, salt, key }) =>
      digest('scrypt_werkzeug', `scrypt:${N}:${r}:${p}$${textSalt(salt, '$') ?? ''}$${toHex(key)}`),
  }),
  takes(phpass('md5'), {
    what: 'phpass',
    write: (parts) => digest('phpass', phpassText(parts)),
  }),
];

const derivations = [
  takes(pbkdf2('sha1'), {
    what: 'PBKDF2 with SHA-1',
    limits: [someSalt(TITLE)],
    // The salt in hex is read as hex; without the last field the key would be cut to 32 bytes.
    write: ({ iterations, salt, key }) =>
      digest('pbkdf2_sha1', `pbkdf2_sha1$${iterations}$${toHex(salt)}$${toHex(key)}$${key.length}`),
  }),
  takes(pbkdf2('sha256'), {
    what: 'PBKDF2 with SHA-256',
    limits: [someSalt(TITLE)],
    // Not pbkdf2_sha256_django, whose salt is the text itself.
    write: ({ iterations, salt, key }) =>
      digest('pbkdf2_sha256', `pbkdf2_sha256$${iterations}$${toBase64(salt)}$${toBase64(key)}`),
  }),
  takes(pbkdf2('sha512'), {
    what: 'PBKDF2 with SHA-512',
    limits: [someSalt(TITLE)],
    write: ({ iterations, salt, key }) =>
      digest('pbkdf2_sha512_hex', `pbkdf2_sha512_hex$${iterations}$${toHex(salt)}$${toHex(key)}`),
  }),
];

const plainDigests = [
  takes(unsalted('md5', 'sha256'), {
    what: 'MD5, SHA-256, unsalted',
    write: ({ digest: name, key }) => digest(name, toHex(key)),
  }),
  takes(saltedAt('after', 'sha1'), {
    what: 'SHA-1 with the salt behind the password',
    disputed: "The shape of ldap_ssha is not documented; this is LDAP's own {SSHA}.",
    write: ({ key, salt }) => digest('ldap_ssha', `{SSHA}${toBase64(Buffer.concat([key, salt]))}`),
  }),
  takes(symfony, {
    what: "Symfony's message digest with SHA-512",
    limits: [
      {
        says: 'Clerk takes the salt of Symfony as text without "$".',
        holds: ({ salt }) => textSalt(salt, '$') !== undefined,
      },
    ],
    write: ({ iterations, salt, key }) =>
      digest('sha512_symfony', `sha512_symfony$${iterations}$${textSalt(salt, '$') ?? ''}$${toBase64(key)}`),
  }),
  refuses(
    utf8Digests('md5', 'sha256'),
    'MD5, SHA-256 with salt',
    'Clerk does not say on which side of the password md5_salted and sha256_salted put the salt, and the wrong one locks everybody out.',
  ),
];

export const clerk = envelope(
  {
    id: 'clerk',
    title: TITLE,
    reference: 'https://clerk.com/docs/reference/backend-api/tag/users/POST/users',
  },
  [...strings, ...derivations, ...plainDigests],
);
