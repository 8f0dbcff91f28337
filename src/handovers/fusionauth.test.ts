import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { fusionauth } from './fusionauth.ts';
import { testHandover } from './handover-contract.ts';

const ADA = 'ada@shop.example';
const ID = '5b1c1d9e-3b4e-4a58-9a39-0b6f0a3b77aa';
const APPLICATION = '85a03867-dccf-4882-adde-1a79aeec50df';

/** As FusionAuth answers. */
function start({ active = true, changed = 0 } = {}) {
  const found = {
    status: 200,
    body: { user: { id: ID, active, email: ADA, passwordLastUpdateInstant: changed } },
  };
  return startPlatform({
    calls: {
      [`GET /api/user/${ID}`]: () => found,
      'GET /api/user': ({ url }) => (url.includes(encodeURIComponent(ADA)) ? found : { status: 404 }),
      'POST /api/user/forgot-password': (request) =>
        bodyOf(request).loginId === ADA
          ? { status: 200, body: { changePasswordId: 'canary' } }
          : { status: 404 },
    },
    begins: ({ method }) => method === 'POST',
    config: (url) => ({ url, apiKey: 'canary-of-fusionauth', applicationId: APPLICATION }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', '00000000-0000-4000-8000-000000000000'),
    secrets: ['canary-of-fusionauth'],
  });
}

testHandover(fusionauth, start);

describe('the handover fusionauth', () => {
  it('begins without a mail of FusionAuth and leads to its page, by the address customers know', async () => {
    const scene = await start();
    const config = { ...Object(scene.config), pageUrl: 'https://login.shop.example' };
    const session = await openHandover(fusionauth, { config });
    expect(await session.begin(scene.named, { needs: ['password'], lifespan: 600 })).toEqual({
      status: 'link',
      url: `https://login.shop.example/password/change/canary?client_id=${APPLICATION}`,
    });
    expect(scene.sent.at(-1)?.body).toEqual({
      loginId: ADA,
      applicationId: APPLICATION,
      sendForgotPasswordEmail: false,
    });
    await session.close();
    await scene.end();
  });

  it('begins nothing for a locked user', async () => {
    const scene = await start({ active: false });
    const session = await openHandover(fusionauth, scene);
    expect(await session.begin(scene.customer, { needs: ['password'], lifespan: 600 })).toMatchObject({
      status: 'refused',
    });
    expect(scene.begun?.()).toBe(0);
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', '2026-11-20T12:00:05.000Z'],
    ['no', '2026-11-20T11:59:55.000Z'],
  ])('says "%s" to a password of %s, asked since noon', async (expected, changed) => {
    const scene = await start({ changed: Date.parse(changed) });
    const session = await openHandover(fusionauth, scene);
    expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
    await session.close();
    await scene.end();
  });
});
