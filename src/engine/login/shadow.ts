/**
 * Shadow mode: vault and legacy judge the same attempt, the legacy's answer counts, disagreements are recorded.
 *
 * It shows before the legacy is gone whether our copies of the hashes let everybody in. The vault is only asked once
 * the legacy has answered, so that an attacker never gets a second guess, and what was typed is dropped right after.
 *
 * @module
 */
import type { TypedPassword } from '../../identity/typed-password.ts';
import type { KnownCustomer } from './context.ts';
import type { NamedSecret } from './vault.ts';
import { compare } from './vault.ts';
import type { Verdict } from './verdict.ts';

export type Comparison = 'agree' | 'disagree' | 'cannot-say';

export interface ShadowResult {
  readonly comparison: Comparison;
  /** In words for the record: `match`, `wrong`, `unreadable`. */
  readonly vault: string;
  readonly legacy: string;
}

export async function compareInShadow(
  { identity }: KnownCustomer,
  password: TypedPassword,
  legacy: Verdict,
  secret: NamedSecret,
): Promise<ShadowResult | undefined> {
  const credential = identity?.password;
  const right = isRight(legacy);
  if (credential === undefined || right === undefined) return undefined;
  const own = await compare(credential, password, secret);
  const vault = own === true ? 'match' : own === false ? 'wrong' : own;
  const comparison = typeof own === 'string' ? 'cannot-say' : own === right ? 'agree' : 'disagree';
  return { comparison, vault, legacy: legacy.outcome };
}

/** Blocked and failed answers say nothing about the password. */
function isRight({ outcome }: Verdict): boolean | undefined {
  if (outcome === 'match' || outcome === 'mfa-required') return true;
  return outcome === 'wrong' || outcome === 'unknown' ? false : undefined;
}
