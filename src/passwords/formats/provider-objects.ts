/**
 * Auth0's `custom_password_hash` as JSON, and FusionAuth's schemes with factor and salt in columns.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples
 * @see https://fusionauth.io/docs/reference/password-hashes
 * @module
 */
import { readBase64, readHex, toBase64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { type JsonObject, numberIn, objectIn, readJsonObject, textIn } from '../json.ts';
import type { DigestName, HashParts, Prepare } from '../parts.ts';
import { DIGESTS, digestNamed } from '../primitives/digest.ts';
import type { Beside } from '../stored.ts';
import { parseArgon2 } from './argon2.ts';
import { parseBcrypt } from './bcrypt.ts';
import { LDAP_FORMATS } from './ldap.ts';

const AUTH0 = 'auth0-custom-password-hash';

/** Bytes of `{"value": …, "encoding": …}`. */
function valueIn(object: JsonObject, name: string, otherwise: string): Uint8Array | undefined {
  const holder = objectIn(object, name);
  const text = holder === undefined ? undefined : textIn(holder, 'value');
  if (holder === undefined || text === undefined) return undefined;
  const encoding = textIn(holder, 'encoding') ?? otherwise;
  if (encoding === 'hex') return readHex(text);
  if (encoding === 'base64') return readBase64(text);
  return Buffer.from(text, encoding === 'utf16le' ? 'utf16le' : 'utf8');
}

/** The password as Auth0's `password.encoding` says, with the salt around it. */
function saltedPassword(object: JsonObject): {
  readonly rule: string;
  readonly salt: Uint8Array | undefined;
} {
  const encoding = textIn(objectIn(object, 'password') ?? {}, 'encoding') ?? 'utf8';
  const password =
    encoding === 'utf16le'
      ? 'utf16le(password)'
      : encoding === 'ascii' || encoding === 'utf8'
        ? 'password'
        : 'latin1(password)';
  const holder = objectIn(object, 'salt');
  const salt = valueIn(object, 'salt', 'utf8');
  if (holder === undefined || salt === undefined) return { rule: password, salt: undefined };
  return {
    rule: textIn(holder, 'position') === 'suffix' ? `${password} . salt` : `salt . ${password}`,
    salt,
  };
}

function toAuth0Parts(object: JsonObject, beside: Beside): HashParts {
  const algorithm = textIn(object, 'algorithm') ?? '';
  const text = textIn(objectIn(object, 'hash') ?? {}, 'value');
  if (text === undefined) throw new MalformedHash(AUTH0, 'hash.value is missing');
  switch (algorithm) {
    case 'argon2':
      return required(withPrehash(parseArgon2(AUTH0, text, beside), object), 'no Argon2 string');
    case 'bcrypt':
      return required(withPrehash(parseBcrypt(AUTH0, text, beside), object), 'no bcrypt string');
    case 'ldap':
      return required(
        LDAP_FORMATS.map((format) => format.parse(text, beside)).find(isPresent),
        'no LDAP scheme',
      );
    case 'pbkdf2':
      return toPbkdf2(object, text, beside);
    case 'scrypt':
      return toScrypt(object);
    case 'hmac':
      return toHmac(object);
    default:
      return toDigest(object, algorithm);
  }
}

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;

function required<T>(parts: T | undefined, defect: string): T {
  if (parts === undefined) throw new MalformedHash(AUTH0, defect);
  return parts;
}

function withPrehash<T extends HashParts>(parts: T | undefined, object: JsonObject): T | undefined {
  const { rule, salt } = saltedPassword(object);
  if (parts === undefined || rule === 'password') return parts;
  const prehash: Prepare = { rule, inputs: salt === undefined ? {} : { salt } };
  return { ...parts, prehash };
}

function toDigest(object: JsonObject, algorithm: string): HashParts {
  const digest = digestNamed(algorithm);
  if (digest === undefined) throw new MalformedHash(AUTH0, 'the algorithm is none of Auth0');
  const { rule, salt } = saltedPassword(object);
  return digestParts(`${digest}(${rule})`, salt, keyOf(object));
}

function toHmac(object: JsonObject): HashParts {
  const hash = objectIn(object, 'hash') ?? {};
  const digest = digestNamed(textIn(hash, 'digest') ?? '');
  const pepper = valueIn(hash, 'key', 'utf8');
  if (digest === undefined || pepper === undefined)
    throw new MalformedHash(AUTH0, 'hash.digest or hash.key is missing');
  const { rule, salt } = saltedPassword(object);
  const parts = digestParts(`hmac_${digest}(pepper, ${rule})`, salt, keyOf(object));
  return { ...parts, inputs: { ...parts.inputs, pepper } };
}

function digestParts(rule: string, salt: Uint8Array | undefined, key: Uint8Array) {
  return { primitive: 'digest', rule, inputs: salt === undefined ? {} : { salt }, key } as const;
}

function keyOf(object: JsonObject): Uint8Array {
  const key = valueIn(object, 'hash', 'hex');
  if (key === undefined || key.length < 16)
    throw new MalformedHash(AUTH0, 'hash.value is not of 16 bytes or more');
  return key;
}

/** A PHC string whose rounds default to 100,000 (Auth0's schema). */
function toPbkdf2(object: JsonObject, text: string, beside: Beside): HashParts {
  const match = /^\$pbkdf2-([a-z0-9]+)\$([il=\d,]*)\$?([A-Za-z0-9+/]*={0,2})\$([A-Za-z0-9+/]+={0,2})$/.exec(
    text,
  );
  const [, prf = '', parameters = '', saltText = '', keyText = ''] = match ?? [];
  const digest = digestNamed(prf);
  const key = readBase64(keyText);
  if (digest === undefined || key === undefined || key.length < 4)
    throw new MalformedHash(AUTH0, 'no PBKDF2 string');
  const iterations = Number(/i=(\d{1,10})/.exec(parameters)?.[1] ?? beside.number('iterations') ?? 100_000);
  const parts = {
    primitive: 'pbkdf2',
    digest,
    iterations,
    salt: readBase64(saltText) ?? new Uint8Array(),
    key,
  } as const;
  const encoding = textIn(objectIn(object, 'password') ?? {}, 'encoding');
  return encoding === 'utf16le' ? { ...parts, prehash: { rule: 'utf16le(password)', inputs: {} } } : parts;
}

function toScrypt(object: JsonObject): HashParts {
  const key = valueIn(object, 'hash', 'hex');
  const salt = valueIn(object, 'salt', 'utf8');
  const keylen = numberIn(object, 'keylen');
  const { N, r, p } = {
    N: numberIn(object, 'cost') ?? 16_384,
    r: numberIn(object, 'blockSize') ?? 8,
    p: numberIn(object, 'parallelization') ?? 1,
  };
  if (key === undefined || salt === undefined) throw new MalformedHash(AUTH0, 'hash or salt is missing');
  if (keylen !== undefined && keylen !== key.length)
    throw new MalformedHash(AUTH0, 'keylen is not the length of the hash');
  return { primitive: 'scrypt', N, r, p, salt, key };
}

export const auth0Custom: PasswordFormat = {
  id: AUTH0,
  title: 'Auth0 custom_password_hash',
  family: 'provider',
  foundIn: 'Auth0 imports',
  rule: 'by algorithm',
  reference:
    'https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples',
  prefix: '{',
  shape: /^\{(?=[\s\S]*"algorithm"\s*:\s*")(?![\s\S]*"secretData")[\s\S]*"hash"\s*:[\s\S]*\}$/,
  frequency: 2,
  needs: [],
  parse(text, beside) {
    if (!text.startsWith('{')) return undefined;
    const object = readJsonObject(text);
    if (object === undefined) throw new MalformedHash(AUTH0, 'not JSON');
    return textIn(object, 'algorithm') === undefined ? undefined : toAuth0Parts(object, beside);
  },
};

const FUSIONAUTH = 'https://fusionauth.io/docs/reference/password-hashes';

export const fusionAuthPbkdf2: PasswordFormat = {
  id: 'fusionauth-pbkdf2',
  title: 'FusionAuth salted-pbkdf2-hmac',
  family: 'provider',
  foundIn: 'FusionAuth',
  rule: 'PBKDF2-HMAC(password, salt, factor)',
  reference: FUSIONAUTH,
  prefix: '',
  shape: /^(?:[A-Za-z0-9+/]{27}=?|[A-Za-z0-9+/]{43}=?|[A-Za-z0-9+/]{86}(?:==)?)$/,
  frequency: 1,
  needs: ['salt', 'factor'],
  parse(text, beside) {
    const key = readBase64(text);
    if (key === undefined) return undefined;
    const digest = fusionDigest(beside) ?? 'sha256';
    // `…-512` says 512 bits of key; without it there are as many as the digest has.
    const size = /-512$/.test(beside.text('encryptionScheme') ?? '')
      ? 64
      : (beside.number('keyLength') ?? DIGESTS[digest].size);
    if (key.length !== size)
      throw new MalformedHash(this.id, `the key has ${key.length} bytes instead of ${size}`);
    const iterations = beside.require('factor', beside.number('factor') ?? beside.number('iterations'));
    const salt = beside.require('salt', beside.bytes('salt', 'base64'));
    return { primitive: 'pbkdf2', digest, iterations, salt, key };
  },
  format: (parts) => (parts.primitive === 'pbkdf2' ? toBase64(parts.key) : ''),
};

/** `salted-pbkdf2-hmac-sha512-512`: the last number is the length of the key. */
function fusionDigest(beside: Beside): DigestName | undefined {
  const scheme = /^(?:salted-)?(?:pbkdf2-)?(?:hmac-)?(md5|sha\d+)/.exec(
    beside.text('encryptionScheme') ?? '',
  );
  return digestNamed(scheme?.[1] ?? beside.text('prf') ?? '');
}

export const fusionAuthSalted: PasswordFormat = {
  id: 'fusionauth-salted',
  title: 'FusionAuth salted digest',
  family: 'provider',
  foundIn: 'FusionAuth',
  rule: 'iterate(factor, password . salt, H(it)), hmac_H(password . salt)',
  reference: FUSIONAUTH,
  prefix: '',
  shape: /^(?:[A-Za-z0-9+/]{22}(?:==)?|[A-Za-z0-9+/]{27}=?|[A-Za-z0-9+/]{43}=?|[A-Za-z0-9+/]{86}(?:==)?)$/,
  frequency: 1,
  needs: ['salt', 'encryptionScheme'],
  parse(text, beside) {
    const key = readBase64(text);
    if (key === undefined) return undefined;
    const scheme = beside.require('encryptionScheme', beside.text('encryptionScheme'));
    const digest = fusionDigest(beside);
    if (digest === undefined) throw new MalformedHash(this.id, 'the encryptionScheme is none of FusionAuth');
    const salt = beside.require('salt', beside.bytes('salt', 'base64'));
    const iterations = beside.number('factor') ?? beside.number('iterations') ?? 1;
    // HMAC keys with the salt and knows no factor.
    const rule = scheme.includes('hmac')
      ? `hmac_${digest}(salt, password)`
      : `iterate(iterations, password . salt, ${digest}(it))`;
    return { primitive: 'digest', rule, inputs: { salt, iterations }, key };
  },
  format: (parts) => (parts.primitive === 'digest' ? toBase64(parts.key) : ''),
};

export const PROVIDER_OBJECTS: readonly PasswordFormat[] = [auth0Custom, fusionAuthPbkdf2, fusionAuthSalted];
