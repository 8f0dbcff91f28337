import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { ANSWERS, TYPED } from '../contract/customer.ts';
import { get, post, SECRETS, secretOf } from '../contract/sending.ts';
import type { HookReply } from '../hook.ts';
import { type Attempt, type HookClient, testHook, type Verdict } from '../hook-contract.ts';
import { okta } from './index.ts';

const CONFIG = okta.config.parse({ secrets: SECRETS });
const CONTEXT = { secret: () => '', now: Date.now };
const PLACE = { url: 'https://jit.example.com/hooks/okta', migration: 'acme', secretNames: ['OKTA_KEY'] };

/** What Okta sends, by the SDK's types and a payload its users have published. */
function asksAbout({ identifier, password }: Attempt) {
  return {
    eventId: '3o9jBzq1SmOGmmsDsqyyeQ',
    eventTime: '2026-08-22T10:11:12.000Z',
    eventType: 'com.okta.user.credential.password.import',
    eventTypeVersion: '1.0',
    contentType: 'application/json',
    cloudEventVersion: '0.1',
    source: 'https://acme.okta.com/api/v1/inlineHooks/cal123',
    data: {
      context: {
        request: {
          id: 'XiIl6wn7005Rr',
          method: 'POST',
          url: { value: '/api/v1/authn' },
          ipAddress: '203.0.113.9',
        },
        credential: { username: identifier, password },
      },
      action: { credential: 'UNVERIFIED' },
    },
  };
}

const EVENT_TYPES = {
  stored: 'user.import.password',
  changed: 'user.account.update_password',
  reset: 'user.account.reset_password',
  deleted: 'user.lifecycle.delete.initiated',
} as const;

function tells(...events: readonly unknown[]) {
  return {
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: 'https://acme.okta.com/api/v1/eventHooks/who123',
    eventId: 'b5a188b9-5ece-4636-b041-482ffda96311',
    data: { events },
  };
}

function event(eventType: string, result = 'SUCCESS') {
  return {
    uuid: 'a1b2',
    eventType,
    client: { ipAddress: '203.0.113.9' },
    actor: { id: '00uACTOR', type: 'User', alternateId: TYPED },
    outcome: { result },
    target: [
      { id: '0oaAPP', type: 'AppInstance', alternateId: 'shop' },
      { id: '00uANN', type: 'User', alternateId: TYPED },
    ],
  };
}

const client: HookClient = {
  verify: (attempt) => post('/verify', asksAbout(attempt), authorised(attempt.caller)),
  settle: ({ caller }, what) =>
    what === 'changed-in-legacy' || what === 'signed-in'
      ? undefined
      : post('/settle', tells(event(EVENT_TYPES[what])), authorised(caller)),
  understand,
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'refused',
      'mfa-required': 'refused',
      'already-migrated': 'refused',
      'technical-error': 'failed',
    },
  },
};

function authorised(caller: Attempt['caller']) {
  const secret = secretOf(caller);
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
}

/** A status is about the call; a body may hold commands, error and debugContext, and nothing else. */
function understand({ status, json }: HookReply): Verdict {
  if (status >= 300) return 'failed';
  if (status === 204) {
    if (json !== undefined) throw new Error('204 with a body');
    return 'refused';
  }
  const { commands, debugContext: _, ...others } = json as { commands: unknown; debugContext?: unknown };
  if (Object.keys(others).length > 0) throw new Error(`Okta knows no ${Object.keys(others)}`);
  expect(commands).toEqual([{ type: 'com.okta.action.update', value: { credential: expect.any(String) } }]);
  const [{ value }] = commands as [{ value: { credential: string } }];
  if (value.credential === 'VERIFIED') return 'let-in';
  expect(value.credential).toBe('UNVERIFIED');
  return 'refused';
}

testHook(okta, () => ({ config: CONFIG, client }), openLoginService);

describe('a question of Okta', () => {
  it('comes with the address of the customer and the id that stands in its log', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    const asked = await session.question(post('/verify', asksAbout({ identifier: 'ann', password: 'x' })));
    expect(asked).toMatchObject({ by: { address: '203.0.113.9', correlationId: 'XiIl6wn7005Rr' } });
  });

  it('is not read from where only the prose of the guide has the credential', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    const { data, ...rest } = asksAbout({ identifier: 'ann', password: 'x' });
    const { credential, request } = data.context;
    const odd = { ...rest, data: { credential, context: { request } } };
    expect(await session.question(post('/verify', odd))).toMatchObject({ status: 400 });
  });

  it('is repeated by Okta after a 503 and not after a 424', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    const request = await client.verify({ identifier: 'ann', password: 'x' });
    const asked = await session.question(request);
    if ('status' in asked) throw new Error('refused');
    const reply = (retryable: boolean) =>
      session.answer({ outcome: 'technical-error', retryable }, asked, request);
    expect((await reply(true)).status).toBe(503);
    expect((await reply(false)).status).toBe(424);
  });

  it('has in the System Log why somebody is blocked, and not who', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    const request = await client.verify({ identifier: 'ann', password: 'x' });
    const asked = await session.question(request);
    if ('status' in asked) throw new Error('refused');
    const reply = await session.answer(ANSWERS.blocked, asked, request);
    expect(reply.json).toMatchObject({ debugContext: { outcome: 'blocked', reason: 'locked' } });
  });

  it('is taken with the bare value in the header, where the operator wrote it so', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    expect(await session.authenticate(post('/verify', {}, { authorization: SECRETS[0] }))).toBeUndefined();
  });
});

