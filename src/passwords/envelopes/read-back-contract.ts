/**
 * Reads an envelope back as the platform would, with the parsers of this library: for tests only.
 *
 * What it knows comes from the platforms' documentation and not from the files beside it, so that a wrong spelling
 * shows as a password that no longer verifies.
 *
 * @module
 */
import { z } from 'zod';
import type { StoredHash } from '../stored.ts';

const BASE64 = { saltEncoding: 'base64' } as const;
const HEX = { saltEncoding: 'hex' } as const;

const Text = z.string();
const Fields = z.record(z.string(), z.union([z.string(), z.number()]));
const Nested = z.record(z.string(), Fields);

const readers: Readonly<Record<string, (value: unknown) => StoredHash>> = {
  auth0(value) {
    const plain = z.object({ password_hash: Text }).safeParse(value);
    if (plain.success) return { hash: plain.data.password_hash };
    const { custom_password_hash } = z.object({ custom_password_hash: z.unknown() }).parse(value);
    return { hash: JSON.stringify(custom_password_hash), format: 'auth0-custom-password-hash' };
  },
  okta(value) {
    const { algorithm, value: hash = '', salt = '', ...rest } = Fields.parse(value);
    const text = String(hash);
    if (algorithm === 'BCRYPT')
      return { hash: text, format: 'okta-bcrypt', beside: { salt, workFactor: rest.workFactor ?? 0 } };
    if (algorithm !== 'PBKDF2')
      return digest(String(algorithm), text, salt, rest.saltOrder === 'POSTFIX', BASE64);
    const prf = rest.digestAlgorithm === 'SHA256_HMAC' ? 'sha256' : 'sha512';
    const beside = { salt, iterations: rest.iterationCount ?? 0, prf, keyLength: rest.keySize ?? 0 };
    return { hash: text, format: 'pbkdf2-params', beside };
  },
  cognito: (value) => ({ hash: z.object({ column: Text }).parse(value).column }),
  firebase: readFirebase,
  clerk(value) {
    const { password_hasher: hasher, password_digest: hash } = z
      .object({ password_hasher: Text, password_digest: Text })
      .parse(value);
    if (hasher === 'bcrypt_peppered') {
      return { hash: hash.slice(0, 60), format: 'bcrypt-peppered', beside: { pepper: hash.slice(61) } };
    }
    const format = CLERK_FORMATS[hasher];
    if (format === undefined) return { hash };
    const key = hash.slice(hash.lastIndexOf('$') + 1);
    const keyLength = format === 'clerk-pbkdf2-sha512-hex' ? key.length / 2 : lengthOf(key);
    const isPbkdf2 = /^clerk-pbkdf2-sha(?:256|512)/.test(format);
    return { hash, format, ...(isPbkdf2 ? { beside: { keyLength } } : {}) };
  },
  workos(value) {
    const { password_hash: hash, password_salt_position: position } = z
      .object({ password_hash: Text, password_salt_position: Text.optional() })
      .parse(value);
    const firebase = /^\$firebase-scrypt\$sk=(.*),ss=(.*),r=(\d+),m=(\d+)\$(.*)\$(.*)$/.exec(hash);
    if (firebase !== null) {
      const [, signerKey = '', saltSeparator = '', rounds = '', memCost = '', salt = '', key = ''] = firebase;
      return {
        hash: key,
        format: 'firebase-scrypt',
        beside: { signerKey, saltSeparator, rounds, memCost, salt },
      };
    }
    if (position !== 'prefix') return { hash };
    const bytes = Buffer.from(hash.slice('{SSHA256}'.length), 'base64');
    return digest('sha256', bytes.toString('hex', 0, 32), bytes.toString('hex', 32), false, HEX);
  },
  stytch(value) {
    const {
      hash,
      hash_type: type,
      pbkdf_2_config: pbkdf2,
      ...rest
    } = z.looseObject({ hash: Text, hash_type: Text, pbkdf_2_config: Fields.optional() }).parse(value);
    if (pbkdf2 !== undefined) {
      const beside = {
        salt: pbkdf2.salt ?? '',
        iterations: pbkdf2.iteration_amount ?? 0,
        prf: pbkdf2.algorithm ?? '',
        keyLength: lengthOf(hash),
      };
      return { hash, format: 'pbkdf2-params', beside };
    }
    const name = { md_5: 'md5', sha_1: 'sha1', sha_512: 'sha512' }[type];
    if (name === undefined) return { hash };
    const { prepend_salt: before = '', append_salt: after = '' } = Fields.parse(rest[`${type}_config`] ?? {});
    return { hash, format: `unhex(hex(${name}(before . password . after)))`, beside: { before, after } };
  },
  descope: readDescope,
  keycloak: (value) => ({ hash: JSON.stringify(value) }),
  kratos(value) {
    const hash = Text.parse(value);
    const isSha3 = /^\$pbkdf2-sha(?:224|384)\$/.test(hash);
    if (isSha3) return { hash, format: 'kratos-pbkdf2-sha3' };
    if (hash.startsWith('$sha1$') || hash.startsWith('$sha256$') || hash.startsWith('$sha512$'))
      return { hash, format: 'kratos-sha' };
    return hash.startsWith('$scrypt$') ? { hash, format: 'kratos-scrypt' } : { hash };
  },
  zitadel(value) {
    const hash = Text.parse(value);
    const pbkdf2 = /^\$pbkdf2-?(sha\d+)?\$(\d+)\$(.*)\$(.*)$/.exec(hash);
    if (pbkdf2 !== null) {
      const [, prf = 'sha1', iterations = '', saltText = '', keyText = ''] = pbkdf2;
      const [saltPart, keyPart] = [saltText, keyText].map((text) => text.replaceAll('.', '+'));
      const beside = { prf, iterations, salt: saltPart ?? '', keyLength: lengthOf(keyPart ?? '') };
      return { hash: keyPart ?? '', format: 'pbkdf2-params', beside };
    }
    const [, side, salt = '', key = ''] = /^\$md5salted-(\w+)\$(.*)\$(.*)$/.exec(hash) ?? [];
    if (side === undefined) return /^[0-9a-f]{32}$/.test(hash) ? { hash, format: 'raw-md5' } : { hash };
    return digest('md5', key, salt, side === 'suffix', {});
  },
  logto: readLogto,
  fusionauth(value) {
    const { password, encryptionScheme: scheme, ...beside } = Fields.parse(value);
    const hash = String(password);
    if (scheme === 'bcrypt')
      return {
        hash,
        format: 'okta-bcrypt',
        beside: { salt: beside.salt ?? '', workFactor: beside.factor ?? 0 },
      };
    const format = String(scheme).includes('pbkdf2') ? 'fusionauth-pbkdf2' : 'fusionauth-salted';
    return { hash, format, beside: { ...beside, encryptionScheme: scheme ?? '' } };
  },
  openldap(value) {
    const hash = Text.parse(value);
    // What crypt(3) reads, whether or not our own {CRYPT} knows the mark behind it.
    return { hash: hash.replace(/^\{CRYPT\}/, '') };
  },
  casdoor(value) {
    const { password, passwordType: type, passwordSalt: salt = '' } = Fields.parse(value);
    const hash = String(password);
    if (type === 'pbkdf2-salt') return { hash, format: 'casdoor-pbkdf2-salt', beside: { salt } };
    if (!String(type).endsWith('salt')) return { hash };
    const name = type === 'salt' ? 'sha256' : String(type).replace('-salt', '');
    if (salt === '') return { hash, format: `raw-${name}` };
    return { hash, format: `${name}(hex(${name}(password)) . salt)`, beside: { salt } };
  },
};

