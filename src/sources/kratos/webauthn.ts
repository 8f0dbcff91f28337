/**
 * Security keys and passkeys of Kratos: bytes in base64, the user handle once for all of them.
 *
 * @see https://github.com/ory/kratos/blob/v1.3.1/identity/credentials_webauthn.go
 * @module
 */
import type { Factor, Identity } from '../../identity/identity.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { isRecord, type Values } from '../reading/values.ts';

/** Adds each of them; what lacks its id or its key is a problem. */
export function readWebAuthn(
  identity: Identity,
  { credentials, user_handle }: JsonObject,
  settings: { readonly rpId?: string | undefined },
  values: Values,
): boolean {
  const userHandle = toBase64Url(user_handle);
  for (const credential of values.records(credentials)) {
    const factor = toFactor(credential, values);
    if (factor === undefined) values.report('FACTOR_INVALID', 'no credential id or public key');
    else
      identity.factors.push({
        ...factor,
        ...(settings.rpId !== undefined && { rpId: settings.rpId }),
        ...(userHandle !== undefined && { userHandle }),
      });
  }
  return true;
}

function toFactor(credential: JsonObject, values: Values): (Factor & { type: 'webauthn' }) | undefined {
  const { id, public_key, authenticator, flags, is_passwordless, display_name, added_at, transport } =
    credential;
  const credentialId = toBase64Url(id);
  const publicKey = toBase64Url(public_key);
  if (credentialId === undefined || publicKey === undefined) return undefined;
  const device = isRecord(authenticator) ? authenticator : {};
  const aaguid = toUuid(device.aaguid);
  const label = values.text(display_name);
  const createdAt = values.time(added_at);
  return {
    type: 'webauthn',
    credentialId,
    publicKey,
    signCount: typeof device.sign_count === 'number' ? device.sign_count : 0,
    ...(Array.isArray(transport) && { transports: transport.map(String) }),
    ...(aaguid !== undefined && { aaguid }),
    ...(isRecord(flags) &&
      typeof flags.backup_eligible === 'boolean' && { backupEligible: flags.backup_eligible }),
    ...(isRecord(flags) && typeof flags.backup_state === 'boolean' && { backedUp: flags.backup_state }),
    passwordless: is_passwordless === true,
    ...(label !== undefined && { label }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

function toBase64Url(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w+/-]+={0,2}$/.test(value)) return undefined;
  return Buffer.from(value, 'base64').toString('base64url');
}

/** 16 bytes as people write them. */
function toUuid(value: unknown): string | undefined {
  const hex = typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : '';
  if (hex.length !== 32) return undefined;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
