/**
 * The handover `kratos` with a real Ory Kratos: its link opens, its page takes a new password, and we find out.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { type KratosServer, startKratos } from '../../test/servers/kratos.ts';
import { importCustomer, loginAtKratos } from '../../test/servers/kratos-customers.ts';
import { recoverAtKratos } from '../../test/servers/kratos-recovery.ts';
import { normaliseIdentifier } from '../identity/identifier.ts';
import type { Identifier } from '../identity/identity.ts';
import { createPace } from '../net/pace.ts';
import type { HandoverSession } from './handover.ts';
import { testHandover } from './handover-contract.ts';
import { kratos } from './kratos.ts';

const PAGES = 'http://127.0.0.1:9';
const BACK = 'https://welcome.shop.example/back';
const RECOVERY = {
  settingsPage: `${PAGES}/settings`,
  recoveryPage: `${PAGES}/recovery`,
  returnUrls: ['https://welcome.shop.example'],
};
const OLD = 'Correct-Horse-9';
const NEW = 'Battery-Staple-7-new';

/** Seconds; and a little more than one in milliseconds, for a link that is to end meanwhile. */
const SHORTEST = 1;
const A_LITTLE_LATER = 1_300;

needs('kratos', 'postgres')('the handover kratos, at a real one', () => {
  let server: KratosServer;
  let session: HandoverSession;

  beforeAll(async () => {
    server = await startKratos({ factors: true, recovery: RECOVERY });
    session = await openAt(server.adminUrl);
  }, 60_000);

  afterAll(async () => {
    await session?.close();
    await server?.stop();
  });

  it('sends a customer through: the link opens, a new password is set there, logs in, and the old one is refused', async () => {
    const email = 'ada@shop.example';
    const targetId = await importCustomer(server, { email, password: { password: OLD } });
    const user = { targetId, identifiers: [emailOf(email)] };
    const since = new Date().toISOString();
    const link = await linkFor(user);
    expect(await session.completed?.(user, since)).toBe('no');
    const gone = await recoverAtKratos(server, link, NEW);
    expect(gone.back).toBe(BACK);
    expect(await session.completed?.(user, since)).toBe('yes');
    expect((await loginAtKratos(server, email, NEW)).status).toBe(200);
    expect((await loginAtKratos(server, email, OLD)).status).toBe(400);
  });

  it('says that nothing has happened after a link was opened and the page left', async () => {
    const email = 'bob@shop.example';
    const user = { identifiers: [emailOf(email)] };
    await importCustomer(server, { email, password: { password: OLD } });
    const since = new Date(Date.now() + A_LITTLE_LATER).toISOString();
    const { opened } = await recoverAtKratos(server, await linkFor(user));
    expect(opened).toContain('/settings');
    expect(await session.completed?.(user, since)).toBe('no');
    expect((await loginAtKratos(server, email, OLD)).status).toBe(200);
  });

  it('gives a first password to a customer who came without one', async () => {
    const email = 'cleo@shop.example';
    const user = { identifiers: [emailOf(email)] };
    await fetch(`${server.adminUrl}/admin/identities`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ schema_id: 'customer', traits: { email } }),
    });
    const since = new Date().toISOString();
    expect(await session.completed?.(user, since)).toBe('no');
    expect((await recoverAtKratos(server, await linkFor(user), NEW)).back).toBe(BACK);
    expect(await session.completed?.(user, since)).toBe('yes');
    expect((await loginAtKratos(server, email, NEW)).status).toBe(200);
  });

  it('opens a link once, leaves the first alive when a second is made, and lets a short one end', async () => {
    const email = 'dan@shop.example';
    const user = { identifiers: [emailOf(email)] };
    await importCustomer(server, { email, password: { password: OLD } });
    const [first, second, short] = [await linkFor(user), await linkFor(user), await linkFor(user, SHORTEST)];
    await new Promise((resolve) => setTimeout(resolve, A_LITTLE_LATER));
    expect((await recoverAtKratos(server, second)).opened).toContain('/settings');
    expect((await recoverAtKratos(server, first)).opened).toContain('/settings');
    expect((await recoverAtKratos(server, first)).opened).toContain('/recovery');
    expect((await recoverAtKratos(server, short)).opened).toContain('/recovery');
  });

  it('makes no link for an inactive identity', async () => {
    const email = 'eve@shop.example';
    const targetId = await importCustomer(server, { email, password: { password: OLD } });
    await fetch(`${server.adminUrl}/admin/identities/${targetId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ op: 'replace', path: '/state', value: 'inactive' }]),
    });
    expect(await session.begin({ targetId, identifiers: [] }, { needs: ['password'], lifespan: 60 })).toEqual(
      {
        status: 'refused',
        problem: { code: 'TARGET_REFUSED', found: 'the identity is inactive' },
      },
    );
  });

  it('blames no customer for a way back that Kratos was not told of', async () => {
    const begun = await session.begin(
      { identifiers: [emailOf('dan@shop.example')] },
      { needs: ['password'], lifespan: 60, returnTo: 'https://elsewhere.example/back' },
    );
    expect(begun).toMatchObject({ status: 'retry', found: expect.stringContaining('allowed_return_urls') });
  });

  describe('where recovery by link is switched off', () => {
    let without: KratosServer;

    beforeAll(async () => {
      without = await startKratos();
    }, 60_000);
    afterAll(() => without?.stop());

    it('fails its check, and blames no customer', async () => {
      const off = await openAt(without.adminUrl);
      const targetId = await importCustomer(without, {
        email: 'ada@shop.example',
        password: { password: OLD },
      });
      await expect(off.check()).rejects.toThrow();
      const begun = await off.begin({ targetId, identifiers: [] }, { needs: ['password'], lifespan: 60 });
      expect(begun.status).toBe('retry');
      await off.close();
    });
  });

  testHandover(kratos, async () => {
    const email = 'fay@shop.example';
    const targetId = await importCustomer(server, { email, password: { password: OLD } });
    return {
      config: { url: server.adminUrl, apiKey: 'a-key-that-nobody-checks' },
      at: (url) => ({ url, apiKey: 'a-key-that-nobody-checks' }),
      customer: { targetId, identifiers: [emailOf(email)] },
      named: { identifiers: [emailOf(email)] },
      stranger: { targetId: randomUUID(), identifiers: [emailOf('nobody@shop.example')] },
      secrets: ['a-key-that-nobody-checks'],
      end: async () => {},
    };
  });

  async function linkFor(user: Parameters<HandoverSession['begin']>[0], lifespan = 600): Promise<string> {
    const begun = await session.begin(user, { needs: ['password'], lifespan, returnTo: BACK });
    if (begun.status !== 'link') throw new Error(`no link: ${begun.status}`);
    return begun.url;
  }
});

function openAt(url: string): Promise<HandoverSession> {
  return kratos.open(kratos.config.parse({ url }), { pace: createPace({ concurrency: 4 }) });
}

function emailOf(value: string): Identifier {
  const normalised = normaliseIdentifier('email', value);
  if ('problem' in normalised) throw new Error(`"${value}" is no address`);
  return { type: 'email', value: normalised.value, verified: true };
}