const CLERK_FORMATS: Readonly<Record<string, string>> = {
  bcrypt_sha256_django: 'django-bcrypt-sha256',
  pbkdf2_sha1: 'clerk-pbkdf2-sha1',
  pbkdf2_sha256: 'clerk-pbkdf2-sha256',
  pbkdf2_sha512_hex: 'clerk-pbkdf2-sha512-hex',
  scrypt_firebase: 'clerk-scrypt-firebase',
  scrypt_werkzeug: 'werkzeug-scrypt',
  sha512_symfony: 'clerk-sha512-symfony',
  md5: 'raw-md5',
  sha256: 'raw-sha256',
};

/** The hash as the platform holds it; `supertokens` needs the signer key of its core as well. */
export function readEnvelope(platform: string, value: unknown, signerKey?: string): StoredHash {
  const read = readers[platform];
  if (read !== undefined) return read(value);
  if (platform !== 'supertokens') return { hash: Text.parse(value) };
  const { passwordHash } = z.object({ passwordHash: Text }).parse(value);
  return { hash: passwordHash, ...(signerKey === undefined ? {} : { beside: { signerKey } }) };
}

/** Bytes in base 64 of any alphabet: a platform derives as many as it was given. */
function lengthOf(base64: string): number {
  return Buffer.from(base64, 'base64').length;
}

function digest(
  name: string,
  hash: string,
  salt: string | number,
  isBehind: boolean,
  encoding: Readonly<Record<string, string>>,
): StoredHash {
  const rule = name.toLowerCase().replace('sha-', 'sha');
  const format = `${rule}(${isBehind ? 'password . salt' : 'salt . password'})`;
  return { hash, format, beside: { salt, ...encoding } };
}

