import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { testHandover } from './handover-contract.ts';
import { supabase } from './supabase.ts';

const ADA = 'ada@shop.example';
const ID = '2f6c5d1e-8d0a-4f59-9a61-0f3d3c3f0042';
const PAGE = 'https://shop.example/new-password';

/** As Supabase Auth answers. */
function start() {
  return startPlatform({
    calls: {
      'GET /auth/v1/admin/users': () => ({ status: 200, body: { users: [], aud: 'authenticated' } }),
      [`GET /auth/v1/admin/users/${ID}`]: () => ({ status: 200, body: { id: ID, email: ADA } }),
      'POST /auth/v1/admin/generate_link': (request) =>
        bodyOf(request).email === ADA
          ? {
              status: 200,
              body: { action_link: 'https://ref.supabase.co/auth/v1/verify?token=canary&type=recovery' },
            }
          : { status: 404, body: { error_code: 'user_not_found' } },
    },
    begins: ({ method }) => method === 'POST',
    config: (url) => ({ url: `${url}/auth/v1`, key: 'canary-of-supabase', page: PAGE }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example'),
    secrets: ['canary-of-supabase'],
  });
}

testHandover(supabase, start);

describe('the handover supabase', () => {
  it('makes a recovery link for the address that stands there now, which leads to your page', async () => {
    const scene = await start();
    const session = await openHandover(supabase, scene);
    const moved = userCalled('of-last-year@shop.example', ID);
    expect(await session.begin(moved, { needs: ['password'], lifespan: 600 })).toEqual({
      status: 'link',
      url: 'https://ref.supabase.co/auth/v1/verify?token=canary&type=recovery',
    });
    expect(scene.sent.at(-1)?.body).toEqual({ type: 'recovery', email: ADA, redirect_to: PAGE });
    await session.close();
    await scene.end();
  });
});
