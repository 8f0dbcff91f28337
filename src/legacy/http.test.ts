import { afterEach, describe, expect, it } from 'vitest';
import {
  type ScriptedHttp,
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedHttp,
} from '../../test/servers/scripted-http.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { http } from './http.ts';
import type { LegacyAnswer, LegacyIdentifier } from './legacy.ts';
import { testLegacy } from './legacy-contract.ts';

const SECRET = 'Bearer our-own-key-in-the-shop';
const ANA = { id: 'c-1', email: 'ana@example.com', password: 'Tr0ub4dor&3' };
const BERT = { id: 'c-2', email: 'bert@example.com', password: 'Straßenbahn é' };
const CUSTOMERS = [ANA, BERT];

const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
});

/** A shop whose login says 200, 401 and 404. */
function ordinaryShop({ method, headers, url, body }: ScriptedRequest): ScriptedReply {
  if (method === 'HEAD') return { status: 405 };
  if (headers.authorization !== SECRET) return { status: 401 };
  const [, asked] = /^\/customers\/(.*)$/.exec(decodeURIComponent(url)) ?? [];
  const { login, secret } = asked === undefined ? JSON.parse(body) : { login: asked };
  const known = CUSTOMERS.find(({ email }) => email === login);
  if (known === undefined) return { status: 404 };
  if (asked === undefined && known.password !== secret) return { status: 401 };
  return { status: 200, body: { customer: { id: known.id, email: known.email, plan: 'gold' } } };
}

testLegacy(http, async () => {
  const shop = await startScriptedHttp(ordinaryShop);
  const at = (port: number) => ({
    url: `http://127.0.0.1:${port}/login`,
    json: { login: '{identifier}', secret: '{password}' },
    authorization: SECRET,
    profile: 'customer',
    lookup: { url: `http://127.0.0.1:${port}/customers/{key}` },
  });
  return {
    config: at(shop.port),
    at,
    customer: { type: 'email', identifier: ANA.email, password: ANA.password, sourceId: ANA.id },
    accented: { type: 'email', identifier: BERT.email, password: BERT.password, sourceId: BERT.id },
    stranger: 'nobody@example.com',
    strangerIs: 'unknown',
    arrived: () => shop.requests.length,
    secrets: [SECRET],
    end: () => shop.stop(),
  };
});

const WHO: LegacyIdentifier = { type: 'email', value: 'Ana@example.com', key: 'ana@example.com' };

async function asking(
  shop: ScriptedHttp,
  config: object = {},
  who: LegacyIdentifier = WHO,
  op: 'verify' | 'lookup' = 'verify',
  password = 'p&=w "q"',
): Promise<LegacyAnswer> {
  const url = `http://127.0.0.1:${shop.port}/login`;
  const session = await http.open(http.config.parse({ url, ...config }), { folder: '.', secret: () => '' });
  stopping.push(() => session.close(), shop.stop);
  const signal = AbortSignal.timeout(5_000);
  if (op === 'lookup' && session.lookup !== undefined) return session.lookup(who, signal);
  return session.verify(who, new TypedPassword(password), { address: '203.0.113.9' }, signal);
}

