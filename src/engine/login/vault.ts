/**
 * The vault: judges by the hash that is sealed in the ledger. The legacy may be switched off.
 *
 * @module
 */
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import type { TypedPassword } from '../../identity/typed-password.ts';
import { PasswordHashError, VerifierBusy, verify } from '../../passwords/index.ts';
import type { Verdict } from './verdict.ts';

/** Named secrets of the site, by the names a credential uses. */
export type NamedSecret = (name: string) => string;

/** Status is judged after the password: whoever cannot log in learns nothing about the account. */
export async function judgeByVault(
  identity: Identity,
  password: TypedPassword,
  secret: NamedSecret,
): Promise<Verdict> {
  const credential = identity.password;
  if (credential === undefined) return { outcome: 'wrong' };
  const right = await compare(credential, password, secret);
  if (right === 'busy') return { outcome: 'technical-error', retryable: true, because: 'verifier-busy' };
  if (right === 'unreadable')
    return { outcome: 'technical-error', retryable: false, because: 'hash-unreadable' };
  if (!right) return { outcome: 'wrong' };
  if (identity.status === 'disabled' || identity.status === 'locked')
    return { outcome: 'blocked', reason: identity.status };
  if (identity.status === 'invited') return { outcome: 'blocked', reason: 'unverified' };
  return {
    outcome: 'match',
    ofCopy: true,
    ...(credential.mustChange === true ? { mustChange: 'temporary-in-legacy' } : {}),
  };
}

/** `unreadable`: nobody can tell. `busy`: nobody could tell now. */
export async function compare(
  credential: PasswordCredential,
  password: TypedPassword,
  secret: NamedSecret,
): Promise<boolean | 'unreadable' | 'busy'> {
  try {
    const secrets = Object.fromEntries(
      Object.entries(credential.secrets ?? {}).map(([role, name]) => [role, secret(name)]),
    );
    return await verify(password.reveal(), {
      hash: credential.hash,
      ...(credential.format === undefined ? {} : { format: credential.format }),
      ...(credential.beside === undefined ? {} : { beside: credential.beside }),
      secrets,
    });
  } catch (error) {
    if (error instanceof VerifierBusy) return 'busy';
    if (error instanceof PasswordHashError) return 'unreadable';
    throw error;
  }
}
