/**
 * What a credential of a Keycloak user means: JSON in JSON, one kind for each `type`.
 *
 * A password keeps Keycloak's own envelope, which `src/passwords` reads. Passwords of the past
 * (`password-history`) are known and left out. What cannot be carried (HOTP, codes hashed in an unknown way) is
 * left over without its secret.
 *
 * @see https://www.keycloak.org/docs-api/latest/rest-api/index.html#CredentialRepresentation
 * @module
 */

import type { Factor, PasswordCredential } from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTotpSecret } from '../../identity/mapping/totp-secret.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { isRecord, type Values } from '../reading/values.ts';

export interface Credentials {
  password?: PasswordCredential;
  readonly factors: Factor[];
}

export interface CredentialSettings {
  /** The domain that passkeys are bound to, which the export of a user does not hold. */
  readonly rpId?: string | undefined;
}

/** `secretData` and `credentialData`, read. */
interface Opened {
  readonly secret: JsonObject;
  readonly detail: JsonObject;
  readonly label: string | undefined;
  readonly createdAt: string | undefined;
}

type ReadCredential = (
  into: Credentials,
  opened: Opened,
  credential: JsonObject,
  userId: string,
  settings: CredentialSettings,
  values: Values,
) => boolean;

/** Types that are known and left out, with the reason. */
export const IGNORED_CREDENTIALS: Readonly<Record<string, string>> = {
  'password-history': 'passwords of the past, kept to refuse them as new ones',
};

const OTP_ALGORITHMS: Readonly<Record<string, 'SHA1' | 'SHA256' | 'SHA512'>> = {
  HmacSHA1: 'SHA1',
  HmacSHA256: 'SHA256',
  HmacSHA512: 'SHA512',
};

/** Both names mean SHA-512 of the code in base64; Keycloak 26.2 renamed it. */
const CODE_ALGORITHMS = new Set(['SHA-512', 'RS512']);

const TYPES: Readonly<Record<string, ReadCredential>> = {
  password: readPassword,
  otp: readTotp,
  totp: readTotp,
  webauthn: readWebAuthn,
  'webauthn-passwordless': readWebAuthn,
  'recovery-authn-codes': readRecoveryCodes,
};

/** Reads a user's credentials; gives back those that were not understood, without their secrets. */
export function readCredentials(
  into: Credentials,
  list: readonly JsonObject[],
  userId: string,
  settings: CredentialSettings,
  values: Values,
): readonly JsonObject[] | undefined {
  const left: JsonObject[] = [];
  for (const [i, credential] of list.entries()) {
    const understood = values.within(i, () => readCredential(into, credential, userId, settings, values));
    if (!understood) left.push(withoutSecrets(credential));
  }
  return left.length === 0 ? undefined : left;
}

/** False: it is none that we know. A damaged one is a problem and not left over. */
function readCredential(
  into: Credentials,
  credential: JsonObject,
  userId: string,
  settings: CredentialSettings,
  values: Values,
): boolean {
  const type = typeof credential.type === 'string' ? credential.type : '';
  if (Object.hasOwn(IGNORED_CREDENTIALS, type)) return true;
  const opened = open(credential, values);
  if (opened === undefined) return true;
  const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  return read?.(into, opened, credential, userId, settings, values) === true;
}

function open(credential: JsonObject, values: Values): Opened | undefined {
  const secret = openJson(credential, 'secretData', values);
  const detail = openJson(credential, 'credentialData', values);
  if (secret === undefined || detail === undefined) return undefined;
  values.field = 'userLabel';
  const label = values.text(credential.userLabel);
  values.field = 'createdDate';
  return { secret, detail, label, createdAt: values.time(credential.createdDate, 'ms') };
}

function openJson(credential: JsonObject, name: string, values: Values): JsonObject | undefined {
  const text = credential[name];
  if (text === undefined || text === null) return {};
  values.field = name;
  try {
    const opened: unknown = typeof text === 'string' ? JSON.parse(text) : text;
    if (isRecord(opened)) return opened;
  } catch {
    // Reported below like anything else that is no object.
  }
  const code = credential.type === 'password' ? 'PASSWORD_MALFORMED' : 'FACTOR_INVALID';
  values.report(code, 'not an object in JSON');
  return undefined;
}

/** The first password counts, as it does for Keycloak. */
function readPassword(into: Credentials, opened: Opened, credential: JsonObject): boolean {
  if (into.password !== undefined) return false;
  const { secretData, credentialData } =
    credential.secretData === undefined ? fromFlat(credential) : credential;
  const algorithm = opened.detail.algorithm ?? credential.algorithm;
  into.password = {
    format: algorithm === 'argon2' ? 'keycloak-json-argon2' : 'keycloak-json-pbkdf2',
    hash: JSON.stringify({
      type: 'password',
      secretData: asText(secretData),
      credentialData: asText(credentialData),
    }),
    ...(opened.createdAt !== undefined && { setAt: opened.createdAt }),
    ...(credential.temporary === true && { mustChange: true }),
  };
  return true;
}