describe('what the http legacy sends', () => {
  const always = () => ({ status: 200, body: { id: 7 } });

  it('is identifier and password as JSON where nothing else is said', async () => {
    const shop = await startScriptedHttp(always);
    expect(await asking(shop)).toEqual({ outcome: 'match', profile: { sourceId: '7', fields: { id: 7 } } });
    const [request] = shop.requests;
    expect(JSON.parse(request?.body ?? '')).toEqual({ identifier: 'Ana@example.com', password: 'p&=w "q"' });
    expect(request?.url).toBe('/login');
  });

  it('is a form where the legacy has one, with every sign encoded', async () => {
    const shop = await startScriptedHttp(always);
    await asking(shop, { form: { log: '{key}', pwd: '{password}', go: '1' } });
    expect(Object.fromEntries(new URLSearchParams(shop.requests[0]?.body))).toEqual({
      log: 'ana@example.com',
      pwd: 'p&=w "q"',
      go: '1',
    });
  });

  it('is HTTP Basic in UTF-8 where the legacy wants that, and no name with a colon', async () => {
    const shop = await startScriptedHttp(always);
    await asking(shop, { basic: true, method: 'GET' });
    const [, encoded = ''] = shop.requests[0]?.headers.authorization?.split(' ') ?? [];
    expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe('Ana@example.com:p&=w "q"');
    const colon = { ...WHO, value: 'a:b' };
    expect(await asking(shop, { basic: true }, colon)).toMatchObject({ retryable: false });
    expect(shop.requests).toHaveLength(1);
  });

  it('spells letters with accents as the settings say', async () => {
    const sent = async (config: object) => {
      const shop = await startScriptedHttp(always);
      await asking(shop, config, WHO, 'verify', 'e\u0301\ufb01');
      return JSON.parse(shop.requests[0]?.body ?? '').password;
    };
    expect(await sent({})).toBe('e\u0301\ufb01');
    expect(await sent({ unicode: 'NFC' })).toBe('\u00e9\ufb01');
    expect(await sent({ unicode: 'NFKC' })).toBe('\u00e9fi');
  });

  it('has the address of the customer in a header, for systems that count attempts by it', async () => {
    const shop = await startScriptedHttp(always);
    const headers = { 'X-Forwarded-For': '{address}', 'x-agent': '{userAgent}', 'x-who': '{identifier}' };
    await asking(shop, { headers }, { ...WHO, value: 'ana\r\nx-admin: 1' });
    expect(shop.requests[0]?.headers).toMatchObject({
      'x-forwarded-for': '203.0.113.9',
      'x-who': 'ana%0D%0Ax-admin: 1',
    });
    expect(shop.requests[0]?.headers).not.toHaveProperty('x-agent');
    expect(shop.requests[0]?.headers).not.toHaveProperty('x-admin');
  });

  it('keeps an identifier inside its part of the address, whatever it holds', async () => {
    const shop = await startScriptedHttp(always);
    const url = `http://127.0.0.1:${shop.port}/users/{identifier}/login`;
    await asking(shop, { url }, { ...WHO, value: '../admin?x=%2e#é' });
    expect(shop.requests[0]?.url).toBe('/users/..%2Fadmin%3Fx%3D%252e%23%C3%A9/login');
    expect(await asking(shop, { url }, { ...WHO, value: '..' })).toMatchObject({ retryable: false });
    expect(shop.requests).toHaveLength(1);
  });
});

