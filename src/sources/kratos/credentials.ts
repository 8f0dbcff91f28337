/**
 * What the credentials of a Kratos identity mean: an object by type, each with a `config` of its own.
 *
 * The password keeps Kratos' own spelling, which `src/passwords` reads. What is not understood is left over without
 * its secrets.
 *
 * @see https://github.com/ory/kratos/blob/v1.3.1/identity/credentials.go
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTotpSecret } from '../../identity/mapping/totp-secret.ts';
import type { JsonObject } from '../reading/json-value.ts';
import type { IgnoredFields } from '../reading/understand.ts';
import { isRecord, type Values } from '../reading/values.ts';
import { readWebAuthn } from './webauthn.ts';

export interface CredentialSettings {
  /** The domain that passkeys are bound to, which an identity does not carry. */
  readonly rpId?: string | undefined;
}

/** For the table of the docs. */
export const IGNORED_CREDENTIALS: IgnoredFields = {
  'credentials.*.version': 'how Kratos wrote the row',
  'credentials.*.created_at':
    'when Kratos wrote the row, which it does anew with every change of the identity',
  'credentials.*.updated_at':
    'when Kratos wrote the row, which it does anew with every change of the identity',
  'credentials.oidc.config.providers[].initial_*_token': 'tokens of the provider, good for Kratos alone',
  'credentials of the type code': 'a login by code to an address, which stands among the identifiers',
};

/** False: it is nothing that we know, and stays as it is. */
type ReadCredential = (
  identity: Identity,
  config: JsonObject,
  settings: CredentialSettings,
  values: Values,
) => boolean;

const TYPES: Readonly<Record<string, ReadCredential>> = {
  password: readPassword,
  oidc: readLinks,
  saml: readLinks,
  totp: readTotp,
  lookup_secret: readRecoveryCodes,
  webauthn: readWebAuthn,
  passkey: readWebAuthn,
  code: () => true,
};

/** Reads them into the identity; gives back those that were not understood, by type, without their secrets. */
export function readCredentials(
  identity: Identity,
  credentials: JsonObject,
  settings: CredentialSettings,
  values: Values,
): JsonObject | undefined {
  const left: Record<string, unknown> = {};
  for (const [type, credential] of Object.entries(credentials)) {
    // Without `include_credential` the type and its identifiers are all there is.
    const config = isRecord(credential) ? credential.config : undefined;
    if (!isRecord(config) || Object.keys(config).length === 0) continue;
    values.field = `credentials.${type}.config`;
    const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    if (read?.(identity, config, settings, values) !== true) left[type] = namesOf(config);
  }
  return Object.keys(left).length === 0 ? undefined : left;
}

/** What there is, so that somebody can decide about it, and none of what it holds. */
function namesOf(config: JsonObject): JsonObject {
  const flags = Object.entries(config).filter(([, value]) => typeof value === 'boolean');
  return Object.fromEntries([...flags, ['holds', Object.keys(config)]]);
}

/** False where a hook is still to be asked for it: somebody has to know before the customer does. */
function readPassword(
  identity: Identity,
  { hashed_password, use_password_migration_hook }: JsonObject,
  _: CredentialSettings,
  values: Values,
): boolean {
  const hash = values.text(hashed_password);
  if (hash === undefined) return use_password_migration_hook !== true;
  identity.password = { hash };
  return true;
}

function readLinks(
  identity: Identity,
  { providers }: JsonObject,
  _: CredentialSettings,
  values: Values,
): boolean {
  for (const [i, one] of values.records(providers).entries()) {
    const provider = values.text(one.provider);
    const subject = values.id(one.subject);
    if (provider !== undefined && subject !== undefined) identity.links.push({ provider, subject });
    else values.report('FIELD_INVALID', `providers[${i}] without a provider or a subject`);
  }
  return true;
}

const ALGORITHMS = new Set(['SHA1', 'SHA256', 'SHA512']);

/**
 * The secret stands in the address that was once shown as a QR code.
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
function readTotp(
  identity: Identity,
  { totp_url }: JsonObject,
  _: CredentialSettings,
  values: Values,
): boolean {
  const url = typeof totp_url === 'string' ? URL.parse(totp_url) : null;
  if (url?.protocol !== 'otpauth:' || url.host !== 'totp') {
    values.report('FACTOR_INVALID', 'no otpauth:// address');
    return true;
  }
  const secret = readTotpSecret(url.searchParams.get('secret'));
  if (secret instanceof Fault) {
    values.report(secret.code, secret.found);
    return true;
  }
  const algorithm = url.searchParams.get('algorithm')?.toUpperCase() ?? 'SHA1';
  const digits = Number(url.searchParams.get('digits') ?? 6);
  const period = Number(url.searchParams.get('period') ?? 30);
  if (!ALGORITHMS.has(algorithm) || !(digits >= 6 && digits <= 10) || !(period >= 10 && period <= 300))
    return false;
  identity.factors.push({ type: 'totp', secret, algorithm: algorithm as 'SHA1', digits, period });
  return true;
}

/** Kratos keeps the codes as they were shown, and when each was used. */
function readRecoveryCodes(
  identity: Identity,
  { recovery_codes }: JsonObject,
  _: CredentialSettings,
  values: Values,
): boolean {
  const all = values.records(recovery_codes);
  const unused = all.filter(({ used_at }) => !isUsed(used_at));
  const codes = unused.flatMap(({ code }) => values.text(code) ?? []);
  if (codes.length !== unused.length) values.report('FACTOR_INVALID', 'a recovery code that is no text');
  else if (codes.length > 0) identity.factors.push({ type: 'recovery-codes', codes, total: all.length });
  return true;
}

/** Go writes the year 1 where there is no time. */
function isUsed(usedAt: unknown): boolean {
  return typeof usedAt === 'string' && usedAt !== '' && !usedAt.startsWith('0001-01-01');
}
