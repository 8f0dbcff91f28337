/**
 * Keycloak's password credential: `credentialData` and `secretData`, both JSON texts inside JSON.
 *
 * Keycloak verifies PBKDF2 with SHA-1, SHA-256 and SHA-512, and Argon2. It takes any other credential with a 201 and
 * then lets nobody in. Text is compared as text there: base 64 must be the standard alphabet with padding.
 *
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/services/src/main/java/org/keycloak/credential/hash/Pbkdf2PasswordHashProvider.java
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/crypto/default/src/main/java/org/keycloak/crypto/hash/Argon2PasswordHashProvider.java
 * @module
 */
import { toBase64 } from '../encodings.ts';
import type { Argon2Parts, Pbkdf2Parts } from '../parts.ts';
import { envelope, takes } from './envelope.ts';
import { argon2, bareArgon2, pbkdf2 } from './shapes.ts';

/** As in the user of the Admin API; a type, since an interface could have more fields than JSON takes. */
export type KeycloakCredential = Readonly<
  Record<'credentialData' | 'secretData', string> & { type: 'password' }
>;

const ARGON2_VERSION = { 16: '1.0', 19: '1.3' } as const;

function ofPbkdf2(parts: Pbkdf2Parts): KeycloakCredential {
  const algorithm = parts.digest === 'sha1' ? 'pbkdf2' : `pbkdf2-${parts.digest}`;
  return credential(algorithm, parts.iterations, {}, parts);
}

function ofArgon2(parts: Argon2Parts): KeycloakCredential {
  const parameters = {
    hashLength: [String(parts.key.length)],
    memory: [String(parts.memory)],
    type: [parts.variant],
    version: [ARGON2_VERSION[parts.version]],
    parallelism: [String(parts.parallelism)],
  };
  return credential('argon2', parts.passes, parameters, parts);
}

function credential(
  algorithm: string,
  hashIterations: number,
  additionalParameters: Readonly<Record<string, readonly string[]>>,
  { key, salt }: { readonly key: Uint8Array; readonly salt: Uint8Array },
): KeycloakCredential {
  return {
    type: 'password',
    credentialData: JSON.stringify({ hashIterations, algorithm, additionalParameters }),
    secretData: JSON.stringify({ value: toBase64(key), salt: toBase64(salt), additionalParameters: {} }),
  };
}

export const keycloak = envelope(
  {
    id: 'keycloak',
    title: 'Keycloak',
    reference: 'https://www.keycloak.org/docs/latest/server_admin/#hashalgorithm',
    otherwise: 'Keycloak verifies PBKDF2 with SHA-1, SHA-256 or SHA-512, and Argon2, and this is neither.',
  },
  [
    takes(pbkdf2('sha1', 'sha256', 'sha512'), {
      what: 'PBKDF2 with SHA-1, SHA-256 or SHA-512',
      limits: [
        {
          // javax.crypto.spec.PBEKeySpec throws; seen with 26.7.4: taken with a 200, and no password logs in.
          says: 'Keycloak verifies no PBKDF2 without a salt, because Java refuses an empty one.',
          holds: ({ salt }) => salt.length > 0,
        },
      ],
      write: ofPbkdf2,
    }),
    takes(argon2('id', 'i', 'd'), {
      what: 'Argon2id, Argon2i, Argon2d',
      limits: [bareArgon2('Keycloak')],
      note: 'A server in FIPS mode has no Argon2.',
      write: ofArgon2,
    }),
  ],
);
