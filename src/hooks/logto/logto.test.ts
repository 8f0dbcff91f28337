/**
 * What Logto sends and understands, by its documentation; the script of the Action runs in a sandbox like Logto's
 * worker, against a real HTTP server that runs the hook. Contract tests: Logto itself is not run here.
 *
 * @module
 */
import { createHmac } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { ANSWERS, CUSTOMER, TYPED } from '../contract/customer.ts';
import { asBearer, post, SECRETS, secretOf } from '../contract/sending.ts';
import { type ServedHook, serveHook } from '../contract/serve.ts';
import type { Answer, HookRequest } from '../hook.ts';
import { type Caller, type HookClient, testHook } from '../hook-contract.ts';
import { logto } from './index.ts';
import { actionScript } from './instructions.ts';

const CONFIG = logto.config.parse({ secrets: SECRETS, signingKeys: SECRETS, limit: 3_000 });
const CONTEXT = { secret: () => '', now: Date.now };

/** Who is asked about in the suite stands in Logto already, and the ledger knows which user it is. */
const TARGET_ID = '9f8e7d6c-5b4a-4c3d-8e2f-1a0b9c8d7e6f';

function signed(body: unknown, caller?: Caller): HookRequest {
  const request = post('/settle', body);
  const secret = secretOf(caller);
  if (secret === undefined) return request;
  const signature = createHmac('sha256', secret).update(request.body).digest('hex');
  return { ...request, headers: { ...request.headers, 'logto-signature-sha-256': signature } };
}

const EVENTS = {
  stored: 'User.Created',
  'signed-in': 'PostSignIn',
  reset: 'PostResetPassword',
  deleted: 'User.Deleted',
} as const;

function event(name: string, customData: unknown = { footbridgeId: CUSTOMER.externalId }) {
  const isData = name.startsWith('User.');
  return {
    hookId: 'h',
    event: name,
    createdAt: '2026-11-20T12:00:00.000Z',
    ip: '203.0.113.9',
    ...(isData ? { data: { id: 'logto-1', customData } } : { user: { id: 'logto-1', customData } }),
  };
}

const FIELDS = ['name', 'avatar', 'customData', 'profile', 'primaryEmail', 'primaryPhone', 'username'];

const client: HookClient = {
  verify: ({ identifier, password, caller }) =>
    post(
      '/login',
      { identifier: { type: 'email', value: identifier }, userId: null, password },
      asBearer(caller),
    ),
  settle: ({ caller }, what) =>
    what in EVENTS ? signed(event(EVENTS[what as keyof typeof EVENTS]), caller) : undefined,
  understand(reply, request) {
    if (reply.status !== 200) return 'refused';
    const { action, passwordVerified, user } = reply.json as {
      action: string;
      passwordVerified: unknown;
      user: object;
    };
    const { userId } = JSON.parse(Buffer.from(request.body).toString()) as { userId: string | null };
    if (action !== (userId === null ? 'createUser' : 'updateUser')) throw new Error('409: identity conflict');
    if (Object.keys(user).some((field) => !FIELDS.includes(field))) throw new Error('not a user patch');
    return passwordVerified === true ? 'let-in' : 'refused';
  },
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'refused',
      'technical-error': 'refused',
    },
  },
  told(reply) {
    const { user } = reply.json as { user: { customData: { footbridgeId: string } } };
    return { id: user.customData.footbridgeId };
  },
};

testHook(logto, () => ({ config: CONFIG, client }), openLoginService);

let served: ServedHook | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

/** The hook on a loopback port, before a door that always says this. */
async function serve(answer: Answer): Promise<string> {
  await served?.close();
  served = await serveHook(logto, CONFIG, () => answer);
  return served.url;
}

/** As Logto's worker runs it: an object goes in, what the function returns comes out as JSON. */
async function runAction(url: string, user: { readonly id: string } | null, key = SECRETS[0]) {
  const sandbox = createContext({ fetch, AbortSignal });
  const event = {
    key: 'inlineHook.postFirstFactorVerification',
    interactionEvent: 'SignIn',
    verificationType: 'Password',
    identifier: { type: 'email', value: TYPED },
    user,
    password: 'typed',
  };
  const input = { event, environmentVariables: { FOOTBRIDGE_URL: url, FOOTBRIDGE_KEY: key } };
  const script = `${actionScript(2_000)}; runAction(${JSON.stringify(input)})`;
  const returned: unknown = await runInContext(script, sandbox);
  return returned === undefined ? undefined : JSON.parse(JSON.stringify(returned));
}

describe('the script of the Action', () => {
  it('has Logto create a customer it does not know', async () => {
    expect(await runAction(await serve(ANSWERS.match), null)).toEqual({
      action: 'createUser',
      passwordVerified: true,
      user: {
        name: 'Ann Lee',
        customData: {
          footbridgeId: CUSTOMER.externalId,
          legacyId: '4711',
          attributes: CUSTOMER.identity.attributes,
        },
        profile: { givenName: 'Ann', familyName: 'Lee', locale: 'de-DE', birthdate: '1990-02-03' },
      },
    });
  });

  it('has Logto update the user the ledger knows, and nobody else with the same address', async () => {
    const customer = { ...CUSTOMER, targetId: TARGET_ID };
    const url = await serve({ outcome: 'match', customer });
    expect(await runAction(url, { id: TARGET_ID })).toEqual({
      action: 'updateUser',
      passwordVerified: true,
      user: {},
    });
    expect(await runAction(url, { id: 'a-stranger' })).toBeUndefined();
  });

  it.each(['wrong', 'unknown', 'blocked', 'already-migrated', 'mfa-required'] as const)(
    'returns undefined for "%s": Logto goes on with wrong credentials',
    async (outcome) => {
      expect(await runAction(await serve(ANSWERS[outcome]), { id: TARGET_ID })).toBeUndefined();
    },
  );

  it('throws what holds no password when Footbridge cannot judge, or does not know the caller', async () => {
    const failing = runAction(await serve(ANSWERS['technical-error']), null);
    await expect(failing).rejects.toThrow('Footbridge answered with 503');
    const stranger = runAction(await serve(ANSWERS.match), null, 'another-key-altogether');
    await expect(stranger).rejects.toThrow('Footbridge answered with 401');
  });
});

describe('a webhook of Logto', () => {
  it('about a user of ours says who it is; about anybody else it is taken and forgotten', async () => {
    const session = await logto.open(CONFIG, CONTEXT);
    expect(await session.question(signed(event('User.Created')))).toMatchObject({
      op: 'settle',
      event: 'stored',
      targetId: 'logto-1',
      externalId: CUSTOMER.externalId,
    });
    expect(await session.question(signed(event('User.Created', {})))).toEqual({ status: 200 });
    expect(await session.question(signed(event('User.Data.Updated')))).toEqual({ status: 200 });
  });

  it('is refused when no signing key is configured', async () => {
    const { signingKeys: _, ...without } = CONFIG;
    const session = await logto.open(without, CONTEXT);
    expect(await session.authenticate(signed(event('PostSignIn')))).toMatchObject({ status: 401 });
  });
});
