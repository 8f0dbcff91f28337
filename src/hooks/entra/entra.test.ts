/**
 * A tenant of the tests: it publishes keys, signs tokens and encrypts passwords as Entra does. Contract tests: nobody
 * can run Entra here.
 *
 * @module
 */
import { createServer } from 'node:http';
import fc from 'fast-check';
import {
  CompactEncrypt,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLoginService } from '../../../test/login-service.ts';
import { ANSWERS } from '../contract/customer.ts';
import type { HookRequest, HookSession } from '../hook.ts';
import { isReply } from '../hook.ts';
import { type Attempt, type Caller, type HookClient, testHook } from '../hook-contract.ts';
import { entra } from './index.ts';
import { readPasswordContext } from './password-context.ts';

const TENANT_ID = '7d1f0c6e-9c1b-4b0a-8a52-2f4a1de0c001';
const APP_ID = '3c21a1f2-5b8a-4d0a-9a36-2f5b1d7e9a10';
const MICROSOFT = '99045fe1-7639-4a75-9d4a-577b6ca3810f';
const ISSUER = `https://${TENANT_ID}.ciamlogin.com/${TENANT_ID}/v2.0`;

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

interface Change {
  readonly bearer?: Readonly<Record<string, unknown>>;
  readonly inner?: Readonly<Record<string, unknown>>;
  readonly zip?: boolean;
  /** Encrypted for a certificate that is not ours. */
  readonly elsewhere?: boolean;
  readonly kid?: string;
  readonly alg?: string;
  readonly key?: KeyPair['privateKey'];
}

/** One tenant for all tests: RSA keys take long to make. */
const tenant = await startTenant();
afterAll(() => tenant.stop());

