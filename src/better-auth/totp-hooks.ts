/**
 * Lets the two-factor plugin accept codes of carried TOTP secrets (`carried-totp.ts`).
 *
 * Before the code is verified, the customer's code is checked against the carried secret and replaced by the code
 * Better Auth expects at this moment, or by one that is never right. Attempts, lockout, cookies and sessions
 * remain the two-factor plugin's own work. Users with a secret of Better Auth's own pass through untouched.
 *
 * @module
 */
import type { BetterAuthPlugin, GenericEndpointContext } from 'better-auth';
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { symmetricDecrypt } from 'better-auth/crypto';
import {
  fromSecretText,
  isTotpCode,
  type TotpSecret,
  type TotpSettings,
  toBase32,
  totpCode,
} from './carried-totp.ts';

/** better-auth/dist/plugins/two-factor/constant: not exported, and part of every cookie already sent. */
const CHALLENGE_COOKIE = 'two_factor';

/** No digits, so it equals no code. */
const NEVER_RIGHT = 'refused';

export const TOTP_HOOKS = {
  before: [
    {
      matcher: (request: { path?: string }) => request.path === '/two-factor/verify-totp',
      handler: createAuthMiddleware(async (request) => {
        const text = await secretTextOf(await challengedUser(request), request);
        const secret = text === undefined ? undefined : fromSecretText(text);
        if (text === undefined || secret === undefined) return;
        const code = translate(codeIn(request.body), text, secret, settingsOf(request));
        return { context: { body: { ...request.body, code } } };
      }),
    },
  ],
  after: [
    {
      matcher: (request: { path?: string }) => request.path === '/two-factor/get-totp-uri',
      handler: createAuthMiddleware(async (request) => {
        const uri = uriIn(request.context.returned);
        if (uri === undefined) return;
        const text = await secretTextOf(request.context.session?.user.id, request);
        const secret = text === undefined ? undefined : fromSecretText(text);
        if (secret === undefined) return;
        return request.json({ totpURI: withSecret(uri, secret) });
      }),
    },
  ],
} satisfies BetterAuthPlugin['hooks'];

/** Who is being asked: the one with a session, else the one whose first factor was right. */
async function challengedUser(request: GenericEndpointContext): Promise<string | undefined> {
  const session = await getSessionFromCtx(request);
  if (session !== null) return session.user.id;
  const cookie = request.context.createAuthCookie(CHALLENGE_COOKIE);
  const challenge = await request.getSignedCookie(cookie.name, request.context.secret);
  if (typeof challenge !== 'string') return undefined;
  return (await request.context.internalAdapter.findVerificationValue(challenge))?.value;
}

async function secretTextOf(
  userId: string | undefined,
  request: GenericEndpointContext,
): Promise<string | undefined> {
  if (userId === undefined) return undefined;
  const row = await request.context.adapter.findOne<{ secret: string }>({
    model: 'twoFactor',
    where: [{ field: 'userId', value: userId }],
  });
  if (row === null) return undefined;
  return symmetricDecrypt({ key: request.context.secretConfig, data: row.secret });
}

function translate(code: string, text: string, secret: TotpSecret, settings: TotpSettings): string {
  const now = Date.now();
  if (!isTotpCode(code, secret, now)) return NEVER_RIGHT;
  return totpCode({ bytes: Buffer.from(text), algorithm: 'SHA1', ...settings }, now);
}

/** The instance's digits and period; 6 and 30 unless the operator set others. */
function settingsOf(request: GenericEndpointContext): TotpSettings {
  return totpSettings(request.context.options.plugins?.find((plugin) => plugin.id === 'two-factor')?.options);
}

/** Reads the digits and the period out of the options of the two-factor plugin. */
export function totpSettings(options: unknown): TotpSettings {
  const totp = property(options, 'totpOptions');
  return { digits: numberIn(totp, 'digits', 6), period: numberIn(totp, 'period', 30) };
}

function numberIn(holder: unknown, name: string, fallback: number): number {
  const value = property(holder, name);
  return typeof value === 'number' && value > 0 ? value : fallback;
}

function property(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}

function codeIn(body: unknown): string {
  const code = property(body, 'code');
  return typeof code === 'string' ? code : '';
}

function uriIn(returned: unknown): string | undefined {
  const uri = property(returned, 'totpURI');
  return typeof uri === 'string' ? uri : undefined;
}

/** What an authenticator app needs to give the codes of the carried secret. */
function withSecret(uri: string, secret: TotpSecret): string {
  const url = new URL(uri);
  url.searchParams.set('secret', toBase32(secret.bytes));
  url.searchParams.set('algorithm', secret.algorithm);
  url.searchParams.set('digits', String(secret.digits));
  url.searchParams.set('period', String(secret.period));
  return url.href;
}
