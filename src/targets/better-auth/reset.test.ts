import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newWrite, openTestTarget, type TestTarget } from '../../../test/servers/better-auth.ts';
import { fromBase32, totpCode } from '../../better-auth/carried-totp.ts';
import type { Factor, Identity } from '../../identity/identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'footbridge-reset-'));
const PAGE = 'http://localhost:3000/new-password';
let target: TestTarget;

beforeAll(async () => {
  target = await openTestTarget(folder, { resetPage: PAGE, rpId: 'localhost' });
});
afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true });
});

const OLD = 'Correct-Horse-9';
const NEW = 'Another-Battery-27!';
/** OLD, made by PHP's password_hash, cost 4. */
const HASH = '$2y$04$aURYlXxit7HXTL1g.DRbU.jEsFdvd37ISWliNYG3W/6Vx32WHH8Q2';

const TOTP: Extract<Factor, { type: 'totp' }> = {
  type: 'totp',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
};

async function move(identity: Partial<Identity> = { password: { hash: HASH } }) {
  const customer = newWrite(identity);
  const [outcome] = await target.session.write([customer]);
  if (outcome?.status !== 'done') throw new Error(JSON.stringify(outcome));
  return { ...customer, targetId: outcome.targetId };
}

function codeNow(): string {
  return totpCode({ bytes: fromBase32(TOTP.secret), algorithm: 'SHA1', digits: 6, period: 30 }, Date.now());
}

it('ends every open session of a customer whose password is set', async () => {
  const { email, targetId } = await move();
  const signedIn = await target.call('/sign-in/email', { email, password: OLD });
  expect(signedIn.status).toBe(200);
  await target.session.setPassword?.(targetId, NEW);

  const sessions = target.database
    .prepare('select count(*) as n from session where userId = ?')
    .get(targetId);
  expect(sessions?.n).toBe(0);
});

it('keeps one password account, where the hash came along and where there was none', async () => {
  const withHash = await move();
  const without = await move({});
  for (const { targetId } of [withHash, without]) {
    await Promise.all([
      target.session.setPassword?.(targetId, NEW),
      target.session.setPassword?.(targetId, `${NEW}2`),
    ]);
    const rows = target.database
      .prepare("select count(*) as n from account where userId = ? and providerId = 'credential'")
      .get(targetId);
    expect(rows?.n).toBe(1);
  }
});

it('asks for an app that was added, and lets its code in, a recovery code too, and each of those once', async () => {
  const { email, targetId } = await move();
  await target.session.addFactor?.(targetId, TOTP);
  await target.session.addFactor?.(targetId, {
    type: 'recovery-codes',
    codes: ['K7QX2-M4PW9', 'RT6H8-NB3VC'],
  });

  const signIn = () => target.call('/sign-in/email', { email, password: OLD });
  const first = await signIn();
  expect(first.body.twoFactorRedirect).toBe(true);
  expect((await target.call('/two-factor/verify-totp', { code: '000000' }, first.cookie)).status).not.toBe(
    200,
  );
  expect((await target.call('/two-factor/verify-totp', { code: codeNow() }, first.cookie)).status).toBe(200);
  const second = await signIn();
  const code = 'K7QX2-M4PW9';
  expect((await target.call('/two-factor/verify-backup-code', { code }, second.cookie)).status).toBe(200);
  const third = await signIn();
  expect((await target.call('/two-factor/verify-backup-code', { code }, third.cookie)).status).not.toBe(200);
});

it('leaves the app alone that somebody uses, and takes recovery codes for nobody without one', async () => {
  const { targetId } = await move({ factors: [TOTP] });
  const other = { ...TOTP, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' };
  expect(await target.session.addFactor?.(targetId, other)).toMatchObject({
    status: 'refused',
    problem: { field: 'factors.totp', found: 'another authenticator app is set up already' },
  });
  const { targetId: without } = await move();
  expect(await target.session.addFactor?.(without, { type: 'recovery-codes', codes: ['A'] })).toMatchObject({
    status: 'refused',
    problem: { found: 'recovery codes without an authenticator app' },
  });
});

it('takes no passkey of another relying party, of another customer, or that was a second factor only', async () => {
  const { targetId } = await move();
  const { targetId: other } = await move();
  const passkey = {
    type: 'webauthn',
    credentialId: 'cGFzc2tleQ',
    publicKey: 'pQECAyYgASFYIA',
    signCount: 0,
    passwordless: true,
    rpId: 'localhost',
  } as const;
  expect(await target.session.addFactor?.(targetId, passkey)).toMatchObject({ status: 'done' });
  const refused = [
    await target.session.addFactor?.(other, passkey),
    await target.session.addFactor?.(other, { ...passkey, rpId: 'example.com' }),
    await target.session.addFactor?.(other, { ...passkey, passwordless: false }),
  ];
  expect(refused.map((outcome) => outcome?.status)).toEqual(['refused', 'refused', 'refused']);
});

it('makes a link that leads to the page of the application, where it sets one new password', async () => {
  const { email, targetId } = await move();
  const begun = await target.session.beginReset?.(targetId, { needs: ['password'], lifespan: 600 });
  if (begun?.status !== 'link') throw new Error(JSON.stringify(begun));

  const response = await target.auth.handler(new Request(begun.url));
  expect(response.status).toBe(302);
  const location = new URL(response.headers.get('location') ?? '');
  expect(location.origin + location.pathname).toBe(PAGE);
  const token = location.searchParams.get('token');
  const set = () => target.call('/reset-password', { newPassword: NEW, token });
  expect((await set()).status).toBe(200);
  expect((await set()).status).toBe(400);
  expect((await target.call('/sign-in/email', { email, password: NEW })).status).toBe(200);
  expect((await target.call('/sign-in/email', { email, password: OLD })).status).toBe(401);
});

it('begins no journey for a passkey, and none to a page that Better Auth does not trust', async () => {
  const { targetId } = await move();
  const passkey = await target.session.beginReset?.(targetId, { needs: ['passkey'], lifespan: 600 });
  expect(passkey).toMatchObject({ status: 'refused' });

  const elsewhere = mkdtempSync(join(tmpdir(), 'footbridge-reset-'));
  const untrusted = await openTestTarget(elsewhere, { resetPage: 'https://elsewhere.example/new' });
  const checks = (await untrusted.session.checkReset?.(undefined)) ?? [];
  expect(checks.filter(({ ok }) => !ok)).toMatchObject([
    { fatal: true, title: 'The page for a new password can be reached' },
  ]);
  await untrusted.close();
  rmSync(elsewhere, { recursive: true });
});
