import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { testHandover } from './handover-contract.ts';
import { workos } from './workos.ts';

const ADA = 'ada@shop.example';
const ID = 'user_01HWWYEH2NPT48X82ZT23K5AX4';

/** As WorkOS answers; its links live for 15 minutes. */
function start() {
  return startPlatform({
    calls: {
      'GET /user_management/users': () => ({ status: 200, body: { data: [], list_metadata: {} } }),
      [`GET /user_management/users/${ID}`]: () => ({ status: 200, body: { id: ID, email: ADA } }),
      'POST /user_management/password_reset': (request) =>
        bodyOf(request).email === ADA
          ? {
              status: 201,
              body: {
                password_reset_token: 'canary',
                password_reset_url: 'https://shop.example/reset-password?token=canary',
                expires_at: new Date(Date.now() + 900_000).toISOString(),
              },
            }
          : { status: 404, body: { code: 'entity_not_found' } },
    },
    begins: ({ method }) => method === 'POST',
    config: (url) => ({ url, apiKey: 'canary-of-workos' }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', 'user_nobody'),
    secrets: ['canary-of-workos'],
  });
}

testHandover(workos, start);

describe('the handover workos', () => {
  it('hands out the link that WorkOS makes, for as long as WorkOS says', async () => {
    const scene = await start();
    const session = await openHandover(workos, scene);
    const begun = await session.begin(scene.customer, { needs: ['password'], lifespan: 86_400 });
    expect(begun).toMatchObject({ status: 'link', url: 'https://shop.example/reset-password?token=canary' });
    const lives = begun.status === 'link' ? Date.parse(begun.expiresAt ?? '') - Date.now() : 0;
    expect(lives).toBeGreaterThan(890_000);
    expect(lives).toBeLessThanOrEqual(900_000);
    expect(scene.sent.at(-1)?.body).toEqual({ email: ADA });
    await session.close();
    await scene.end();
  });
});
