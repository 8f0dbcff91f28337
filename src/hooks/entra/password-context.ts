/**
 * The password as Entra sends it: a compact JWE for our certificate, and in it a JWT that nobody signed.
 *
 * Trust comes from the bearer token of the request. The inner token is still held to what it says (for us, now), so
 * that one recorded elsewhere is of no use. An unencrypted `passwordContext`, which Microsoft's sample also knows,
 * is not read at all.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7516#section-3.1
 * @module
 */
import { type CryptoKey, compactDecrypt, decodeProtectedHeader, errors, UnsecuredJWT } from 'jose';
import { z } from 'zod';
import { TypedPassword } from '../../identity/typed-password.ts';
import { CLOCK_SKEW, isForUs } from './caller.ts';
import type { Config } from './config.ts';

/** Bytes after inflating: a password of 4,096 characters, each six bytes as JSON, and the other claims. */
const LARGEST_INFLATED = 32_768;

/** What Entra uses is RSA-OAEP with A128CBC-HS256; the others are what it may move to. Never RSA1_5. */
const KEY_ALGORITHMS = ['RSA-OAEP', 'RSA-OAEP-256'];
const CONTENT_ALGORITHMS = ['A128CBC-HS256', 'A256CBC-HS512', 'A256GCM'];

const Claims = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  'user-password': z.string(),
  username: z.string().min(1),
  nonce: z.string().min(1).max(1_024),
});

export interface PasswordContext {
  readonly username: string;
  readonly password: TypedPassword;
  readonly nonce: string;
  /** Milliseconds since 1970; afterwards the context is not accepted any more. */
  readonly until: number;
}

/** The keys of the certificate, the newest first. */
export type PrivateKeys = readonly CryptoKey[];

/** undefined: not for us, not for now, not readable, or not what Entra sends. */
export async function readPasswordContext(
  jwe: string,
  config: Config,
  keys: PrivateKeys,
  now: number,
): Promise<PasswordContext | undefined> {
  const inner = await decryptWithAny(jwe, keys);
  if (inner === undefined) return undefined;
  try {
    const { payload } = UnsecuredJWT.decode(inner, {
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(now),
    });
    const claims = Claims.safeParse(payload).data;
    if (claims === undefined || !isForUs(config, claims.aud)) return undefined;
    return {
      username: claims.username,
      password: new TypedPassword(claims['user-password']),
      nonce: claims.nonce,
      until: (claims.exp + CLOCK_SKEW) * 1_000,
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

/** Which certificate it was is told by a thumbprint we would have to know; there are two at most, so both are tried. */
async function decryptWithAny(jwe: string, keys: PrivateKeys): Promise<string | undefined> {
  if (!isReadable(jwe)) return undefined;
  for (const key of keys) {
    try {
      const { plaintext } = await compactDecrypt(jwe, key, {
        keyManagementAlgorithms: KEY_ALGORITHMS,
        contentEncryptionAlgorithms: CONTENT_ALGORITHMS,
        maxDecompressedLength: LARGEST_INFLATED,
      });
      return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
    } catch {
      // Another key, a damaged text, or one that inflates without end: for each the next key, and then nothing.
    }
  }
  return undefined;
}

function isReadable(jwe: string): boolean {
  try {
    return decodeProtectedHeader(jwe).enc !== undefined;
  } catch {
    return false;
  }
}
