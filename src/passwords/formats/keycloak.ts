/**
 * Keycloak's credential: a JSON object whose `secretData` and `credentialData` are JSON texts themselves.
 *
 * The algorithm is in `credentialData`; PBKDF2's key has 512 bits whatever the digest, and its size is taken from
 * what is stored. Argon2's version is the text "1.3".
 *
 * @see https://github.com/keycloak/keycloak/blob/main/server-spi/src/main/java/org/keycloak/models/credential/PasswordCredentialModel.java
 * @module
 */
import { readBase64, readSalt64, toBase64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { numberIn, objectIn, readJsonObject, textIn } from '../json.ts';
import type { Argon2Parts, HashParts, Pbkdf2Parts } from '../parts.ts';

const REFERENCE = 'https://www.keycloak.org/docs/latest/server_admin/#hashalgorithm';

const PBKDF2 = {
  pbkdf2: 'sha1',
  'pbkdf2-sha256': 'sha256',
  'pbkdf2-sha512': 'sha512',
} as const satisfies Record<string, Pbkdf2Parts['digest']>;

interface Credential {
  readonly algorithm: string;
  readonly iterations: number;
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  /** `additionalParameters` of credentialData. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** `undefined` when it is no Keycloak credential at all. */
function readCredential(id: string, text: string): Credential | undefined {
  if (!text.startsWith('{')) return undefined;
  const outer = readJsonObject(text);
  if (outer === undefined || outer.secretData === undefined) return undefined;
  const secret = nested(outer.secretData);
  const about = nested(outer.credentialData);
  if (secret === undefined || about === undefined)
    throw new MalformedHash(id, 'secretData or credentialData is not JSON');
  const key = readBase64(textIn(secret, 'value') ?? '!');
  const salt = readSalt64(textIn(secret, 'salt') ?? '!');
  if (key === undefined || key.length < 16)
    throw new MalformedHash(id, 'the value is not base64 of 16 bytes or more');
  if (salt === undefined) throw new MalformedHash(id, 'the salt is not base64');
  const iterations = numberIn(about, 'hashIterations');
  if (iterations === undefined) throw new MalformedHash(id, 'hashIterations is not a whole number');
  return {
    algorithm: textIn(about, 'algorithm') ?? '',
    iterations,
    key,
    salt,
    parameters: objectIn(about, 'additionalParameters') ?? {},
  };
}

/** Exports write the inner objects as text; some tools flatten them. */
function nested(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'string' ? readJsonObject(value) : objectIn({ value }, 'value');
}

function writeCredential(secretData: object, credentialData: object): string {
  return JSON.stringify({
    type: 'password',
    secretData: JSON.stringify(secretData),
    credentialData: JSON.stringify(credentialData),
  });
}

export const keycloakPbkdf2: PasswordFormat = {
  id: 'keycloak-json-pbkdf2',
  title: 'Keycloak PBKDF2',
  family: 'provider',
  foundIn: 'Keycloak, Red Hat build of Keycloak, Red Hat SSO',
  rule: 'PBKDF2-HMAC(password, salt, hashIterations)',
  reference: REFERENCE,
  aliases: ['keycloak'],
  prefix: '{',
  shape: /^\{(?=[\s\S]*"secretData")[\s\S]*"algorithm\\?\\?"\s*:\s*\\?\\?"pbkdf2[\s\S]*\}$/,
  frequency: 3,
  needs: [],
  parse(text) {
    const credential = readCredential(this.id, text);
    if (credential === undefined) return undefined;
    const { algorithm, iterations, salt, key } = credential;
    if (!isPbkdf2(algorithm)) throw new MalformedHash(this.id, 'the algorithm is no PBKDF2 of Keycloak');
    return { primitive: 'pbkdf2', digest: PBKDF2[algorithm], iterations, salt, key };
  },
  format(parts) {
    const algorithm = (Object.keys(PBKDF2) as (keyof typeof PBKDF2)[]).find(
      (name) => parts.primitive === 'pbkdf2' && PBKDF2[name] === parts.digest,
    );
    if (parts.primitive !== 'pbkdf2' || algorithm === undefined) return '';
    return writeCredential(
      { value: toBase64(parts.key), salt: toBase64(parts.salt), additionalParameters: {} },
      { hashIterations: parts.iterations, algorithm, additionalParameters: {} },
    );
  },
};

function isPbkdf2(algorithm: string): algorithm is keyof typeof PBKDF2 {
  return Object.hasOwn(PBKDF2, algorithm);
}

export const keycloakArgon2: PasswordFormat = {
  id: 'keycloak-json-argon2',
  title: 'Keycloak Argon2',
  family: 'provider',
  foundIn: 'Keycloak 24 and later',
  rule: 'argon2(password, salt, memory, iterations, parallelism)',
  reference: REFERENCE,
  prefix: '{',
  shape: /^\{(?=[\s\S]*"secretData")[\s\S]*"algorithm\\?\\?"\s*:\s*\\?\\?"argon2[\s\S]*\}$/,
  frequency: 3,
  needs: [],
  parse(text) {
    const credential = readCredential(this.id, text);
    if (credential === undefined) return undefined;
    if (credential.algorithm !== 'argon2') throw new MalformedHash(this.id, 'the algorithm is not argon2');
    return toArgon2(this.id, credential);
  },
  format(parts) {
    if (parts.primitive !== 'argon2') return '';
    return writeCredential(
      { value: toBase64(parts.key), salt: toBase64(parts.salt), additionalParameters: {} },
      { hashIterations: parts.passes, algorithm: 'argon2', additionalParameters: argon2Parameters(parts) },
    );
  },
};

const VERSIONS = { '1.0': 16, '1.3': 19 } as const;

function toArgon2(id: string, { iterations, salt, key, parameters }: Credential): HashParts {
  const number = (name: string, otherwise: number): number => {
    const stated = listed(parameters[name]);
    if (stated === undefined) return otherwise;
    if (!/^\d{1,9}$/.test(stated)) throw new MalformedHash(id, `${name} is not a whole number`);
    return Number(stated);
  };
  const variant = listed(parameters.type) ?? 'id';
  const version = listed(parameters.version) ?? '1.3';
  if (variant !== 'id' && variant !== 'i' && variant !== 'd')
    throw new MalformedHash(id, 'the type is not id, i or d');
  if (version !== '1.0' && version !== '1.3') throw new MalformedHash(id, 'the version is not 1.0 or 1.3');
  return {
    primitive: 'argon2',
    variant,
    version: VERSIONS[version],
    // Keycloak's own defaults, Argon2PasswordHashProviderFactory.
    memory: number('memory', 7168),
    passes: iterations,
    parallelism: number('parallelism', 1),
    salt,
    key,
  };
}

/** Parameters are lists of texts of which the first counts. */
function listed(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || typeof first === 'number' ? String(first) : undefined;
}

function argon2Parameters(parts: Argon2Parts): Record<string, string[]> {
  return {
    hashLength: [String(parts.key.length)],
    memory: [String(parts.memory)],
    type: [parts.variant],
    version: [parts.version === 16 ? '1.0' : '1.3'],
    parallelism: [String(parts.parallelism)],
  };
}
