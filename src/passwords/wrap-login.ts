/**
 * The login at which an old hash goes: verifies, and says whether the stored one should be replaced now that the
 * password is known.
 *
 * Whoever stores it replaces the row only where the old hash still stands there (compare and swap), before the login
 * is answered: two logins at once must not bring the old hash back.
 *
 * @module
 */

import type { StoredHash } from './stored.ts';
import { strengthOf } from './strength.ts';
import { type ParsedHash, parse, type VerifyOptions, verifyParsed } from './verify.ts';
import { hashPassword, type OuterCost } from './wrap.ts';

export interface LoginOptions extends Pick<VerifyOptions, 'limits'> {
  /** Cost of the fresh hash; OWASP's second row for Argon2id unless said otherwise. */
  readonly fresh?: OuterCost;
}

export type LoginAnswer =
  | { readonly matches: false }
  | {
      readonly matches: true;
      /** To be stored instead; absent where the stored hash is good as it is. */
      readonly replacement?: { readonly hash: string; readonly reason: string };
    };

/**
 * @example
 * const answer = await verifyAtLogin(password, { hash: row.hash });
 * if (answer.matches && answer.replacement !== undefined) await store(answer.replacement.hash);
 *
 * @throws PasswordHashError what `verify` throws
 */
export async function verifyAtLogin(
  password: string | Uint8Array,
  stored: StoredHash,
  options: LoginOptions = {},
): Promise<LoginAnswer> {
  const parsed = parse(stored);
  const bytes = typeof password === 'string' ? Buffer.from(password, 'utf8') : password;
  if (!(await verifyParsed(bytes, parsed, options.limits))) return { matches: false };
  const reason = reasonToReplace(parsed);
  if (reason === undefined) return { matches: true };
  return { matches: true, replacement: { hash: await hashPassword(bytes, options.fresh), reason } };
}

/** Why a hash should not survive the next login; `undefined` where it may. */
export function reasonToReplace({ format, parts }: ParsedHash): string | undefined {
  if (parts.primitive === 'disabled') return undefined;
  if (format === 'footbridge-wrap') return 'it is a wrapped hash of an older scheme';
  const { class: found, reason } = strengthOf(parts);
  return found === 'strong' ? undefined : `${found}: ${reason}`;
}
