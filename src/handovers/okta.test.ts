import { describe, expect, it } from 'vitest';
import { openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { testHandover } from './handover-contract.ts';
import { okta } from './okta.ts';

const ADA = 'ada@shop.example';
const ID = '00u1abcdefGHIJKLM0g4';

/** As Okta's users API answers. */
function start({ status = 'ACTIVE', changed = null as string | null } = {}) {
  const user = () => ({ status: 200, body: { id: ID, status, passwordChanged: changed } });
  const activated = () => ({
    status: 200,
    body: { activationUrl: 'https://acme.okta.com/welcome/canary', activationToken: 'canary' },
  });
  return startPlatform({
    calls: {
      [`GET /api/v1/users/${ID}`]: user,
      [`GET /api/v1/users/${encodeURIComponent(ADA)}`]: user,
      [`POST /api/v1/users/${ID}/lifecycle/reset_password`]: () => ({
        status: 200,
        body: { resetPasswordUrl: 'https://acme.okta.com/reset_password/canary' },
      }),
      [`POST /api/v1/users/${ID}/lifecycle/activate`]: activated,
      [`POST /api/v1/users/${ID}/lifecycle/reactivate`]: activated,
    },
    begins: ({ method }) => method === 'POST',
    config: (url) => ({ url, token: 'canary-of-okta' }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', '00unobody'),
    secrets: ['canary-of-okta'],
  });
}

testHandover(okta, start);

describe('the handover okta', () => {
  const reset = { needs: ['password'], lifespan: 600 } as const;

  it.each([
    ['STAGED', 'activate?sendEmail=false', 'https://acme.okta.com/welcome/canary'],
    ['PROVISIONED', 'reactivate?sendEmail=false', 'https://acme.okta.com/welcome/canary'],
    [
      'ACTIVE',
      'reset_password?sendEmail=false&revokeSessions=true',
      'https://acme.okta.com/reset_password/canary',
    ],
    [
      'RECOVERY',
      'reset_password?sendEmail=false&revokeSessions=true',
      'https://acme.okta.com/reset_password/canary',
    ],
  ])('gives a link to somebody who is %s by %s, and sends no mail', async (status, way, url) => {
    const scene = await start({ status });
    const session = await openHandover(okta, scene);
    expect(await session.begin(scene.customer, reset)).toEqual({ status: 'link', url });
    expect(scene.sent.at(-1)?.call).toBe(`POST /api/v1/users/${ID}/lifecycle/${way}`);
    await session.close();
    await scene.end();
  });

  it.each(['SUSPENDED', 'DEPROVISIONED'])('begins nothing for somebody who is %s', async (status) => {
    const scene = await start({ status });
    const session = await openHandover(okta, scene);
    expect(await session.begin(scene.customer, reset)).toMatchObject({ status: 'refused' });
    expect(scene.begun?.()).toBe(0);
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', 'ACTIVE', '2026-11-20T12:00:05.000Z'],
    ['no', 'ACTIVE', '2026-11-20T11:59:55.000Z'],
    ['no', 'RECOVERY', '2026-11-20T12:00:05.000Z'],
    ['no', 'ACTIVE', null],
  ])(
    'says "%s" to a user who is %s with a password of %s, asked since noon',
    async (expected, status, changed) => {
      const scene = await start({ status, changed });
      const session = await openHandover(okta, scene);
      expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
      await session.close();
      await scene.end();
    },
  );
});
