/**
 * A real Better Auth that asks the real hook before the real door, on an embedded ledger with a legacy that counts.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLoginService } from '../../test/login-service.ts';
import { type JitApp, startJitApp } from '../../test/servers/better-auth-jit.ts';
import { serveRequests } from '../../test/servers/hook-requests.ts';
import type { Hook } from '../hooks/hook.ts';
import type { LoginService } from '../hooks/hook-contract.ts';
import { inProcess } from '../hooks/in-process.ts';

const REFUSED = { status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD' } };

describe('before the real door', () => {
  const KEY = 'a-key-of-the-application';
  let service: LoginService;
  let served: { readonly url: string; close(): Promise<void> };
  let shop: JitApp;
  beforeAll(async () => {
    const config = inProcess.config.parse({ secrets: [KEY] });
    const session = await inProcess.open(config, { secret: () => '', now: Date.now });
    service = await openLoginService(inProcess as unknown as Hook, config, session);
    served = await serveRequests((request) => service.ask(request));
    shop = await startJitApp({ url: served.url, key: KEY });
  });
  afterAll(async () => {
    await shop.stop();
    await served.close();
    await service.close();
  });
  const enter = (email: string, password: string) => shop.post('/sign-in/email', { email, password });

  it('a customer crosses once, however many windows they try at once, and then the legacy is not asked', async () => {
    const { identifier, password } = await service.customer('waiting');
    const before = service.legacyCalls();
    const answers = await Promise.all(Array.from({ length: 4 }, () => enter(identifier, password)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(shop.count('account')).toBe(1);
    expect(service.legacyCalls() - before).toBe(1);

    const { cookie } = await enter(identifier, password);
    const change = { currentPassword: password, newPassword: 'Ganz-neu-und-lang' };
    expect((await shop.post('/change-password', change, cookie)).status).toBe(200);
    expect(await enter(identifier, password)).toMatchObject(REFUSED);
    expect(service.legacyCalls() - before).toBe(1);
  });

  it('a customer who deleted the account stays gone, although the legacy still has them', async () => {
    const { identifier, password } = await service.customer('waiting');
    const { cookie } = await enter(identifier, password);
    expect((await shop.post('/delete-user', { password }, cookie)).status).toBe(200);
    expect(await enter(identifier, password)).toMatchObject(REFUSED);
    expect(shop.user(identifier)).toBeUndefined();
  });

  it.each(['locked', 'crossed', 'deleted'] as const)(
    'a customer who is %s there stays out',
    async (condition) => {
      const { identifier, password } = await service.customer(condition);
      expect(await enter(identifier, password)).toMatchObject(REFUSED);
    },
  );

  it('a reset by mail is a crossing: the legacy password is dead', async () => {
    const { identifier, password } = await service.customer('waiting');
    await shop.post('/request-password-reset', { email: identifier });
    const token = shop.mails.find(({ email }) => email === identifier)?.token;
    await shop.post('/reset-password', { token, newPassword: 'Ganz-neu-und-lang' });
    const before = service.legacyCalls();
    expect(await enter(identifier, password)).toMatchObject(REFUSED);
    expect((await enter(identifier, 'Ganz-neu-und-lang')).status).toBe(200);
    expect(service.legacyCalls()).toBe(before);
  });
});
