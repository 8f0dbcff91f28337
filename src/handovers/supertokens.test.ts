import { describe, expect, it } from 'vitest';
import { openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { startSuperTokensCore } from '../../test/servers/supertokens-core.ts';
import { testHandover } from './handover-contract.ts';
import { supertokens } from './supertokens.ts';

const ADA = 'ada@shop.example';
const ID = '7b1c1d9e-3b4e-4a58-9a39-0b6f0a3b77aa';
const PAGE = 'https://shop.example/auth';

/** As the core answers: 200 to nearly everything, and a word. */
function start() {
  const user = { id: ID, loginMethods: [{ recipeId: 'emailpassword', recipeUserId: ID, email: ADA }] };
  return startPlatform({
    calls: {
      'GET /user/id': ({ url }) => ({
        status: 200,
        body: url.includes(ID) ? { status: 'OK', user } : { status: 'UNKNOWN_USER_ID_ERROR' },
      }),
      'GET /public/users/by-accountinfo': ({ url }) => ({
        status: 200,
        body: { status: 'OK', users: url.includes(encodeURIComponent(ADA)) ? [user] : [] },
      }),
      'POST /public/recipe/user/password/reset/token': () => ({
        status: 200,
        body: { status: 'OK', token: 'canary' },
      }),
    },
    begins: ({ method }) => method === 'POST',
    config: (url) => ({ url, apiKey: 'canary-of-supertokens', pageUrl: PAGE }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', 'nobody'),
    secrets: ['canary-of-supertokens'],
  });
}

testHandover(supertokens, start);

describe('the handover supertokens', () => {
  it('makes a token that the core takes back for the same user, and leads to the page of your front end', async () => {
    const core = await startSuperTokensCore();
    core.users.push({ id: ID, email: ADA, password: 'old', verified: true });
    const session = await openHandover(supertokens, { config: { url: core.url, pageUrl: PAGE } });
    const begun = await session.begin(userCalled(ADA), { needs: ['password'], lifespan: 600 });
    if (begun.status !== 'link') throw new Error(`no link: ${begun.status}`);
    const link = new URL(begun.url);
    expect(`${link.origin}${link.pathname}`).toBe(`${PAGE}/reset-password`);
    expect(link.searchParams.get('tenantId')).toBe('public');
    const consumed = await fetch(`${core.url}/public/recipe/user/password/reset/token/consume`, {
      method: 'POST',
      body: JSON.stringify({ method: 'token', token: link.searchParams.get('token') }),
    });
    expect(await consumed.json()).toEqual({ status: 'OK', userId: ID, email: ADA });
    await session.close();
    await core.stop();
  });
});
