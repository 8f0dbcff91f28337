import { describe, expect, it } from 'vitest';
import { openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { authentik } from './authentik.ts';
import { testHandover } from './handover-contract.ts';

const ADA = 'ada@shop.example';

/** As authentik's core API answers. */
function start({ active = true, changed = null as string | null, flow = true } = {}) {
  const user = { pk: 7, is_active: active, password_change_date: changed };
  return startPlatform({
    calls: {
      'GET /api/v3/core/users/7/': () => ({ status: 200, body: user }),
      'GET /api/v3/core/users/': ({ url }) => ({
        status: 200,
        body: { results: url.includes(encodeURIComponent(ADA)) || url.includes('uuid=known') ? [user] : [] },
      }),
      'POST /api/v3/core/users/7/recovery/': () =>
        flow
          ? { status: 200, body: { link: 'https://id.shop.example/if/flow/recovery/?flow_token=canary' } }
          : { status: 400, body: { non_field_errors: 'No recovery flow set.' } },
    },
    begins: ({ method }) => method === 'POST',
    config: (url) => ({ url, token: 'canary-of-authentik' }),
    customer: userCalled(ADA, '7'),
    stranger: userCalled('nobody@shop.example', '8'),
    secrets: ['canary-of-authentik'],
  });
}

testHandover(authentik, start);

describe('the handover authentik', () => {
  const reset = { needs: ['password'], lifespan: 600 } as const;

  it('asks for a link that lives as long as we say, by number, by UUID and by address', async () => {
    const scene = await start();
    const session = await openHandover(authentik, scene);
    for (const user of [scene.customer, scene.named, userCalled('other@shop.example', 'known')])
      expect(await session.begin(user, reset)).toMatchObject({ status: 'link' });
    expect(scene.sent.filter(({ call }) => call.startsWith('POST')).map(({ body }) => body)).toEqual(
      Array(3).fill({ token_duration: 'seconds=600' }),
    );
    await session.close();
    await scene.end();
  });

  it('blames no customer for a brand without a recovery flow, and refuses who is inactive', async () => {
    for (const [settings, status] of [
      [{ flow: false }, 'retry'],
      [{ active: false }, 'refused'],
    ] as const) {
      const scene = await start(settings);
      const session = await openHandover(authentik, scene);
      expect(await session.begin(scene.customer, reset)).toMatchObject({ status });
      await session.close();
      await scene.end();
    }
  });

  it.each([
    ['yes', '2026-11-20T12:00:05Z'],
    ['no', '2026-11-20T11:59:55Z'],
    ['unknown', null],
  ])('says "%s" to a password of %s, asked since noon', async (expected, changed) => {
    const scene = await start({ changed });
    const session = await openHandover(authentik, scene);
    expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
    await session.close();
    await scene.end();
  });
});
