import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { testHandover } from './handover-contract.ts';
import { zitadel } from './zitadel.ts';

const ADA = 'ada@shop.example';
const ID = '69629026806489455';

/** As the user service v2 answers. */
function start({ state = 'USER_STATE_ACTIVE', changed = '', passkeys = 0 } = {}) {
  const human = changed === '' ? {} : { passwordChanged: changed };
  const user = { userId: ID, state, details: { resourceOwner: '100' }, human };
  return startPlatform({
    calls: {
      [`GET /v2/users/${ID}`]: () => ({ status: 200, body: { user } }),
      'POST /v2/users': (request) => ({
        status: 200,
        body: JSON.stringify(bodyOf(request)).includes(ADA) ? { result: [user] } : { details: {} },
      }),
      [`POST /v2/users/${ID}/password_reset`]: () => ({ status: 200, body: { verificationCode: 'CANARY' } }),
      [`POST /v2/users/${ID}/passkeys/registration_link`]: () => ({
        status: 200,
        body: { code: { id: '77', code: 'CANARY' } },
      }),
      [`POST /v2/users/${ID}/passkeys/_search`]: () => ({
        status: 200,
        body: { result: Array.from({ length: passkeys }, () => ({ state: 'AUTH_FACTOR_STATE_READY' })) },
      }),
    },
    begins: ({ url }) => /password_reset|registration_link/.test(url),
    config: (url) => ({ url, token: 'canary-of-zitadel' }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', '1'),
    secrets: ['canary-of-zitadel'],
  });
}

testHandover(zitadel, start);

describe('the handover zitadel', () => {
  it.each([
    ['v2', 'password', `/ui/v2/login/password/set?userId=${ID}&code=CANARY&organization=100`],
    ['v2', 'passkey', `/ui/v2/login/passkey/set?userId=${ID}&code=CANARY&codeId=77&organization=100`],
    ['v1', 'password', `/ui/login/password/init?userID=${ID}&code=CANARY&orgID=100`],
    ['v1', 'passkey', `/ui/login/login/passwordless/init?userID=${ID}&code=CANARY&codeID=77&orgID=100`],
  ] as const)('leads to the login %s for a %s', async (login, need, page) => {
    const scene = await start();
    const session = await openHandover(zitadel, { config: { ...Object(scene.config), login } });
    expect(await session.begin(scene.customer, { needs: [need], lifespan: 600 })).toEqual({
      status: 'link',
      url: `${scene.url}${page}`,
    });
    expect(scene.sent.at(-1)?.body).toEqual({ returnCode: {} });
    await session.close();
    await scene.end();
  });

  it.each(['USER_STATE_INACTIVE', 'USER_STATE_LOCKED'])('begins nothing in %s', async (state) => {
    const scene = await start({ state });
    const session = await openHandover(zitadel, scene);
    expect(await session.begin(scene.customer, { needs: ['password'], lifespan: 600 })).toMatchObject({
      status: 'refused',
    });
    expect(scene.begun?.()).toBe(0);
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', '2026-11-20T12:00:05.000Z', 0],
    ['no', '2026-11-20T11:59:55.000Z', 0],
    ['unknown', '2026-11-20T11:59:55.000Z', 1],
    ['no', '', 0],
  ])(
    'says "%s" to a password of %s and %i passkeys, asked since noon',
    async (expected, changed, passkeys) => {
      const scene = await start({ changed, passkeys });
      const session = await openHandover(zitadel, scene);
      expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
      await session.close();
      await scene.end();
    },
  );
});
