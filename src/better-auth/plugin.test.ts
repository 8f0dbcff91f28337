import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthContext } from 'better-auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newWrite, openTestTarget, type TestTarget } from '../../test/servers/better-auth.ts';
import type { Factor, Identity } from '../identity/identity.ts';
import { fromBase32, totpCode } from './carried-totp.ts';
import { upgradePassword } from './sign-in.ts';
import { isCarried } from './stored-password.ts';

const PLAIN = 'Correct-Horse-9';

/** Of the same password, made by PHP and by slapd's own tool. */
const HASHES = {
  bcrypt: '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2',
  django: 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=',
  own: '00112233445566778899aabbccddeeff:ffa8b1f7408c5549409504f05f06894d2824957a81b46e022bd3462cae38a40705e93bb4b92daf66fbfe96940e9aee493c9c8f48a613384b35cf7d133680de2f',
};

type TotpFactor = Extract<Factor, { type: 'totp' }>;

const folder = mkdtempSync(join(tmpdir(), 'footbridge-plugin-'));
let app: TestTarget;
beforeAll(async () => {
  app = await openTestTarget(folder);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

async function move(identity: Partial<Identity>) {
  const write = newWrite(identity);
  const [outcome] = await app.session.write([write]);
  if (outcome?.status !== 'done') throw new Error(JSON.stringify(outcome));
  return { ...write, userId: outcome.targetId };
}

function storedPassword(userId: string): string {
  const row = app.database
    .prepare(`SELECT password FROM account WHERE userId = ? AND providerId = 'credential'`)
    .get(userId);
  return String(row?.password);
}

function signIn(email: string, password: string) {
  return app.call('/sign-in/email', { email, password });
}

describe('a carried hash', () => {
  it.each(['bcrypt', 'django'] as const)(
    'of %s is replaced by Better Auth’s own at the first right login',
    async (name) => {
      const { userId, email } = await move({ password: { hash: HASHES[name] } });
      expect(isCarried(storedPassword(userId))).toBe(true);

      expect((await signIn(email, PLAIN)).status).toBe(200);
      const upgraded = storedPassword(userId);
      expect(upgraded).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
      expect((await signIn(email, PLAIN)).status).toBe(200);
      expect(storedPassword(userId)).toBe(upgraded);
      expect((await signIn(email, `${PLAIN}!`)).status).toBe(401);
    },
  );

  it('is left as it is by any number of wrong passwords', async () => {
    const { userId, email } = await move({ password: { hash: HASHES.bcrypt } });
    const before = storedPassword(userId);
    for (const wrong of ['', 'correct-horse-9', `${PLAIN} `, HASHES.bcrypt, before])
      expect((await signIn(email, wrong)).status).not.toBe(200);
    expect(storedPassword(userId)).toBe(before);
  });

  it('of Better Auth’s own is not touched', async () => {
    const { userId, email } = await move({ password: { format: 'better-auth-scrypt', hash: HASHES.own } });
    expect(storedPassword(userId)).toBe(HASHES.own);
    expect((await signIn(email, PLAIN)).status).toBe(200);
    expect(storedPassword(userId)).toBe(HASHES.own);
  });

  it('is replaced once by many logins at the same moment, all of them right', async () => {
    const { userId, email } = await move({ password: { hash: HASHES.bcrypt } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => signIn(email, PLAIN)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(isCarried(storedPassword(userId))).toBe(false);
    expect((await signIn(email, PLAIN)).status).toBe(200);
  });

  it('does not come back over a password that was changed while the old one was being replaced', async () => {
    const { userId, email } = await move({ password: { hash: HASHES.bcrypt } });
    // The type of a whole instance names its own options everywhere; the plugin only sees the general one.
    const context = (await app.auth.$context) as unknown as AuthContext;
    const change = app.database.prepare('UPDATE account SET password = ? WHERE userId = ?');
    const hash = async (password: string) => {
      change.run('changed meanwhile', userId);
      return context.password.hash(password);
    };
    const request = { path: '/sign-in/email', body: { email, password: PLAIN } };
    await upgradePassword(userId, {
      ...request,
      context: { ...context, password: { ...context.password, hash } },
    });
    expect(storedPassword(userId)).toBe('changed meanwhile');
  });

  it('of a banned customer stays, since nobody came in', async () => {
    const { userId, email } = await move({ status: 'disabled', password: { hash: HASHES.bcrypt } });
    const { status, body } = await signIn(email, PLAIN);
    expect([status, body.code]).toEqual([403, 'BANNED_USER']);
    expect(isCarried(storedPassword(userId))).toBe(true);
  });

  it('does not keep a script of the operator from making a session outside of any request', async () => {
    const { userId } = await move({ password: { hash: HASHES.bcrypt } });
    const context = await app.auth.$context;
    expect((await context.internalAdapter.createSession(userId)).userId).toBe(userId);
  });

  it('that is damaged refuses like a wrong password', async () => {
    const { userId, email } = await move({ password: { hash: HASHES.bcrypt } });
    app.database
      .prepare('UPDATE account SET password = ? WHERE userId = ?')
      .run('$footbridge$v=1$???', userId);
    expect((await signIn(email, PLAIN)).status).toBe(401);
  });
});

describe('an authenticator app', () => {
  /** Bytes that are no UTF-8. */
  const SEED = 'QD7YBAMCQOCILBUHRCEYVC4MRWHI7EER';
  const totp = { type: 'totp', secret: SEED, algorithm: 'SHA1', digits: 6, period: 30 } as const;

  function codeOf({ secret, algorithm, digits, period }: TotpFactor) {
    return totpCode({ bytes: fromBase32(secret), algorithm, digits, period }, Date.now());
  }

  async function challenge(email: string) {
    const answer = await signIn(email, PLAIN);
    expect(answer.body.twoFactorRedirect).toBe(true);
    return answer.cookie;
  }

  it.each([
    ['bytes that are no text', totp],
    ['SHA-256, eight digits, sixty seconds', { ...totp, algorithm: 'SHA256', digits: 8, period: 60 }],
    ['text, which Better Auth can hold itself', { ...totp, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }],
  ] as const)('goes on giving right codes for a secret of %s', async (_, factor) => {
    const { email } = await move({ password: { hash: HASHES.bcrypt }, factors: [factor] });
    const code = codeOf(factor);
    const wrong = await app.call(
      '/two-factor/verify-totp',
      { code: code.replace(/^./, (digit) => String((Number(digit) + 1) % 10)) },
      await challenge(email),
    );
    expect(wrong.status).toBe(401);
    const right = await app.call('/two-factor/verify-totp', { code: codeOf(factor) }, await challenge(email));
    expect(right.status).toBe(200);
    expect(right.body.token).toEqual(expect.any(String));
  });

  it('is not opened by a recovery code of somebody else, and is by the customer’s own, once', async () => {
    const { email } = await move({
      password: { hash: HASHES.bcrypt },
      factors: [totp, { type: 'recovery-codes', codes: ['rescue-1', 'rescue-2'] }],
    });
    const attempt = async (code: string) =>
      (await app.call('/two-factor/verify-backup-code', { code }, await challenge(email))).status;
    expect([await attempt('rescue-9'), await attempt('rescue-1'), await attempt('rescue-1')]).toEqual([
      401, 200, 401,
    ]);
  });

  it('locks after too many wrong codes, as any other does', async () => {
    const { email } = await move({ password: { hash: HASHES.bcrypt }, factors: [totp] });
    const cookie = await challenge(email);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      statuses.push((await app.call('/two-factor/verify-totp', { code: 'abcdef' }, cookie)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 400]);
    expect((await app.call('/two-factor/verify-totp', { code: codeOf(totp) }, cookie)).status).not.toBe(200);
  });

  it('can be set up on another phone with the secret the customer has', async () => {
    const { email } = await move({ password: { hash: HASHES.bcrypt }, factors: [totp] });
    const { cookie } = await app.call(
      '/two-factor/verify-totp',
      { code: codeOf(totp) },
      await challenge(email),
    );
    const { body } = await app.call('/two-factor/get-totp-uri', { password: PLAIN }, cookie);
    expect(new URL(String(body.totpURI)).searchParams.get('secret')).toBe(SEED);
  });

  it('does not keep the hash from being replaced', async () => {
    const { userId, email } = await move({ password: { hash: HASHES.bcrypt }, factors: [totp] });
    await challenge(email);
    expect(isCarried(storedPassword(userId))).toBe(false);
  });
});