async function startTenant() {
  const make = () => generateKeyPair('RSA-OAEP', { extractable: true });
  const sign = () => generateKeyPair('RS256', { extractable: true });
  const [newest, previous, elsewherePair] = await Promise.all([make(), make(), make()]);
  const [signing, signingBefore, signingStranger] = await Promise.all([sign(), sign(), sign()]);
  const published = new Map<string, KeyPair>([
    ['newest', signing],
    ['previous', signingBefore],
  ]);
  let isDown = false;
  let fetches = 0;
  const server = createServer(async (_, response) => {
    fetches += 1;
    if (isDown) return void response.writeHead(503).end();
    const keys = await Promise.all(
      [...published].map(async ([kid, { publicKey }]) => ({
        ...(await exportJWK(publicKey)),
        kid,
        use: 'sig',
      })),
    );
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  const encryption = { newest, previous, stranger: newest, nobody: newest };
  const signers = { newest: signing, previous: signingBefore, stranger: signingStranger, nobody: signing };
  const config = entra.config.parse({
    tenantId: TENANT_ID,
    tenant: 'acme',
    appId: APP_ID,
    keys: [await exportPKCS8(newest.privateKey), await exportPKCS8(previous.privateKey)],
    keysUrl: `http://127.0.0.1:${address.port}/keys`,
  });
  return {
    config,
    published,
    newSigner: sign,
    get fetches() {
      return fetches;
    },
    setDown(down: boolean) {
      isDown = down;
    },
    async bearer(caller: Caller, at: number, { bearer, key, kid, alg }: Change) {
      const seconds = Math.floor(at / 1_000);
      return new SignJWT({ azp: MICROSOFT, ver: '2.0', ...bearer })
        .setProtectedHeader({ alg: alg ?? 'RS256', kid: kid ?? (caller === 'stranger' ? 'newest' : caller) })
        .setIssuer(String(bearer?.iss ?? ISSUER))
        .setAudience(String(bearer?.aud ?? APP_ID))
        .setNotBefore(seconds)
        .setExpirationTime(seconds + 1)
        .sign(key ?? signers[caller].privateKey);
    },
    async jwe(caller: Caller, attempt: Attempt, at: number, { inner, zip = true, elsewhere }: Change) {
      const seconds = Math.floor(at / 1_000);
      const claims = {
        iss: 'https://login.microsoftonline.com',
        aud: `api://jit.example.com/${APP_ID}`,
        iat: seconds,
        nbf: seconds,
        exp: seconds + 600,
        'user-password': attempt.password,
        username: attempt.identifier,
        nonce: crypto.randomUUID(),
        ...inner,
      };
      return new CompactEncrypt(new TextEncoder().encode(new UnsecuredJWT(claims).encode()))
        .setProtectedHeader({
          alg: 'RSA-OAEP',
          enc: 'A128CBC-HS256',
          x5t: 'thumb',
          ...(zip && { zip: 'DEF' }),
        })
        .encrypt(elsewhere === true ? elsewherePair.publicKey : encryption[caller].publicKey);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function submit(attempt: Attempt, change: Change = {}): Promise<HookRequest> {
  const { caller = 'newest', at = Date.now(), targetId = 'user-1' } = attempt;
  const token = await tenant.bearer(caller, at, change);
  return {
    method: 'POST',
    path: '/',
    query: {},
    headers: {
      'content-type': 'application/json',
      ...(caller !== 'nobody' && { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(
      JSON.stringify({
        type: 'microsoft.graph.authenticationEvent.passwordSubmit',
        source: `/tenants/${TENANT_ID}/applications/x`,
        data: {
          '@odata.type': 'microsoft.graph.onPasswordSubmitCalloutData',
          tenantId: TENANT_ID,
          authenticationEventListenerId: 'l',
          customAuthenticationExtensionId: 'c',
          encryptedPasswordContext: await tenant.jwe(caller, attempt, at, change),
          authenticationContext: {
            correlationId: 'corr-1',
            protocol: 'OAUTH2.0',
            client: { ip: '203.0.113.9', locale: 'en-us', market: 'en-us' },
            clientServicePrincipal: {
              id: 's',
              appId: 'shop-app',
              appDisplayName: 'Shop',
              displayName: 'Shop',
            },
            resourceServicePrincipal: null,
            user: { id: targetId, mail: 'ann.lee@example.com', preferredLanguage: null },
          },
          userSignUpInfo: null,
          otpContext: null,
        },
      }),
    ),
  };
}

const VERDICTS = {
  MigratePassword: 'let-in',
  UpdatePassword: 'let-in-must-change',
  Retry: 'refused',
  Block: 'blocked',
} as const;

const client: HookClient = {
  verify: submit,
  whom: ({ identifier, targetId }) => ({ identifier, targetId }),
  understand(reply) {
    if (reply.status !== 200) return 'failed';
    const { data } = reply.json as { data: { actions: { '@odata.type': string }[]; nonce: string } };
    if (data.nonce === '') throw new Error('the nonce did not come back');
    const [name] = Object.entries(VERDICTS).find(([action]) =>
      data.actions[0]?.['@odata.type'].endsWith(`.${action}`),
    ) ?? ['none'];
    return VERDICTS[name as keyof typeof VERDICTS];
  },
  concludes: {
    verify: {
      match: 'let-in',
      'match-must-change': 'let-in-must-change',
      wrong: 'refused',
      unknown: 'refused',
      blocked: 'blocked',
      'mfa-required': 'blocked',
      'already-migrated': 'refused',
      'technical-error': 'failed',
    },
  },
  tolerates: 300_000,
};

testHook(entra, () => ({ config: tenant.config, client }), openLoginService);

describe('a request of Entra', () => {
  const ATTEMPT: Attempt = { identifier: 'ann.lee@example.com', password: 'typed' };
  let session: HookSession;
  let now = Date.now();
  const open = () => entra.open(tenant.config, { secret: () => '', now: () => now });
  beforeAll(async () => {
    session = await open();
  });

  async function outcome(request: HookRequest, asked = session) {
    const refused = await asked.authenticate(request);
    if (refused !== undefined) return refused.status;
    const question = await asked.question(request);
    return isReply(question) ? question.status : question.op;
  }

  it('that only looks whether somebody is there is answered with 200', async () => {
    const request = { ...(await submit(ATTEMPT)), method: 'GET', headers: {}, body: new Uint8Array() };
    expect(await outcome(request)).toBe(200);
  });

  it('is read with and without compression, and says where the customer sits', async () => {
    for (const zip of [true, false]) {
      const question = await session.question(await submit(ATTEMPT, { zip }));
      expect(question).toMatchObject({
        identifier: ATTEMPT.identifier,
        targetId: 'user-1',
        by: { address: '203.0.113.9', application: 'shop-app', correlationId: 'corr-1' },
      });
    }
  });

  it('gets its own nonce back', async () => {
    const request = await submit(ATTEMPT, { inner: { nonce: 'this-one' } });
    const question = await session.question(request);
    if (isReply(question)) throw new Error('refused');
    expect(await session.answer(ANSWERS.match, question, request)).toEqual({
      status: 200,
      json: {
        data: {
          '@odata.type': 'microsoft.graph.onPasswordSubmitResponseData',
          actions: [{ '@odata.type': 'microsoft.graph.passwordsubmit.MigratePassword' }],
          nonce: 'this-one',
        },
      },
    });
  });

  it('is answered in the other spelling where the operator says so', async () => {
    const other = await entra.open(
      { ...tenant.config, actionPrefix: 'passwordSubmit' },
      { secret: () => '', now: Date.now },
    );
    const request = await submit(ATTEMPT);
    const question = await other.question(request);
    if (isReply(question)) throw new Error('refused');
    const reply = await other.answer(ANSWERS.wrong, question, request);
    expect(JSON.stringify(reply)).toContain('microsoft.graph.passwordSubmit.Retry');
  });

  it.each([
    ['for another app', { aud: 'c0ffee00-0000-4000-8000-000000000000' }, 401],
    ['of another tenant', { iss: 'https://evil.ciamlogin.com/x/v2.0' }, 401],
    ['asked for by another app of the same tenant', { azp: APP_ID }, 403],
    [
      'asked for by another app, in the words of version 1',
      { ver: '1.0', azp: MICROSOFT, appid: APP_ID },
      403,
    ],
  ])('with a token %s is refused', async (_, bearer, status) => {
    expect(await outcome(await submit(ATTEMPT, { bearer }))).toBe(status);
  });

  it('with a token of version 1, or for the app by its URI, is taken', async () => {
    const bearer = { ver: '1.0', azp: undefined, appid: MICROSOFT, aud: `api://jit.example.com/${APP_ID}` };
    expect(await outcome(await submit(ATTEMPT, { bearer }))).toBe('verify');
  });

  it('with a token that is not signed, or signed by a secret, is refused', async () => {
    const claims = { azp: MICROSOFT, ver: '2.0', iss: ISSUER, aud: APP_ID, exp: 9e9, nbf: 1 };
    const request = await submit(ATTEMPT);
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'newest' })
      .sign(new TextEncoder().encode('a shared secret of at least 32 bytes'));
    for (const token of [new UnsecuredJWT(claims).encode(), hmac]) {
      const headers = { authorization: `Bearer ${token}` };
      expect(await outcome({ ...request, headers })).toBe(401);
    }
  });

  it.each([
    ['for somebody else', { aud: 'api://evil.example.com/c0ffee00-0000-4000-8000-000000000000' }],
    ['that is over', { exp: Math.floor(Date.now() / 1_000) - 301 }],
    ['without a nonce', { nonce: undefined }],
    ['without a password', { 'user-password': undefined }],
  ])('with an inner token %s is refused', async (_, inner) => {
    expect(await outcome(await submit(ATTEMPT, { inner }))).toBe(400);
  });

  it('with an inner token that inflates to a megabyte is refused', async () => {
    expect(await outcome(await submit({ ...ATTEMPT, password: 'x'.repeat(1_000_000) }))).toBe(400);
  });

  it('encrypted for another certificate is refused', async () => {
    expect(await outcome(await submit(ATTEMPT, { elsewhere: true }))).toBe(400);
  });

  it('may come once more, as Entra repeats it, and not a third time', async () => {
    const request = await submit(ATTEMPT);
    expect([await outcome(request), await outcome(request), await outcome(request)]).toEqual([
      'verify',
      'verify',
      403,
    ]);
  });

  it('is judged by the keys of today: one the tenant adds is found, and not looked for at every forgery', async () => {
    const asked = await open();
    tenant.published.set('next', await tenant.newSigner());
    const key = tenant.published.get('next')?.privateKey;
    if (key === undefined) throw new Error('no key');
    const before = tenant.fetches;
    const request = await submit(ATTEMPT, { kid: 'next', key });
    expect(await outcome(request, asked)).toBe(401);
    expect(tenant.fetches).toBe(before);

    now += 31_000;
    expect(await outcome(request, asked)).toBe('verify');
    for (let forged = 0; forged < 5; forged += 1)
      expect(await outcome(await submit(ATTEMPT, { kid: `forged-${forged}` }), asked)).toBe(401);
    expect(tenant.fetches).toBe(before + 1);
    now -= 31_000;
  });

  it('is put off, not refused, while the keys of the tenant cannot be had', async () => {
    tenant.setDown(true);
    const asked = await open();
    expect(await outcome(await submit(ATTEMPT), asked)).toBe(503);
    tenant.setDown(false);
    expect(await outcome(await submit(ATTEMPT), asked)).toBe('verify');
    tenant.setDown(true);
    now += 2 * 3_600_000;
    const later = await submit({ ...ATTEMPT, at: now });
    expect(await outcome(later, asked), 'old keys go on counting').toBe('verify');
    tenant.setDown(false);
    now -= 2 * 3_600_000;
  });
});

it('an encrypted context that is none, or was changed anywhere, is nothing and no exception', async () => {
  const key = await importPKCS8(tenant.config.keys[0] ?? '', 'RSA-OAEP');
  const whole = await tenant.jwe('newest', { identifier: 'ann', password: 'typed' }, Date.now(), {});
  const damaged = fc.nat(whole.length - 1).map((at) => `${whole.slice(0, at)}~${whole.slice(at + 1)}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), damaged), async (text) => {
      expect(await readPasswordContext(text, tenant.config, [key], Date.now())).toBeUndefined();
    }),
  );
  expect(await readPasswordContext(whole, tenant.config, [key], Date.now())).toMatchObject({
    username: 'ann',
  });
});

it('a private key that is none stops the hook without being said', async () => {
  const config = { ...tenant.config, keys: ['-----BEGIN RSA PRIVATE KEY----- no-such-key'] };
  const opened = entra.open(config, { secret: () => '', now: Date.now });
  await expect(opened).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(opened).rejects.not.toThrow('no-such-key');
});
