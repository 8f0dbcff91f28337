import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { testHandover } from './handover-contract.ts';
import { stytch } from './stytch.ts';

const ADA = 'ada@shop.example';
const ID = 'user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6';
const PAGE = 'https://shop.example/new-password';

/** As Stytch answers. */
function start() {
  return startPlatform({
    calls: {
      'POST /v1/users/search': () => ({ status: 200, body: { results: [] } }),
      [`GET /v1/users/${ID}`]: () => ({ status: 200, body: { user_id: ID, emails: [{ email: ADA }] } }),
      'POST /v1/passwords/email/reset/start': (request) =>
        bodyOf(request).email === ADA
          ? { status: 200, body: { user_id: ID, email_id: 'email-test-1' } }
          : { status: 404, body: { error_type: 'email_not_found' } },
    },
    begins: ({ url }) => url.includes('/passwords/'),
    config: (url) => ({ url, projectId: 'project-test-1', secret: 'canary-of-stytch', page: PAGE }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', 'user-test-nobody'),
    secrets: ['canary-of-stytch', Buffer.from('project-test-1:canary-of-stytch').toString('base64')],
  });
}

testHandover(stytch, start);

describe('the handover stytch', () => {
  it.each([
    [60, 'de-CH', 5, undefined],
    [3_601, 'fr-FR', 61, 'fr'],
    [99_999_999, 'pt-BR', 10_080, 'pt-br'],
  ])('lets Stytch write: %i seconds in %s', async (lifespan, language, minutes, locale) => {
    const scene = await start();
    const session = await openHandover(stytch, scene);
    const reset = { needs: ['password'], lifespan, language } as const;
    expect(await session.begin(scene.customer, reset)).toEqual({ status: 'mailed' });
    expect(scene.sent.at(-1)?.body).toEqual({
      email: ADA,
      reset_password_redirect_url: PAGE,
      reset_password_expiration_minutes: minutes,
      ...(locale !== undefined && { locale }),
    });
    await session.close();
    await scene.end();
  });
});
