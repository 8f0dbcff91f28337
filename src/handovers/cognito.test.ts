import { describe, expect, it } from 'vitest';
import type { ScriptedReply, ScriptedRequest } from '../../test/servers/scripted-http.ts';
import { bodyOf, openHandover, startPlatform, userCalled } from '../../test/servers/scripted-platform.ts';
import { cognito } from './cognito.ts';
import { testHandover } from './handover-contract.ts';

const ADA = 'ada@shop.example';
const NAME = 'c4c8e4a8-1111-4222-8333-444455556666';
const POOL = 'eu-central-1_AbCdEfGhI';

function operationOf({ headers }: ScriptedRequest): string {
  return String(headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
}

function failure(type: string): ScriptedReply {
  return { status: 400, body: { __type: type, message: 'words' } };
}

/** As user pools answer: one address for everything. */
function start({ status = 'RESET_REQUIRED', changed = 0, fails = '', enabled = true } = {}) {
  const answers: Readonly<Record<string, () => ScriptedReply>> = {
    AdminGetUser: () => ({
      status: 200,
      body: { Username: NAME, UserStatus: status, Enabled: enabled, UserLastModifiedDate: changed / 1_000 },
    }),
    AdminResetUserPassword: () => (fails === '' ? { status: 200, body: {} } : failure(fails)),
    AdminCreateUser: () => ({ status: 200, body: { User: { Username: NAME } } }),
  };
  return startPlatform({
    calls: {
      'POST /': (request) => {
        const known = [ADA, NAME].includes(String(bodyOf(request).Username));
        return known
          ? (answers[operationOf(request)]?.() ?? { status: 404 })
          : failure('UserNotFoundException');
      },
    },
    begins: (request) => operationOf(request) !== 'AdminGetUser',
    config: (endpoint) => ({
      region: 'eu-central-1',
      userPoolId: POOL,
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'canary-of-cognito',
      endpoint,
    }),
    customer: userCalled(ADA, NAME),
    stranger: userCalled('nobody@shop.example', 'nobody'),
    secrets: ['canary-of-cognito'],
  });
}

testHandover(cognito, start);

describe('the handover cognito', () => {
  const reset = { needs: ['password'], lifespan: 600 } as const;

  it.each([
    ['RESET_REQUIRED', { UserPoolId: POOL, Username: NAME }],
    ['CONFIRMED', { UserPoolId: POOL, Username: NAME }],
    ['FORCE_CHANGE_PASSWORD', { UserPoolId: POOL, Username: NAME, MessageAction: 'RESEND' }],
  ])('lets Cognito write to somebody who is %s', async (status, body) => {
    const scene = await start({ status });
    const session = await openHandover(cognito, scene);
    expect(await session.begin(scene.named, reset)).toEqual({ status: 'mailed' });
    expect(scene.sent.at(-1)?.body).toEqual(body);
    await session.close();
    await scene.end();
  });

  it('begins nothing for who is disabled, or logs in through another provider', async () => {
    for (const settings of [{ enabled: false }, { status: 'EXTERNAL_PROVIDER' }]) {
      const scene = await start(settings);
      const session = await openHandover(cognito, scene);
      expect(await session.begin(scene.customer, reset)).toMatchObject({ status: 'refused' });
      expect(scene.begun?.()).toBe(0);
      await session.close();
      await scene.end();
    }
  });

  it.each([
    ['retry', 'TooManyRequestsException'],
    ['retry', 'LimitExceededException'],
    ['retry', 'AccessDeniedException'],
    ['retry', 'com.amazon.coral.service#UnrecognizedClientException'],
    ['retry', 'ResourceNotFoundException'],
    ['refused', 'InvalidParameterException'],
  ])('answers "%s" to %s, which AWS says with 400 like all the rest', async (status, fails) => {
    const scene = await start({ fails });
    const session = await openHandover(cognito, scene);
    expect(await session.begin(scene.customer, reset)).toMatchObject({ status });
    await session.close();
    await scene.end();
  });

  it.each([
    ['yes', 'CONFIRMED', '2026-11-20T12:00:05.000Z'],
    ['no', 'CONFIRMED', '2026-11-20T11:59:55.000Z'],
    ['no', 'RESET_REQUIRED', '2026-11-20T12:00:05.000Z'],
  ])(
    'says "%s" to a user who is %s and was changed at %s, asked since noon',
    async (expected, status, changed) => {
      const scene = await start({ status, changed: Date.parse(changed) });
      const session = await openHandover(cognito, scene);
      expect(await session.completed?.(scene.customer, '2026-11-20T12:00:00.000Z')).toBe(expected);
      await session.close();
      await scene.end();
    },
  );

  it('signs every request by the fourth version of AWS, for the region and the service', async () => {
    const scene = await start();
    let header = '';
    const listening = await startPlatform({
      calls: {
        'POST /': ({ headers }) => {
          header = String(headers.authorization);
          return failure('UserNotFoundException');
        },
      },
      begins: () => false,
      config: scene.at,
      customer: scene.customer,
      stranger: scene.stranger,
      secrets: [],
    });
    const session = await openHandover(cognito, listening);
    await session.check();
    expect(header).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/cognito-idp\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
    await session.close();
    await listening.end();
    await scene.end();
  });
});
