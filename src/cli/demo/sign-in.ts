/**
 * Signs in at a Better Auth over HTTP as a browser would, second factor included.
 *
 * @module
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** What the customer would see. */
export type SignInAnswer =
  | 'signed in'
  | 'signed in with a code'
  | 'asked for a code'
  | 'refused'
  | 'blocked'
  /** Nobody can judge the password now; it may be right. */
  | 'try again later';

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** Base32 secret of the authenticator app; absent: this customer has none. */
  readonly totp?: string;
}

const SignedIn = z.object({ twoFactorRedirect: z.boolean().optional() });

export async function signIn(url: string, { email, password, totp }: SignInAttempt): Promise<SignInAnswer> {
  const first = await post(url, '/api/auth/sign-in/email', { email, password });
  if (first.status === 403) return 'blocked';
  if (first.status === 503) return 'try again later';
  if (!first.ok) return 'refused';
  const { twoFactorRedirect = false } = SignedIn.parse(await first.json());
  if (!twoFactorRedirect) return 'signed in';
  if (totp === undefined) return 'asked for a code';
  const cookie = first.headers.getSetCookie().map((line) => line.split(';')[0]);
  const second = await post(
    url,
    '/api/auth/two-factor/verify-totp',
    { code: totpCode(totp) },
    cookie.join('; '),
  );
  return second.ok ? 'signed in with a code' : 'refused';
}

function post(url: string, path: string, body: object, cookie = ''): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, cookie },
    body: JSON.stringify(body),
  });
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Six digits of RFC 6238 with SHA-1 and 30 seconds: what an authenticator app would show now. */
export function totpCode(secret: string, now = Date.now()): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
