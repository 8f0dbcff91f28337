import { describe, expect, it } from 'vitest';
import { openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { entra } from './entra.ts';
import { testHandover } from './handover-contract.ts';

const ADA = "o'ada@shop.example";
const ID = '87d349ed-44d7-43e1-9a83-5f2406dee5bd';
const PAGE = 'https://shop.example/login';

/** As Microsoft Graph answers. */
function start({ enabled = true, email = true, changed = null as string | null } = {}) {
  const address = { signInType: 'emailAddress', issuer: 'contoso.onmicrosoft.com', issuerAssignedId: ADA };
  const user = {
    id: ID,
    accountEnabled: enabled,
    identities: [{ signInType: 'userName', issuerAssignedId: 'ada' }, ...(email ? [address] : [])],
    lastPasswordChangeDateTime: changed,
  };
  return startPlatform({
    calls: {
      'POST /tenant/oauth2/v2.0/token': () => ({
        status: 200,
        body: { access_token: 'token', expires_in: 3_599 },
      }),
      [`GET /v1.0/users/${ID}`]: () => ({ status: 200, body: user }),
      'GET /v1.0/users': ({ url }) => {
        const asked = new URL(url, 'http://graph').searchParams.get('$filter') ?? '';
        const whole = asked === '' || asked.includes("eq 'o''ada@shop.example'");
        return { status: 200, body: { value: whole ? [user] : [] } };
      },
    },
    begins: ({ method, url }) => method === 'GET' && !url.includes('$top') && !url.includes('%24top'),
    config: (url) => ({
      tenantId: 'tenant',
      issuer: 'contoso.onmicrosoft.com',
      clientId: 'footbridge',
      clientSecret: 'canary-of-entra',
      page: PAGE,
      authority: url,
      graph: url,
    }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', '00000000-0000-4000-8000-000000000000'),
    secrets: ['canary-of-entra'],
    onlyLooks: true,
  });
}

/** What is looked at is no journey: none is begun there, and none can be counted. */
testHandover(entra, async () => {
  const { begun: _, ...scene } = await start();
  return scene;
});

describe('the handover entra', () => {
  const reset = { needs: ['password'], lifespan: 600 } as const;

  it('sends the customer to the page everybody has, and says who they are where that is wanted', async () => {
    const scene = await start();
    for (const [loginHint, url] of [
      [true, `${PAGE}?login_hint=o%27ada%40shop.example`],
      [false, PAGE],
    ] as const) {
      const session = await openHandover(entra, { config: { ...Object(scene.config), loginHint } });
      expect(await session.begin(scene.named, reset)).toEqual({ status: 'link', url });
      await session.close();
    }
    await scene.end();
  });

  it.each([
    ['a disabled account', { enabled: false }],
    ['an account without an e-mail address as a sign-in name, which no code would reach', { email: false }],
  ])('refuses %s', async (_, settings) => {
    const scene = await start(settings);
    const session = await openHandover(entra, scene);
    expect(await session.begin(scene.customer, reset)).toMatchObject({ status: 'refused' });
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', '2026-11-20T12:00:05Z'],
    ['no', '2026-11-20T11:59:55Z'],
    ['no', null],
  ])('says "%s" to a password of %s, asked since noon', async (expected, changed) => {
    const scene = await start({ changed });
    const session = await openHandover(entra, scene);
    expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
    await session.close();
    await scene.end();
  });
});
