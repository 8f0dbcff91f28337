import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { firebase } from './firebase.ts';
import { testHandover } from './handover-contract.ts';

const ADA = 'ada@shop.example';
const ID = 'legacy-1';
const KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

/** As the Identity Toolkit answers. */
function start({ disabled = false, changed = 0, fails = '' } = {}) {
  const assertions: string[] = [];
  const user = { localId: ID, email: ADA, disabled, passwordUpdatedAt: changed };
  const platform = startPlatform({
    calls: {
      'POST /token': ({ body }) => {
        assertions.push(new URLSearchParams(body).get('assertion') ?? '');
        return { status: 200, body: { access_token: 'token', expires_in: 3_599 } };
      },
      'POST /v1/projects/shop/accounts:lookup': (request) => ({
        status: 200,
        body: /ada@|legacy-1/.test(JSON.stringify(bodyOf(request))) ? { users: [user] } : {},
      }),
      'POST /v1/projects/shop/accounts:sendOobCode': () =>
        fails === ''
          ? {
              status: 200,
              body: {
                email: ADA,
                oobCode: 'canary',
                oobLink: 'https://shop.example/__/auth/action?oobCode=canary',
              },
            }
          : { status: 400, body: { error: { code: 400, message: fails } } },
    },
    begins: ({ url }) => url.includes('sendOobCode'),
    config: (url) => ({
      projectId: 'shop',
      clientEmail: 'footbridge@shop.iam.gserviceaccount.com',
      privateKey: KEY,
      url,
      tokenUrl: `${url}/token`,
    }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', 'nobody'),
    secrets: [KEY],
  });
  return platform.then((scene) => ({ ...scene, assertions }));
}

testHandover(firebase, start);

describe('the handover firebase', () => {
  const reset = {
    needs: ['password'],
    lifespan: 600,
    returnTo: 'https://welcome.shop.example/back',
  } as const;

  it('asks for the link instead of a mail, as a service account of the project', async () => {
    const scene = await start();
    const session = await openHandover(firebase, scene);
    expect(await session.begin(scene.customer, reset)).toEqual({
      status: 'link',
      url: 'https://shop.example/__/auth/action?oobCode=canary',
    });
    expect(scene.sent.at(-1)?.body).toEqual({
      requestType: 'PASSWORD_RESET',
      email: ADA,
      returnOobLink: true,
      continueUrl: reset.returnTo,
    });
    expect(decodeJwt(scene.assertions[0] ?? '')).toMatchObject({
      iss: 'footbridge@shop.iam.gserviceaccount.com',
      aud: `${scene.url}/token`,
      scope: 'https://www.googleapis.com/auth/identitytoolkit',
    });
    await session.close();
    await scene.end();
  });

  it.each([
    ['refused', { disabled: true }],
    ['refused', { fails: 'EMAIL_NOT_FOUND' }],
    ['retry', { fails: 'INSUFFICIENT_PERMISSION' }],
    ['retry', { fails: 'UNAUTHORIZED_DOMAIN : Domain not allowlisted by project' }],
    ['retry', { fails: 'RESET_PASSWORD_EXCEED_LIMIT' }],
  ])('answers "%s" to %o', async (status, settings) => {
    const scene = await start(settings);
    const session = await openHandover(firebase, scene);
    expect(await session.begin(scene.customer, reset)).toMatchObject({ status });
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', '2026-11-20T12:00:05Z'],
    ['no', '2026-11-20T11:59:55Z'],
  ])('says "%s" to a password of %s, asked since noon', async (expected, changed) => {
    const scene = await start({ changed: Date.parse(changed) });
    const session = await openHandover(firebase, scene);
    expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
    await session.close();
    await scene.end();
  });
});