describe("Okta's event hook", () => {
  it('is verified once by an echo of its challenge, and by no long one', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    const asks = (challenge: string) => get('/settle', { 'x-okta-verification-challenge': challenge });
    expect(await session.authenticate(asks('abc'))).toBeUndefined();
    expect(await session.question(asks('abc'))).toEqual({ status: 200, json: { verification: 'abc' } });
    expect(await session.question(asks('a'.repeat(2_000)))).toMatchObject({ status: 400 });
    expect(await session.question(get('/settle'))).toMatchObject({ status: 400 });
  });

  it.each(Object.entries(EVENT_TYPES))(
    'tells "%s" by %s, about the user and not about the application',
    async (fact, type) => {
      const session = await okta.open(CONFIG, CONTEXT);
      expect(await session.question(post('/settle', tells(event(type))))).toMatchObject({
        op: 'settle',
        event: fact,
        targetId: '00uANN',
        identifier: TYPED,
      });
    },
  );

  it('tells several facts in one delivery, and none of what failed or is none of ours', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    const many = tells(
      event('user.import.password'),
      event('user.account.update_password', 'FAILURE'),
      event('application.lifecycle.create'),
      event('user.account.reset_password'),
    );
    expect(await session.question(post('/settle', many))).toMatchObject({
      event: 'stored',
      others: [{ event: 'reset', targetId: '00uANN' }],
    });
    const none = tells(event('application.lifecycle.create'));
    expect(await session.question(post('/settle', none))).toEqual({ status: 204 });
  });

  it('does not take a session for a password: it may have begun at another provider', async () => {
    const session = await okta.open(CONFIG, CONTEXT);
    expect(await session.question(post('/settle', tells(event('user.session.start'))))).toEqual({
      status: 204,
    });
  });
});

describe('the OAuth channel', () => {
  it('lets in a token of the issuer for us and this client, and no other', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const keys = createServer((_, reply) =>
      reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] })),
    );
    await new Promise<void>((listening) => keys.listen(0, '127.0.0.1', listening));
    const { port } = keys.address() as AddressInfo;
    const oauth = {
      issuer: 'https://issuer.example.com',
      audience: 'footbridge',
      jwksUrl: `http://127.0.0.1:${port}/keys`,
      clientId: 'okta-client',
    };
    const session = await okta.open(okta.config.parse({ oauth }), CONTEXT);
    const sign = (
      claims: Record<string, unknown>,
      changed: { audience?: string; issuer?: string; age?: number } = {},
    ) =>
      new SignJWT({ cid: 'okta-client', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(changed.issuer ?? oauth.issuer)
        .setAudience(changed.audience ?? oauth.audience)
        .setExpirationTime(Math.floor(Date.now() / 1_000) + 300 - (changed.age ?? 0))
        .sign(privateKey);
    const calls = async (token: string) =>
      (await session.authenticate(post('/verify', {}, { authorization: `Bearer ${token}` })))?.status;
    try {
      expect(await calls(await sign({}))).toBeUndefined();
      expect(await calls(await sign({ cid: 'another' }))).toBe(401);
      expect(await calls(await sign({}, { audience: 'another' }))).toBe(401);
      expect(await calls(await sign({}, { issuer: 'https://another.example.com' }))).toBe(401);
      expect(await calls(await sign({}, { age: 600 }))).toBe(401);
      expect(await calls('eyJhbGciOiJub25lIn0.e30.')).toBe(401);
      expect(await calls('no token at all')).toBe(401);
    } finally {
      await new Promise((closed) => keys.close(closed));
    }
  });

  it('is an alternative to secrets; with neither there is no hook', () => {
    expect(okta.config.safeParse({}).success).toBe(false);
  });
});

describe('what is printed for Okta', () => {
  it('is JSON that its API takes, with the two addresses and the name of the secret', () => {
    const files = okta.instructions(CONFIG, PLACE).map(({ content = '' }) => JSON.parse(content));
    expect(files[0].channel.config).toMatchObject({
      uri: `${PLACE.url}/verify`,
      authScheme: { type: 'HEADER', key: 'Authorization', value: 'Bearer <value of OKTA_KEY>' },
    });
    expect(files[2]).toMatchObject({
      events: { type: 'EVENT_TYPE', items: Object.values(EVENT_TYPES) },
      channel: { config: { uri: `${PLACE.url}/settle` } },
    });
  });
});
