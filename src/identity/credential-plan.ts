/**
 * What happens to a password: the closed list of docs/glossary.md.
 *
 * native: the target takes the hash as it is. transcoded: the same hash in the target's envelope. wrapped: inside
 * argon2id. vault: sealed with us until the first login. legacy: only the live legacy can verify it. reset: nobody
 * can. none: there is no password.
 *
 * @module
 */
export const CREDENTIAL_PLANS = [
  'native',
  'transcoded',
  'wrapped',
  'vault',
  'legacy',
  'reset',
  'none',
] as const;

export type CredentialPlan = (typeof CREDENTIAL_PLANS)[number];
