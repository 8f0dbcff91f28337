/**
 * Casdoor's `password`, `passwordType` and `passwordSalt`; any type but `plain` is stored as it is.
 *
 * Its salted digests hash the hex of a first digest together with the salt, which no other system of ours does but
 * AuthMe and XenForo. PBKDF2 has the parameters of an old Keycloak, fixed.
 *
 * @see https://github.com/casdoor/casdoor/tree/master/cred
 * @see https://github.com/casdoor/casdoor/blob/master/object/check.go which salts are tried
 * @module
 */
import { toBase64, toHex } from '../encodings.ts';
import { formatArgon2 } from '../formats/argon2.ts';
import type { HashParts } from '../parts.ts';
import { type EnvelopeObject, envelope, type Limit, takes } from './envelope.ts';
import { argon2, argon2v19, bareArgon2, bcrypt, pbkdf2, unsalted } from './shapes.ts';
import { textSalt } from './spellings.ts';

const TITLE = 'Casdoor';
const MAX_TEXT = 150;

const NESTED: Readonly<Record<string, string>> = {
  'sha256(hex(sha256(password)) . salt)': 'salt',
  'sha512(hex(sha512(password)) . salt)': 'sha512-salt',
  'md5(hex(md5(password)) . salt)': 'md5-salt',
};

interface Nested {
  readonly type: string;
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
}

function nested(parts: HashParts): Nested | undefined {
  if (parts.primitive !== 'digest') return undefined;
  const type = NESTED[parts.rule];
  const { salt } = parts.inputs;
  return type !== undefined && salt instanceof Uint8Array ? { type, salt, key: parts.key } : undefined;
}

function user(passwordType: string, password: string, passwordSalt?: string): EnvelopeObject {
  return { passwordType, password, ...(passwordSalt === undefined ? {} : { passwordSalt }) };
}

function fits<T>(write: (value: T) => string): Limit<T> {
  return {
    says: `Casdoor has room for ${MAX_TEXT} characters of hash.`,
    holds: (value) => write(value).length <= MAX_TEXT,
  };
}

export const casdoor = envelope(
  { id: 'casdoor', title: TITLE, reference: 'https://github.com/casdoor/casdoor/tree/master/cred' },
  [
    takes(bcrypt, { what: 'bcrypt', write: ({ text }) => user('bcrypt', text) }),
    takes(argon2('id'), {
      what: 'Argon2id',
      limits: [bareArgon2(TITLE), argon2v19(TITLE), fits(formatArgon2)],
      write: (parts) => user('argon2id', formatArgon2(parts)),
    }),
    takes(pbkdf2('sha256'), {
      what: 'PBKDF2 with SHA-256 of 32 bytes and a salt that is text',
      limits: [
        {
          says: 'Casdoor reads the Django string, with a salt that is text and a key of 32 bytes.',
          holds: ({ salt, key }) => key.length === 32 && salt.length > 0 && textSalt(salt, '$') !== undefined,
        },
      ],
      write: ({ iterations, salt, key }) =>
        user('pbkdf2-django', `pbkdf2_sha256$${iterations}$${textSalt(salt, '$') ?? ''}$${toBase64(key)}`),
    }),
    takes(pbkdf2('sha256'), {
      what: 'PBKDF2 with SHA-256, 27,500 iterations and 64 bytes',
      limits: [
        {
          says: 'Casdoor derives 64 bytes in 27,500 iterations where the salt is not text.',
          holds: ({ iterations, key }) => iterations === 27_500 && key.length === 64,
        },
      ],
      write: ({ salt, key }) => user('pbkdf2-salt', toBase64(key), toBase64(salt)),
    }),
    takes(nested, {
      what: 'MD5, SHA-256, SHA-512 of the hex of the same digest, and a salt behind it',
      limits: [
        {
          says: "Casdoor takes the salt as text, and falls back to the organisation's where there is none.",
          holds: ({ salt }) => salt.length > 0 && textSalt(salt) !== undefined,
        },
      ],
      write: ({ type, salt, key }) => user(type, toHex(key), textSalt(salt) ?? ''),
    }),
    takes(unsalted('md5', 'sha256', 'sha512'), {
      what: 'MD5, SHA-256, SHA-512, unsalted',
      disputed:
        "Casdoor's source compares with the organisation's salt and then with the empty one of the user; nobody has seen it log in.",
      write: ({ digest, key }) => user(digest === 'sha256' ? 'salt' : `${digest}-salt`, toHex(key), ''),
    }),
  ],
);
