/**
 * The password hooks of Better Auth that know every hash we carried, beside Better Auth's own.
 *
 * A carried hash is verified with src/passwords; anything else goes to Better Auth. New passwords are hashed by
 * Better Auth alone. The upgrade at the first login is the business of `plugin.ts`.
 *
 * @see https://better-auth.com/docs/authentication/email-password#password
 * @module
 */
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import {
  MalformedHash,
  MissingInput,
  TooExpensiveHash,
  UnknownHash,
  verify as verifyHash,
} from '../passwords/index.ts';
import { type CarriedPassword, fromStoredText, isCarried } from './stored-password.ts';

/** The secrets a legacy kept outside its hashes, by the names the migration gave them. */
export type PasswordSecrets = Readonly<Record<string, string>> | ((name: string) => string | undefined);

export interface FootbridgeOptions {
  /** Values of peppers and signer keys; not needed where no carried hash names one. */
  readonly secrets?: PasswordSecrets;
}

export interface PasswordHooks {
  hash(password: string): Promise<string>;
  verify(given: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

/**
 * For `emailAndPassword.password`, where only verifying is wanted. The plugin `footbridge()` brings these hooks along.
 *
 * @example
 * betterAuth({ emailAndPassword: { enabled: true, password: footbridgePasswords() } })
 */
export function footbridgePasswords(options: FootbridgeOptions = {}): PasswordHooks {
  return passwordHooks(options, { hash: hashPassword, verify: verifyPassword });
}

/** The same on top of hooks that are there already: what is not carried stays theirs. */
export function passwordHooks(options: FootbridgeOptions, own: PasswordHooks): PasswordHooks {
  return {
    hash: own.hash,
    async verify({ hash, password }) {
      if (!isCarried(hash)) return own.verify({ hash, password });
      const carried = fromStoredText(hash);
      if (carried === undefined) return false;
      return verifyCarried(password, carried, options.secrets);
    },
  };
}

/** What is wrong with one customer's hash, and with nothing else. */
const REFUSALS = [MalformedHash, UnknownHash, TooExpensiveHash];

/**
 * A damaged or unknown hash refuses: an error would tell a stranger which accounts exist.
 *
 * @throws MissingInput when a secret is not given here: that concerns everybody and must be seen by the operator.
 */
async function verifyCarried(
  password: string,
  carried: CarriedPassword,
  secrets: PasswordSecrets | undefined,
): Promise<boolean> {
  try {
    return await verifyHash(password, {
      hash: carried.hash,
      ...(carried.format === undefined ? {} : { format: carried.format }),
      ...(carried.beside === undefined ? {} : { beside: carried.beside }),
      secrets: resolveSecrets(carried, secrets),
    });
  } catch (error) {
    if (REFUSALS.some((refusal) => error instanceof refusal)) return false;
    throw error;
  }
}

function resolveSecrets(carried: CarriedPassword, secrets: PasswordSecrets | undefined) {
  const resolved: Record<string, string> = {};
  for (const [role, name] of Object.entries(carried.secrets ?? {})) {
    const value = typeof secrets === 'function' ? secrets(name) : secrets?.[name];
    if (value === undefined) throw new MissingInput(carried.format ?? '', name);
    resolved[role] = value;
  }
  return resolved;
}