describe('what an answer means', () => {
  const answering = async (status: number, body?: unknown, config: object = {}, headers = {}) => {
    const shop = await startScriptedHttp(() => ({ status, body, headers }));
    return asking(shop, config);
  };

  it.each([
    [401, { outcome: 'wrong' }],
    [403, { outcome: 'wrong' }],
    [404, { outcome: 'unknown' }],
    [410, { outcome: 'unknown' }],
    [423, { outcome: 'blocked', reason: 'locked' }],
    [400, { outcome: 'technical-error', retryable: false, found: '400' }],
    [500, { outcome: 'technical-error', retryable: true, found: '500' }],
    [503, { outcome: 'technical-error', retryable: true, found: '503' }],
  ])('%i is %j where no rule says otherwise', async (status, expected) => {
    expect(await answering(status)).toEqual(expected);
  });

  it('passes on how long to wait, in seconds', async () => {
    const answer = await answering(429, undefined, {}, { 'retry-after': '17' });
    expect(answer).toEqual({ outcome: 'technical-error', retryable: true, found: '429', after: 17 });
  });

  it('follows no redirect: the password would go where it leads', async () => {
    const elsewhere = await startScriptedHttp(() => ({ status: 200, body: { id: 1 } }));
    stopping.push(elsewhere.stop);
    for (const status of [301, 302, 303, 307, 308]) {
      const location = `http://127.0.0.1:${elsewhere.port}/`;
      const answer = await answering(status, undefined, {}, { location });
      expect(answer).toMatchObject({ outcome: 'technical-error', retryable: false });
    }
    expect(elsewhere.requests).toEqual([]);
  });

  it('lets nobody in by a page that says 200 and no id, as a proxy writes it', async () => {
    expect(await answering(200, '<html>Sign in</html>')).toMatchObject({ outcome: 'technical-error' });
    expect(await answering(200, { id: '' })).toMatchObject({ outcome: 'technical-error' });
    expect(await answering(200, { id: 2 ** 53 })).toMatchObject({ outcome: 'technical-error' });
  });

  it('goes by the rules of a legacy that always says 200', async () => {
    const answers = [
      { where: { ok: true, 'user.twoFactor': true }, outcome: 'mfa-required' },
      {
        where: { ok: true, 'user.mustChange': true },
        outcome: 'match-must-change',
        reason: 'temporary-in-legacy',
      },
      { where: { ok: true }, outcome: 'match' },
      { where: { 'errors[*].code': ['bad_password', 'bad_pin'] }, outcome: 'wrong' },
      { where: { 'errors[*].code': 'no_such_user' }, outcome: 'unknown' },
      { where: { 'errors[*].code': 'unconfirmed' }, outcome: 'blocked', reason: 'unverified' },
    ];
    const config = { answers, profile: 'user' };
    const user = { id: 5, name: 'Ana' };
    expect(await answering(200, { ok: true, user }, config)).toEqual({
      outcome: 'match',
      profile: { sourceId: '5', fields: user },
    });
    expect(await answering(200, { ok: true, user: { ...user, mustChange: true } }, config)).toMatchObject({
      outcome: 'match-must-change',
      reason: 'temporary-in-legacy',
    });
    expect(await answering(200, { ok: true, user: { ...user, twoFactor: true } }, config)).toMatchObject({
      outcome: 'mfa-required',
      profile: { sourceId: '5' },
    });
    const failed = (code: string) => answering(200, { ok: false, errors: [{ code }] }, config);
    expect(await failed('bad_pin')).toEqual({ outcome: 'wrong' });
    expect(await failed('no_such_user')).toEqual({ outcome: 'unknown' });
    expect(await failed('unconfirmed')).toEqual({ outcome: 'blocked', reason: 'unverified' });
    // No rule fits: with a rule that says what a match is, status 200 alone lets nobody in.
    expect(await answering(200, { ok: 'true', user }, config)).toMatchObject({ outcome: 'technical-error' });
  });

  it('reads no more of an answer than it was allowed to', async () => {
    const answer = await answering(200, { id: 1, more: 'x'.repeat(2_000) }, { largestAnswer: 1_000 });
    expect(answer).toMatchObject({ outcome: 'technical-error', retryable: false });
  });

  it('waits no longer than it was allowed to', async () => {
    const shop = await startScriptedHttp(() => 'silence');
    const started = performance.now();
    expect(await asking(shop, { timeout: 100 })).toMatchObject({
      outcome: 'technical-error',
      retryable: true,
    });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(shop.requests).toHaveLength(1);
  });

  it('asks once and not again when the connection breaks', async () => {
    const shop = await startScriptedHttp(() => 'break');
    expect(await asking(shop)).toMatchObject({ outcome: 'technical-error', retryable: true });
    expect(shop.requests).toHaveLength(1);
  });

  it('takes a 401 to a lookup for a refusal of our own credentials', async () => {
    const shop = await startScriptedHttp(() => ({ status: 401 }));
    const lookup = { url: `http://127.0.0.1:${shop.port}/customers?email={key}` };
    expect(await asking(shop, { lookup }, WHO, 'lookup')).toMatchObject({ outcome: 'technical-error' });
    expect(shop.requests[0]?.url).toBe('/customers?email=ana%40example.com');
  });
});

describe('the settings of the http legacy', () => {
  const parse = (config: object) => http.config.safeParse({ url: 'https://shop.example/login', ...config });

  it.each([
    ['a password in the address', { url: 'https://shop.example/login?p={password}' }],
    ['a password in a header', { headers: { 'x-password': '{password}' } }],
    ['a host that the identifier chooses', { url: 'https://{identifier}.example/login' }],
    ['a body without a password', { json: { user: '{identifier}' } }],
    ['a place that is none', { json: { user: '{login}', password: '{password}' } }],
    ['two bodies', { json: { p: '{password}' }, form: { p: '{password}' } }],
    ['a password in a GET', { method: 'GET' }],
    ['passwords in the clear to another machine', { url: 'http://shop.example/login' }],
    ['a lookup in the clear', { lookup: { url: 'http://shop.example/{key}' } }],
    ['a path that is none', { id: 'user..id' }],
  ])('refuse %s', (_, config) => {
    expect(parse(config).success).toBe(false);
  });

  it('accept the clear where the operator says that the network is protected', () => {
    expect(parse({ url: 'http://shop.internal/login', insecure: true }).success).toBe(true);
    expect(parse({ url: 'http://127.0.0.1:8080/login' }).success).toBe(true);
  });
});
