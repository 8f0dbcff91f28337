/**
 * Second factors and passkeys as Keycloak's credentials.
 *
 * TOTP of any digest, length and period moves. Passkeys move for the same relying party. Recovery codes move as the
 * SHA-512 that Keycloak compares with; it then asks for them in their order. There are no SMS or e-mail codes.
 *
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/server-spi-private/src/main/java/org/keycloak/models/utils/RecoveryAuthnCodesUtils.java
 * @module
 */
import { createHash } from 'node:crypto';
import type { Factor } from '../../identity/identity.ts';
import type { Credential } from './shapes.ts';

const TOTP_ALGORITHM = { SHA1: 'HmacSHA1', SHA256: 'HmacSHA256', SHA512: 'HmacSHA512' } as const;

/** An authenticator that does not say what it is (WebAuthn §6.5.1). */
const NO_AAGUID = '00000000-0000-0000-0000-000000000000';

/**
 * COSE key types 1 to 3: Edwards and elliptic curves, RSA (RFC 9053 §7). With a post-quantum key (7, ML-DSA, which
 * Chromium and Node make already) Keycloak 26.7.4 answers every login "Passkey authentication result is invalid".
 */
const NEWEST_KEY_TYPE = 3;

/** The first entry of the map in canonical CBOR; 0: it does not come first, and nothing is concluded. */
function keyTypeOf(publicKey: string): number {
  const [, label, type = 0] = Buffer.from(publicKey, 'base64url');
  return label === 1 ? type : 0;
}

/** @returns the credential, or in words why there is none */
export function toCredential(factor: Factor): Credential | string {
  switch (factor.type) {
    case 'totp':
      return {
        ...common(factor),
        type: 'otp',
        credentialData: JSON.stringify({
          subType: 'totp',
          digits: factor.digits,
          counter: 0,
          period: factor.period,
          algorithm: TOTP_ALGORITHM[factor.algorithm],
          // Without it the characters themselves would be the key.
          secretEncoding: 'BASE32',
        }),
        secretData: JSON.stringify({ value: factor.secret }),
      };
    case 'webauthn':
      if (keyTypeOf(factor.publicKey) > NEWEST_KEY_TYPE)
        return 'a passkey whose kind of key Keycloak cannot verify';
      return {
        ...common(factor),
        type: factor.passwordless ? 'webauthn-passwordless' : 'webauthn',
        credentialData: JSON.stringify({
          aaguid: factor.aaguid ?? NO_AAGUID,
          credentialId: Buffer.from(factor.credentialId, 'base64url').toString('base64'),
          counter: factor.signCount,
          credentialPublicKey: factor.publicKey,
          attestationStatementFormat: 'none',
          transports: factor.transports ?? [],
        }),
        secretData: '{}',
      };
    case 'recovery-codes':
      return toRecoveryCodes(factor);
    case 'sms':
      return 'Keycloak sends no codes by SMS';
    case 'email':
      return 'Keycloak sends no codes by e-mail as a second factor';
  }
}

function toRecoveryCodes(factor: Extract<Factor, { type: 'recovery-codes' }>): Credential | string {
  if (factor.hash !== undefined && factor.hash !== 'sha512-base64')
    return `Keycloak cannot compare recovery codes hashed with ${factor.hash}`;
  const hashes = factor.codes.map((code) => (factor.hash === undefined ? hashCode(code) : code));
  const total = Math.max(factor.total ?? hashes.length, hashes.length);
  const used = total - hashes.length;
  return {
    ...common(factor),
    type: 'recovery-authn-codes',
    credentialData: JSON.stringify({
      hashIterations: 1,
      algorithm: 'SHA-512',
      remaining: hashes.length,
      total,
    }),
    secretData: JSON.stringify({
      codes: hashes.map((encodedHashedValue, index) => ({ number: used + index + 1, encodedHashedValue })),
    }),
  };
}

function hashCode(code: string): string {
  return createHash('sha512').update(code, 'utf8').digest('base64');
}

function common(factor: { readonly label?: string | undefined; readonly createdAt?: string | undefined }) {
  return {
    ...(factor.label && { userLabel: factor.label }),
    ...(factor.createdAt && { createdDate: Date.parse(factor.createdAt) }),
  };
}