/** Before Keycloak 8 the parts stood side by side; the envelope of today holds the same. */
function fromFlat({ hashedSaltedValue, salt, hashIterations, algorithm }: JsonObject): JsonObject {
  return {
    secretData: JSON.stringify({ value: hashedSaltedValue, salt, additionalParameters: {} }),
    credentialData: JSON.stringify({
      hashIterations,
      algorithm: algorithm ?? 'pbkdf2',
      additionalParameters: {},
    }),
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {});
}

/**
 * The secret is the bytes of the text itself, unless it says that it is base32. Before Keycloak 8 the kind stood in
 * the type (`totp`) and the secret in `value`.
 * @see https://github.com/keycloak/keycloak/pull/21117
 */
function readTotp(
  into: Credentials,
  opened: Opened,
  credential: JsonObject,
  _: string,
  __: CredentialSettings,
  values: Values,
): boolean {
  const { secret, detail, label, createdAt } = opened;
  if ((detail.subType ?? credential.type) === 'hotp') return false;
  const algorithm = OTP_ALGORITHMS[String(detail.algorithm ?? credential.algorithm ?? 'HmacSHA1')];
  if (algorithm === undefined) return false;

  values.field = 'secretData';
  const encoding = detail.secretEncoding === 'BASE32' ? 'base32' : 'raw';
  const read = readTotpSecret(secret.value ?? credential.value ?? credential.hashedSaltedValue, encoding);
  if (read instanceof Fault) {
    values.report(read.code, read.found);
    return true;
  }
  const digits = numberOf(detail.digits ?? credential.digits) ?? 6;
  const period = numberOf(detail.period ?? credential.period) ?? 30;
  if (digits < 6 || digits > 10 || period < 10 || period > 300) return false;
  into.factors.push({
    type: 'totp',
    secret: read,
    algorithm,
    digits,
    period,
    ...(label !== undefined && { label }),
    ...(createdAt !== undefined && { createdAt }),
  });
  return true;
}

function readWebAuthn(
  into: Credentials,
  { detail, label, createdAt }: Opened,
  credential: JsonObject,
  userId: string,
  { rpId }: CredentialSettings,
  values: Values,
): boolean {
  values.field = 'credentialData';
  const credentialId = toBase64Url(detail.credentialId);
  const publicKey = toBase64Url(detail.credentialPublicKey);
  const signCount = numberOf(detail.counter) ?? 0;
  if (credentialId === undefined || publicKey === undefined || signCount < 0) {
    values.report('FACTOR_INVALID', 'no credential id, public key or counter');
    return true;
  }
  into.factors.push({
    type: 'webauthn',
    credentialId,
    publicKey,
    signCount,
    ...(rpId !== undefined && { rpId }),
    // Keycloak hands the authenticator the bytes of the user's id (WebAuthnRegister, UserModel.getId).
    userHandle: Buffer.from(userId).toString('base64url'),
    ...(Array.isArray(detail.transports) && { transports: detail.transports.map(String) }),
    ...(typeof detail.aaguid === 'string' && { aaguid: detail.aaguid }),
    passwordless: credential.type === 'webauthn-passwordless',
    ...(label !== undefined && { label }),
    ...(createdAt !== undefined && { createdAt }),
  });
  return true;
}

/** Keycloak asks for the codes one after the other, so their order is kept. */
function readRecoveryCodes(
  into: Credentials,
  { secret, detail, createdAt }: Opened,
  _: JsonObject,
  __: string,
  ___: CredentialSettings,
  values: Values,
): boolean {
  if (!CODE_ALGORITHMS.has(String(detail.algorithm))) return false;
  values.field = 'secretData';
  const entries = Array.isArray(secret.codes) ? secret.codes.filter(isRecord) : [];
  const codes = entries
    .toSorted((one, other) => (numberOf(one.number) ?? 0) - (numberOf(other.number) ?? 0))
    .flatMap(({ encodedHashedValue }) =>
      typeof encodedHashedValue === 'string' ? [encodedHashedValue] : [],
    );
  const remaining = numberOf(detail.remaining ?? detail.remainingCodes);
  if (
    !Array.isArray(secret.codes) ||
    codes.length !== secret.codes.length ||
    (remaining ?? codes.length) !== codes.length
  ) {
    values.report(
      'FACTOR_INVALID',
      `${codes.length} recovery codes, ${remaining ?? 'an unknown number'} expected`,
    );
    return true;
  }
  const total = numberOf(detail.total ?? detail.totalCodes);
  into.factors.push({
    type: 'recovery-codes',
    codes,
    hash: 'sha512-base64',
    ...(total !== undefined && { total }),
    ...(createdAt !== undefined && { createdAt }),
  });
  return true;
}

function withoutSecrets({
  secretData: _,
  value: __,
  hashedSaltedValue: ___,
  salt: ____,
  ...rest
}: JsonObject): JsonObject {
  return rest;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** Keycloak writes ids in base64 and keys in base64url; both are read, one is written. */
function toBase64Url(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w+/-]+={0,2}$/.test(value)) return undefined;
  return Buffer.from(value, 'base64').toString('base64url');
}
