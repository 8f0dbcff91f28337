/**
 * Stands for a secret of the whole site (pepper, signer key) where a hash has to be taken apart before anybody knows
 * the value: to judge it, to count it, to say where it could go. Never good for verifying anything.
 *
 * @module
 */

/** Reads as text, as hexadecimal and as base 64 alike. */
const ANY = 'A'.repeat(64);

/** 64 bytes in base 64: a signer key is as long as the hashes that it encrypts, and Firebase's are all so long. */
const SIGNER_KEY = `${'A'.repeat(86)}==`;

/** Inputs that no export holds, because there is one for the whole site. */
export const SITE_SECRETS: ReadonlySet<string> = new Set(['pepper', 'signerKey']);

export function standInFor(role: string): string {
  return role === 'signerKey' ? SIGNER_KEY : ANY;
}

/** One for every role. */
export function standInsFor(roles: Iterable<string>): Record<string, string> {
  return Object.fromEntries([...roles].map((role) => [role, standInFor(role)]));
}
