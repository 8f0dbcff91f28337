/**
 * How a foreign password hash stands in Better Auth's `account.password`: one text that describes itself.
 *
 *     $footbridge$v=1$<base64url of {"format", "hash", "beside", "secrets"}>
 *
 * The hash is carried exactly as the legacy held it, with the columns that stood beside it. Secrets of the whole
 * site (a pepper, a signer key) are named, never written. Better Auth's own hashes stand there as they are. What
 * verifies the text is in `passwords.ts`.
 *
 * @module
 */
import { z } from 'zod';
import type { PasswordCredential } from '../identity/identity.ts';

const PREFIX = '$footbridge$v=1$';

/** Salt as hex text, colon, 64 bytes as hex: the only form Better Auth's own verifier can read. */
const OWN_FORM = /^[0-9a-f]{32}:[0-9a-f]{128}$/;

const CarriedPassword = z.strictObject({
  format: z.string().optional(),
  hash: z.string().min(1),
  beside: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** role → name of the secret. */
  secrets: z.record(z.string(), z.string()).optional(),
});

export type CarriedPassword = z.output<typeof CarriedPassword>;

/** The text for `account.password`. */
export function toStoredText(password: PasswordCredential): string {
  if (isOwn(password)) return password.hash;
  const carried: CarriedPassword = {
    ...(password.format === undefined ? {} : { format: password.format }),
    hash: password.hash,
    ...(password.beside === undefined ? {} : { beside: password.beside }),
    ...(password.secrets === undefined ? {} : { secrets: password.secrets }),
  };
  return PREFIX + Buffer.from(JSON.stringify(carried)).toString('base64url');
}

/** `hex:hex` is also Lucia 1's form with another cost, so the format has to be named to be taken as it is. */
function isOwn(password: PasswordCredential): boolean {
  return (
    password.format === 'better-auth-scrypt' &&
    OWN_FORM.test(password.hash) &&
    Object.keys(password.beside ?? {}).length === 0 &&
    Object.keys(password.secrets ?? {}).length === 0
  );
}

/** Is this a foreign hash that we carried here? */
export function isCarried(text: string): boolean {
  return text.startsWith('$footbridge$');
}

/** The carried hash; undefined: the text is damaged, or of a version that this code does not know. */
export function fromStoredText(text: string): CarriedPassword | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64url').toString());
    return CarriedPassword.safeParse(json).data;
  } catch {
    return undefined;
  }
}
