import { describe, expect, it } from 'vitest';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { auth0 } from './auth0.ts';
import { testHandover } from './handover-contract.ts';

const ADA = 'ada@shop.example';
const ID = 'auth0|legacy-1';
const ALL = 'create:user_tickets create:guardian_enrollment_tickets read:users';

/** As the Management API answers. */
function start({
  scope = ALL,
  changed,
  enrolled,
}: {
  scope?: string;
  changed?: string;
  enrolled?: string;
} = {}) {
  const user = { user_id: ID, ...(changed !== undefined && { last_password_reset: changed }) };
  return startPlatform({
    calls: {
      'POST /oauth/token': () => ({
        status: 200,
        body: { access_token: 'token', expires_in: 86_400, scope },
      }),
      'POST /api/v2/tickets/password-change': (request) => {
        const { user_id, email } = bodyOf(request);
        const known = user_id === ID || email === ADA;
        return known
          ? { status: 201, body: { ticket: 'https://acme.eu.auth0.com/lo/reset?ticket=canary#' } }
          : { status: 404, body: { message: 'The user does not exist.' } };
      },
      'POST /api/v2/guardian/enrollments/ticket': () => ({
        status: 200,
        body: { ticket_id: 'canary', ticket_url: 'https://acme.guardian.auth0.com/enrolment?ticket=canary' },
      }),
      'GET /api/v2/users/auth0%7Clegacy-1': () => ({ status: 200, body: user }),
      'GET /api/v2/users/auth0%7Clegacy-1/enrollments': () => ({
        status: 200,
        body: [
          { type: 'authenticator', status: 'pending', enrolled_at: '2026-11-20T12:30:00.000Z' },
          ...(enrolled === undefined
            ? []
            : [{ type: 'authenticator', status: 'confirmed', enrolled_at: enrolled }]),
        ],
      }),
      'GET /api/v2/users-by-email': ({ url }) => ({
        status: 200,
        body: url.includes(encodeURIComponent(ADA)) ? [user] : [],
      }),
    },
    begins: ({ url }) => url.includes('ticket'),
    config: (url) => ({
      url,
      clientId: 'footbridge',
      clientSecret: 'canary-of-auth0',
      connectionId: 'con_1',
    }),
    customer: userCalled(ADA, ID),
    stranger: userCalled('nobody@shop.example', 'auth0|nobody'),
    secrets: ['canary-of-auth0'],
  });
}

testHandover(auth0, start);

describe('the handover auth0', () => {
  const reset = {
    needs: ['password'],
    lifespan: 1_800,
    returnTo: 'https://welcome.shop.example/back',
  } as const;

  it('asks for a ticket that lives as long as we say, and puts no address into the way back', async () => {
    const scene = await start();
    const session = await openHandover(auth0, scene);
    const begun = await session.begin(scene.customer, reset);
    expect(begun).toMatchObject({ status: 'link', url: 'https://acme.eu.auth0.com/lo/reset?ticket=canary#' });
    const rest = { ttl_sec: 1_800, mark_email_as_verified: false, includeEmailInRedirect: false };
    const result_url = reset.returnTo;
    await session.begin(scene.named, reset);
    expect(scene.sent.map(({ body }) => body)).toEqual([
      { user_id: ID, result_url, ...rest },
      { email: ADA, connection_id: 'con_1', result_url, ...rest },
    ]);
    await session.close();
    await scene.end();
  });

  it('leads to the login of an application where one is named, because Auth0 takes one of the two', async () => {
    const scene = await start();
    const config = { ...Object(scene.config), applicationId: 'shop', verifiesEmail: true };
    const session = await openHandover(auth0, { config });
    await session.begin(scene.customer, reset);
    expect(scene.sent[0]?.body).toEqual({
      user_id: ID,
      client_id: 'shop',
      ttl_sec: 1_800,
      mark_email_as_verified: true,
      includeEmailInRedirect: false,
    });
    await session.close();
    await scene.end();
  });

  it('asks for an authenticator app beside the factors that are there, without a mail', async () => {
    const scene = await start();
    const session = await openHandover(auth0, scene);
    await session.begin(scene.named, { needs: ['totp'], lifespan: 60 });
    expect(scene.sent.at(-1)).toEqual({
      call: 'POST /api/v2/guardian/enrollments/ticket',
      body: { user_id: ID, send_mail: false, factor: 'otp', allow_multiple_enrollments: true },
    });
    await session.close();
    await scene.end();
  });

  it('finds out before the campaign that a scope is missing, and names it', async () => {
    const scene = await start({ scope: 'read:users' });
    const session = await openHandover(auth0, scene);
    await expect(session.check()).rejects.toThrow(/create:user_tickets/);
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', '2026-11-20T12:00:05.000Z', undefined],
    ['no', '2026-11-20T11:59:55.000Z', undefined],
    ['no', undefined, undefined],
    ['yes', undefined, '2026-11-20T12:00:05.000Z'],
    ['no', undefined, '2026-11-20T11:59:55.000Z'],
  ] as const)(
    'says "%s" to a password reset at %s and an app set up at %s, asked since noon',
    async (expected, changed, enrolled) => {
      const scene = await start({ ...(changed && { changed }), ...(enrolled && { enrolled }) });
      const session = await openHandover(auth0, scene);
      for (const user of [scene.customer, scene.named])
        expect(await session.completed?.(user, '2026-11-20T12:00:00.000Z')).toBe(expected);
      await session.close();
      await scene.end();
    },
  );
});