function readFirebase(value: unknown): StoredHash {
  const { request, user } = z
    .object({ request: z.record(z.string(), z.unknown()), user: Fields })
    .parse(value);
  const { hashAlgorithm, argon2Parameters, ...parameters } = request;
  const algorithm = Text.parse(hashAlgorithm);
  const hash = String(user.passwordHash);
  const salt = user.salt ?? '';
  const isBehind = parameters.passwordHashOrder === 'PASSWORD_AND_SALT';
  if (algorithm === 'BCRYPT') return { hash: Buffer.from(hash, 'base64url').toString() };
  if (algorithm === 'ARGON2') {
    const p = Fields.parse(argon2Parameters);
    const version = p.version === 'VERSION_13' ? '$v=19' : '';
    const data = p.associatedData === undefined ? '' : `,data=${p.associatedData}`;
    const variant = String(p.hashType).slice('ARGON2_'.length).toLowerCase();
    const costs = `m=${p.memoryCostKib},t=${p.iterations},p=${p.parallelism}${data}`;
    return { hash: `$argon2${variant}${version}$${costs}$${salt}$${hash}` };
  }
  const numbers = Fields.parse(parameters);
  if (algorithm === 'SCRYPT') {
    const { rounds = 0, memoryCost: memCost = 0, signerKey = '', saltSeparator = '' } = numbers;
    return { hash, format: 'firebase-scrypt', beside: { salt, rounds, memCost, signerKey, saltSeparator } };
  }
  if (algorithm === 'STANDARD_SCRYPT') {
    const { cpuMemCost: N = 0, blockSize: r = 0, parallelization: p = 0 } = numbers;
    return { hash, format: 'scrypt-params', beside: { salt, N, r, p } };
  }
  if (algorithm.startsWith('PBKDF')) {
    const prf = algorithm === 'PBKDF_SHA1' ? 'sha1' : 'sha256';
    const beside = { salt, prf, iterations: numbers.rounds ?? 0, keyLength: lengthOf(hash) };
    return { hash, format: 'pbkdf2-params', beside };
  }
  if (algorithm.startsWith('HMAC_')) {
    const message = isBehind ? 'password . salt' : 'salt . password';
    const beside = { salt, ...BASE64, pepper: numbers.signerKey ?? '', pepperEncoding: 'base64' };
    return { hash, format: `hmac_${algorithm.slice(5).toLowerCase()}(pepper, ${message})`, beside };
  }
  // MD5 is handed over as its hex text.
  const key = algorithm === 'MD5' ? Buffer.from(hash, 'base64url').toString() : hash;
  return digest(algorithm, key, salt, isBehind, BASE64);
}

function readDescope(value: unknown): StoredHash {
  const [[key = '', fields = {}] = []] = Object.entries(Nested.parse(value));
  const hash = String(fields.hash);
  const { salt = '', iterations = 0, memory = 0 } = fields;
  if (key === 'argon2')
    return {
      hash: `$argon2id$v=19$m=${memory},t=${iterations},p=${fields.threads}$${unpadded(salt)}$${unpadded(hash)}`,
    };
  if (key === 'pbkdf2')
    return {
      hash,
      format: 'pbkdf2-params',
      beside: { salt, iterations, prf: fields.type ?? '', keyLength: lengthOf(hash) },
    };
  if (key === 'firebase') {
    const { signerKey = '', saltSeparator = '', rounds = 0 } = fields;
    const beside = { salt, rounds, memCost: memory, signerKey, saltSeparator };
    return { hash, format: 'firebase-scrypt', beside };
  }
  if (key === 'phpass') {
    const digits = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const log = digits.charAt(Math.log2(Number(iterations)));
    return { hash: `${fields.type === 'md5' ? '$P$' : '$S$'}${log}${salt}${hash}` };
  }
  if (key === 'bcrypt') return { hash };
  return { hash, format: `raw-${key === 'md5' ? 'md5' : String(fields.type)}` };
}

function unpadded(text: string | number): string {
  return String(text).replace(/=+$/, '');
}

function readLogto(value: unknown): StoredHash {
  const { passwordAlgorithm, passwordDigest } = z
    .object({ passwordAlgorithm: Text, passwordDigest: Text })
    .parse(value);
  if (/^(?:MD5|SHA)/.test(passwordAlgorithm))
    return { hash: passwordDigest, format: `raw-${passwordAlgorithm.toLowerCase()}` };
  if (passwordAlgorithm !== 'Legacy') return { hash: passwordDigest };
  const [name, args, hash] = z.tuple([Text, z.array(Text), Text]).parse(JSON.parse(passwordDigest));
  if (name === 'pbkdf2') {
    const [salt = '', iterations = '', keyLength = '', prf = ''] = args;
    const beside = { salt: salt.replace('hex:', ''), ...HEX, iterations, keyLength, prf };
    return { hash, format: 'pbkdf2-params', beside };
  }
  if (name === 'firebase-scrypt') {
    const [salt = '', signerKey = '', saltSeparator = '', rounds = '', memCost = ''] = args;
    return { hash, format: 'firebase-scrypt', beside: { salt, signerKey, saltSeparator, rounds, memCost } };
  }
  const beside = Object.fromEntries(args.map((arg, at) => [`a${at}`, arg]).filter(([, arg]) => arg !== '@'));
  const message = args.map((arg, at) => (arg === '@' ? 'password' : `a${at}`)).join(' . ');
  return { hash, format: `${name.replace('-', '_')}(${message})`, beside };
}
