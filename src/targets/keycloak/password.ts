/**
 * A password hash in Keycloak's envelope: the same bytes, spelled as its own providers read them.
 *
 * Keycloak verifies PBKDF2 with SHA-1, SHA-256 and SHA-512, and Argon2. It takes any other credential with a 201 and
 * then lets nobody in, so what is not one of these never leaves us. Text is compared as text there: base 64 must be
 * the standard alphabet with padding.
 *
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/services/src/main/java/org/keycloak/credential/hash/Pbkdf2PasswordHashProvider.java
 * @see https://github.com/keycloak/keycloak/blob/26.7.4/crypto/default/src/main/java/org/keycloak/crypto/hash/Argon2PasswordHashProvider.java
 * @module
 */
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import {
  FORMATS,
  type HashParts,
  MalformedHash,
  MissingInput,
  parse,
  UnknownHash,
} from '../../passwords/index.ts';
import type { Fit } from '../target.ts';
import type { Credential } from './shapes.ts';

/** Keycloak's names for the digest under PBKDF2. */
const PBKDF2 = new Map<string, string>([
  ['sha1', 'pbkdf2'],
  ['sha256', 'pbkdf2-sha256'],
  ['sha512', 'pbkdf2-sha512'],
]);

const ARGON2_VERSION = { 16: '1.0', 19: '1.3' } as const;

/** Formats that put the password as it is into one of the two; whether a single hash fits `toPassword` decides. */
export const PASSWORDS: Readonly<Record<string, 'transcoded'>> = Object.fromEntries(
  FORMATS.filter(({ rule }) => /^(pbkdf2|argon2)[\w-]*\(password\b/i.test(rule)).map(
    ({ id }) => [id, 'transcoded'] as const,
  ),
);

/** What becomes of the password, and why. */
export function fitPassword({ password, status }: Identity): Pick<Fit, 'credentialPlan' | 'reason'> {
  if (password === undefined) return { credentialPlan: 'none', reason: 'There is no password.' };
  if (status === 'invited')
    return {
      credentialPlan: 'reset',
      reason: 'An invitation that was never taken up has no password to keep.',
    };
  const judged = judge(password);
  if (typeof judged === 'string') return { credentialPlan: 'vault', reason: judged };
  return { credentialPlan: 'transcoded', reason: 'Keycloak verifies this hash in its own envelope.' };
}

/** @returns undefined where Keycloak cannot verify the hash */
export function toPassword(password: PasswordCredential): Credential | undefined {
  const judged = judge(password);
  return typeof judged === 'string' ? undefined : judged;
}

/** The credential, or why there is none. */
function judge(password: PasswordCredential): Credential | string {
  const { hash, format, beside, secrets } = password;
  if (secrets !== undefined && Object.keys(secrets).length > 0)
    return 'The hash needs a secret of the whole site (a pepper), which Keycloak has no place for.';
  let parts: HashParts;
  try {
    parts = parse({ hash, ...(format && { format }), ...(beside && { beside }) }).parts;
  } catch (error) {
    if (error instanceof MissingInput || error instanceof MalformedHash || error instanceof UnknownHash)
      return 'The hash cannot be taken apart, so it cannot be put into the envelope of Keycloak.';
    throw error;
  }
  const envelope = toEnvelope(parts);
  if (typeof envelope === 'string') return envelope;
  const createdDate = password.setAt === undefined ? {} : { createdDate: Date.parse(password.setAt) };
  return { type: 'password', ...createdDate, ...envelope };
}

function toEnvelope(parts: HashParts): Pick<Credential, 'credentialData' | 'secretData'> | string {
  if ('prehash' in parts && parts.prehash !== undefined)
    return 'The legacy hashed the password once more before this, which Keycloak does not do.';
  if (parts.primitive === 'pbkdf2') {
    const algorithm = PBKDF2.get(parts.digest);
    if (algorithm === undefined) return `Keycloak has no PBKDF2 with ${parts.digest}.`;
    return envelope(algorithm, parts.iterations, {}, parts);
  }
  if (parts.primitive === 'argon2') {
    if (parts.secret !== undefined || parts.associatedData !== undefined)
      return 'Keycloak has no place for the secret or the associated data of this Argon2 hash.';
    const parameters = {
      hashLength: [String(parts.key.length)],
      memory: [String(parts.memory)],
      type: [parts.variant],
      version: [ARGON2_VERSION[parts.version]],
      parallelism: [String(parts.parallelism)],
    };
    return envelope('argon2', parts.passes, parameters, parts);
  }
  return 'Keycloak verifies PBKDF2 and Argon2, and this is neither.';
}

function envelope(
  algorithm: string,
  hashIterations: number,
  additionalParameters: Readonly<Record<string, readonly string[]>>,
  { key, salt }: { readonly key: Uint8Array; readonly salt: Uint8Array },
) {
  return {
    credentialData: JSON.stringify({ hashIterations, algorithm, additionalParameters }),
    secretData: JSON.stringify({ value: base64(key), salt: base64(salt), additionalParameters: {} }),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
