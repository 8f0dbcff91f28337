/**
 * Second factors of Supabase Auth, and the passkeys of its newer versions.
 *
 * A factor counts once it was verified. The secret of an authenticator app is base32; the credential of a security key
 * is what go-webauthn writes as JSON.
 *
 * @see https://github.com/supabase/auth/blob/master/internal/models/factor.go
 * @see https://github.com/go-webauthn/webauthn/blob/master/webauthn/credential.go
 * @module
 */
import type { Factor, Identity } from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTotpSecret } from '../../identity/mapping/totp-secret.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { isRecord, type Values } from '../reading/values.ts';
import type { Settings, UserRecords } from './user.ts';

/** Adds them; gives back the kinds that were not understood. */
export function readFactors(
  { factors }: Identity,
  { factors: rows, passkeys }: UserRecords,
  { rpId }: Settings,
  values: Values,
): JsonObject[] | undefined {
  const left: JsonObject[] = [];
  values.field = 'mfa_factors';
  for (const row of rows) {
    if (row.status !== 'verified') continue;
    if (!readFactor(factors, row, rpId, values)) left.push({ factor_type: row.factor_type });
  }
  values.field = 'webauthn_credentials';
  for (const row of passkeys) addPasskey(factors, row, rpId, values);
  return left.length === 0 ? undefined : left;
}

/** False: a kind that nobody knows. */
function readFactor(factors: Factor[], row: JsonObject, rpId: string | undefined, values: Values): boolean {
  const label = values.text(row.friendly_name);
  const createdAt = values.time(row.created_at);
  const about = { ...(label !== undefined && { label }), ...(createdAt !== undefined && { createdAt }) };
  switch (row.factor_type) {
    case 'totp': {
      const secret = readTotpSecret(row.secret);
      if (secret instanceof Fault) values.report(secret.code, secret.found);
      // https://github.com/supabase/auth/blob/master/internal/api/mfa.go makes no other kind.
      else factors.push({ type: 'totp', secret, algorithm: 'SHA1', digits: 6, period: 30, ...about });
      return true;
    }
    case 'phone': {
      const phone = values.text(row.phone);
      if (phone === undefined) return false;
      factors.push({ type: 'sms', phone: phone.startsWith('+') ? phone : `+${phone}` });
      return true;
    }
    case 'webauthn':
      return addSecurityKey(factors, row.web_authn_credential, rpId, about, values);
    default:
      return false;
  }
}

function addSecurityKey(
  factors: Factor[],
  credential: unknown,
  rpId: string | undefined,
  about: { readonly label?: string; readonly createdAt?: string },
  values: Values,
): boolean {
  if (!isRecord(credential)) return false;
  const credentialId = toBase64Url(credential.id);
  const publicKey = toBase64Url(credential.publicKey);
  if (credentialId === undefined || publicKey === undefined) {
    values.report('FACTOR_INVALID', 'no credential id or public key');
    return true;
  }
  const device = isRecord(credential.authenticator) ? credential.authenticator : {};
  factors.push({
    type: 'webauthn',
    credentialId,
    publicKey,
    signCount: typeof device.signCount === 'number' ? device.signCount : 0,
    ...(rpId !== undefined && { rpId }),
    passwordless: false,
    ...about,
  });
  return true;
}

/** Bytes come as base64 out of the database. */
function addPasskey(factors: Factor[], row: JsonObject, rpId: string | undefined, values: Values): void {
  const credentialId = toBase64Url(row.credential_id);
  const publicKey = toBase64Url(row.public_key);
  if (credentialId === undefined || publicKey === undefined) {
    values.report('FACTOR_INVALID', 'no credential id or public key');
    return;
  }
  const label = values.text(row.friendly_name);
  const createdAt = values.time(row.created_at);
  const aaguid = values.text(row.aaguid);
  factors.push({
    type: 'webauthn',
    credentialId,
    publicKey,
    signCount: Number(row.sign_count ?? 0),
    ...(rpId !== undefined && { rpId }),
    ...(Array.isArray(row.transports) && { transports: row.transports.map(String) }),
    ...(aaguid !== undefined && { aaguid }),
    ...(typeof row.backed_up === 'boolean' && { backedUp: row.backed_up }),
    ...(typeof row.backup_eligible === 'boolean' && { backupEligible: row.backup_eligible }),
    passwordless: true,
    ...(label !== undefined && { label }),
    ...(createdAt !== undefined && { createdAt }),
  });
}

function toBase64Url(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w+/-]+={0,2}$/.test(value)) return undefined;
  return Buffer.from(value, 'base64').toString('base64url');
}
