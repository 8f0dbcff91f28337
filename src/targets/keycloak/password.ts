/**
 * A password hash on its way into Keycloak: whether it fits, and the credential that goes into the user.
 *
 * The envelope itself is the password library's (`passwords/envelopes/keycloak.ts`). Keycloak takes what it cannot
 * verify with a 201 and then lets nobody in, so that never leaves us.
 *
 * @module
 */
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import {
  FORMATS,
  type HashParts,
  keycloakEnvelope,
  MalformedHash,
  MissingInput,
  parse,
  UnknownHash,
} from '../../passwords/index.ts';
import type { Fit } from '../target.ts';
import type { Credential } from './shapes.ts';

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
  const written = keycloakEnvelope.write(parts);
  if (written.kind === 'cannot') return written.reason;
  const createdDate = password.setAt === undefined ? {} : { createdDate: Date.parse(password.setAt) };
  return { ...written.value, ...createdDate };
}
