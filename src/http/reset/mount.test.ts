import { type FastifyInstance, fastify } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  GOOD_TOKEN,
  NOW,
  openTestPage,
  type ScriptedJourneys,
  scriptJourneys,
  VIEWS,
} from '../../../test/scripted-journeys.ts';
import { mountResetPage } from './mount.ts';
import type { ResetPage } from './open-page.ts';

let journeys: ScriptedJourneys;
let page: ResetPage;
let app: FastifyInstance;
let failures: unknown[];

beforeEach(() => {
  journeys = scriptJourneys();
  page = openTestPage(journeys);
  failures = [];
  app = appOf(page);
});

function appOf(mounted: ResetPage): FastifyInstance {
  const made = fastify({ logger: false, exposeHeadRoutes: false, bodyLimit: 16_384 });
  mountResetPage(made, mounted, { failed: (_where, error) => failures.push(error) });
  return made;
}

const HERE = { 'sec-fetch-site': 'same-origin' };

function get(url: string, headers: Record<string, string> = {}) {
  return app.inject({ method: 'GET', url, headers });
}

function post(url: string, fields: Record<string, string>, headers: Record<string, string> = HERE) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
}

/** Opens the link and presses the button. */
async function begin(language = 'en') {
  const answer = await post(`/reset/begin?language=${language}`, { token: GOOD_TOKEN });
  const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
  const shown = await get('/reset/step', { cookie });
  const form = /name="form" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
  return { answer, cookie, form, shown };
}

const asked = () => journeys.asked.map(({ what }) => what);

describe('a link', () => {
  it('that is opened begins nothing, sets no cookie, and is never in a Referer', async () => {
    const shown = await get(`/reset/go/${GOOD_TOKEN}`);
    expect(shown.statusCode).toBe(200);
    expect(shown.headers['set-cookie']).toBeUndefined();
    expect(shown.headers['referrer-policy']).toBe('no-referrer');
    expect(asked()).toEqual(['look']);
    expect(shown.body).toContain('Set up your new sign-in');
  });

  it('leaves the address at the first button, and is in no page after it', async () => {
    const { answer, shown } = await begin();
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/reset/step');
    expect(`${JSON.stringify(answer.headers)}${shown.body}`).not.toContain(GOOD_TOKEN);
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-journey=[\w-]+; Max-Age=1800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  it('that is wrong says the same whatever is wrong about it, and offers a new one', async () => {
    const one = await get(`/reset/go/${'w'.repeat(43)}`);
    const other = await get(`/reset/go/${'x'.repeat(43)}`);
    expect(one.statusCode).toBe(404);
    expect(one.body.replaceAll('w'.repeat(43), '')).toBe(other.body.replaceAll('x'.repeat(43), ''));
    expect(one.body).toContain('action="/reset/new-link?language=en"');
  });

  it('that a mail program broke is a page for its customer, and not words for machines', async () => {
    for (const broken of ['', `${GOOD_TOKEN}/`, `${GOOD_TOKEN}/and-more`]) {
      const shown = await get(`/reset/go/${broken}`);
      expect(shown.statusCode).toBe(404);
      expect(shown.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(shown.body).toContain('action="/reset/new-link?language=en"');
    }
  });

  it('of any length or content is answered without asking for more than it is', async () => {
    for (const token of [
      '%00',
      '%ff',
      '..%2f..%2fetc',
      'a'.repeat(10_000),
      '%3Cscript%3E',
      '%0d%0aset-cookie:x',
    ]) {
      const shown = await get(`/reset/go/${token}`);
      expect([400, 404, 414]).toContain(shown.statusCode);
      expect(shown.body).not.toContain('<script>');
      expect(shown.headers['set-cookie']).toBeUndefined();
    }
  });

  it('is said to be there to a scanner that only asks whether it is, which opens nothing', async () => {
    const answer = await app.inject({ method: 'HEAD', url: `/reset/go/${GOOD_TOKEN}` });
    expect(answer.statusCode).toBe(200);
    expect(asked()).toEqual([]);
  });
});

describe('every page', () => {
  it.each([
    '/reset/go/x',
    '/reset/',
    '/reset',
    '/reset/step',
    '/reset/voice',
    '/reset/sent',
    '/reset/done/passkey',
  ])('%s may load from us alone, is framed by nobody and kept by nobody', async (url) => {
    const { headers } = await get(url);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(headers['permissions-policy']).toContain('publickey-credentials-create=(self)');
  });

  it.each(Object.entries(VIEWS))(
    '%s has no inline script, style or handler and no address of others',
    async (_, view) => {
      const { cookie } = await begin();
      journeys.say({ stand: view });
      const { body } = await get('/reset/step', { cookie });
      expect(body).not.toMatch(/<style|style=|<script(?! src="\/reset\/assets\/)| on[a-z]+=/);
      const loaded = [...body.matchAll(/<(?:img|script|link|iframe|source)[^>]*(?:src|href)="([^"]+)"/g)];
      for (const [, address] of loaded) expect(address).toMatch(/^\/reset\/assets\//);
    },
  );

  it('that breaks says so in words, with nothing of why', async () => {
    journeys.look = () => Promise.reject(new Error('hunter2'));
    const shown = await get(`/reset/go/${GOOD_TOKEN}`);
    expect(shown.statusCode).toBe(500);
    expect(shown.body).toContain('Something went wrong here');
    expect(shown.body).not.toContain('hunter2');
    expect(failures).toHaveLength(1);
  });
});

describe('the language', () => {
  it.each([
    ['of the browser', '/reset/voice', 'fr-CA,fr;q=0.9,en;q=0.5', 'fr'],
    ['asked for', '/reset/voice?language=ja', 'de', 'ja'],
    ['of the operator, where the browser has none of ours', '/reset/voice', 'nl, pl;q=0.8, *;q=0.1', 'en'],
    ['of the browser, where the one asked for is none', '/reset/voice?language=%3Cb%3E', 'es', 'es'],
  ])('is that %s', async (_, url, accept, language) => {
    const { body } = await get(url, { 'accept-language': accept });
    expect(body).toContain(`<html lang="${language}">`);
  });

  it('chosen on the first page stays, is changed on the way, and is that of the last page', async () => {
    const { cookie, form, shown } = await begin('de');
    expect(shown.body).toContain('<html lang="de">');
    const changed = await get('/reset/step?language=es', { cookie, 'accept-language': 'fr' });
    expect(changed.body).toContain('<html lang="es">');
    const newCookie = String(changed.headers['set-cookie']).split(';', 1)[0] ?? '';
    journeys.say({ password: VIEWS.done });
    journeys.session = undefined;
    const ended = await post(
      '/reset/password',
      { form, password: 'a long enough password' },
      { ...HERE, cookie: newCookie },
    );
    expect(ended.headers.location).toBe('/reset/done/passkey?language=es');
  });
});

describe('a form', () => {
  const password = 'several words in a row';

  it('is carried out once it comes from a page of this session', async () => {
    const { cookie, form } = await begin();
    journeys.say({ password: VIEWS.factor });
    const answer = await post('/reset/password', { form, password }, { ...HERE, cookie });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/reset/step');
    expect(asked()).toContain('password');
  });

  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }, {}],
    ['from another host of the same domain', { 'sec-fetch-site': 'same-site' }, {}],
    ['of an old browser from another origin', { origin: 'https://evil.example' }, {}],
    ['without what its page carries', HERE, { form: '' }],
    ['with what another page carries', HERE, { form: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['without a cookie', HERE, { cookie: '' }],
  ])('%s does nothing', async (_, headers, changed: { form?: string; cookie?: string }) => {
    const { cookie, form } = await begin();
    const before = asked().length;
    const answer = await post(
      '/reset/password',
      { form: changed.form ?? form, password },
      { ...(headers as Record<string, string>), cookie: changed.cookie ?? cookie },
    );
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('This page was open too long');
    expect(asked()).toHaveLength(before);
  });

  it('of an old browser, which says nothing of where it comes from, is judged by what it carries', async () => {
    const { cookie, form } = await begin();
    const answer = await post('/reset/password', { form, password }, { origin: 'null', cookie });
    expect(asked()).toContain('password');
    expect(answer.statusCode).toBe(303);
  });

  it('with the cookie of another customer does nothing', async () => {
    const [mine, theirs] = [await begin(), await begin()];
    const answer = await post(
      '/reset/password',
      { form: mine.form, password },
      { ...HERE, cookie: theirs.cookie },
    );
    expect(answer.statusCode).toBe(403);
  });

  it('with a cookie that was changed, cut or sealed elsewhere does nothing', async () => {
    const { cookie, form } = await begin();
    const foreign = openTestPage(journeys);
    const sealedElsewhere = foreign.jar.set(journeys.session ?? never(), NOW).header.split(';', 1)[0] ?? '';
    for (const bad of [
      `${cookie.slice(0, -2)}AA`,
      cookie.slice(0, -9),
      `${cookie}AAAA`,
      sealedElsewhere,
      '__Host-journey=',
    ]) {
      const answer = await post('/reset/password', { form, password }, { ...HERE, cookie: bad });
      expect(answer.statusCode).toBe(403);
    }
    expect(asked()).not.toContain('password');
  });

  it('with a cookie whose time is over does nothing', async () => {
    journeys.session = { ...(journeys.session ?? never()), until: NOW };
    const { cookie, form } = await begin();
    expect((await post('/reset/password', { form, password }, { ...HERE, cookie })).statusCode).toBe(403);
  });

  it('that is too large, of another type, or says a thing twice is turned away', async () => {
    const { cookie, form } = await begin();
    const before = asked().length;
    const sent = { ...HERE, cookie };
    const large = await post('/reset/password', { form, password: 'p'.repeat(9_000) }, sent);
    const json = await app.inject({
      method: 'POST',
      url: '/reset/password',
      headers: sent,
      payload: { form, password },
    });
    const twice = await app.inject({
      method: 'POST',
      url: '/reset/confirm',
      headers: { ...sent, 'content-type': 'application/x-www-form-urlencoded' },
      payload: `form=${form}&form=${form}&answer=1`,
    });
    const long = await post('/reset/factor', { form, code: '1'.repeat(65) }, sent);
    expect([large, json, twice, long].map(({ statusCode }) => statusCode)).toEqual([413, 415, 403, 403]);
    expect(asked()).toHaveLength(before);
  });

  it('keeps no method but its own: a form that is fetched leads to where the session stands', async () => {
    const { cookie } = await begin();
    const before = asked().length;
    const fetched = await get('/reset/password?password=x', { cookie });
    expect(fetched.headers.location).toBe('/reset/step');
    for (const method of ['PUT', 'DELETE', 'PATCH'] as const) {
      expect((await app.inject({ method, url: '/reset/password', headers: { cookie } })).statusCode).toBe(
        404,
      );
    }
    expect(asked()).toHaveLength(before);
  });

  it('that is refused is shown again with the reasons, and the password is not in the page', async () => {
    const { cookie, form } = await begin();
    journeys.say({ password: VIEWS.refused });
    const answer = await post('/reset/password', { form, password: 'hunter2' }, { ...HERE, cookie });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('<title>Error: Choose how you sign in · Acme</title>');
    expect(answer.body).toContain('It needs at least 15 characters.');
    expect(answer.body).not.toContain('hunter2');
  });

  it('in a second tab still works after the first went on', async () => {
    const { cookie, form } = await begin();
    journeys.say({ password: VIEWS.factor });
    const answer = await post('/reset/password', { form, password }, { ...HERE, cookie });
    const next = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
    expect((await post('/reset/go-on', { form }, { ...HERE, cookie: next })).statusCode).toBe(303);
  });

  it('sends the password on as it was typed, spaces and all', async () => {
    const { cookie, form } = await begin();
    let typed = '';
    const { password: answer } = journeys;
    journeys.password = (session, given, caller) => {
      typed = given.reveal();
      return answer(session, given, caller);
    };
    await post('/reset/password', { form, password: '  ünï&+%=口 ' }, { ...HERE, cookie });
    expect(typed).toBe('  ünï&+%=口 ');
  });
});

describe('a passkey', () => {
  it('is made of what the engine says, and the session remembers it', async () => {
    const { cookie, form } = await begin();
    journeys.passkeyMadeOf = { challenge: 'abc' };
    const answer = await post('/reset/passkey-options', { form }, { ...HERE, cookie });
    expect(answer.json()).toEqual({ challenge: 'abc' });
    expect(answer.headers['set-cookie']).toContain('__Host-journey=');
  });

  it('that cannot be taken is said to be so, beside the password', async () => {
    const { cookie, form } = await begin();
    const answer = await post('/reset/passkey', { form, answer: '{broken' }, { ...HERE, cookie });
    expect(journeys.asked.at(-1)?.given[1]).toBeNull();
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('No passkey was created.');
  });
});

describe('a new link', () => {
  it('is answered the same whoever asks for whom', async () => {
    const [one, other, wrong] = await Promise.all([
      post('/reset/new-link?language=fr', { identifier: 'mia@example.com' }),
      post('/reset/new-link?language=fr', { identifier: 'nobody@example.com\r\nbcc: all@example.com' }),
      post('/reset/new-link?language=fr', { token: 'w'.repeat(43) }),
    ]);
    expect(one.headers.location).toBe('/reset/sent?language=fr');
    for (const answer of [other, wrong]) {
      expect(answer.statusCode).toBe(303);
      expect(answer.headers.location).toBe(one.headers.location);
      expect(answer.body).toBe(one.body);
    }
  });
});

describe('the platform', () => {
  it('is gone to by a link that shows where it leads, never to anything but the web', async () => {
    const { cookie, form } = await begin();
    journeys.say({ handOver: VIEWS.there });
    const answer = await post('/reset/hand-over', { form, need: 'passkey' }, { ...HERE, cookie });
    expect(answer.body).toContain('href="https://login.example.com/reset?key=1" rel="noreferrer"');
    journeys.say({ handOver: { step: 'there', url: 'javascript:alert(1)' } });
    const bad = await post('/reset/hand-over', { form, need: 'passkey' }, { ...HERE, cookie });
    expect(bad.statusCode).toBe(503);
    expect(bad.body).not.toContain('javascript:');
  });

  it('sends customers back to where the browser has their cookie again, and is not believed', async () => {
    const { cookie } = await begin();
    const arrived = await get('/reset/back');
    expect(arrived.body).toContain('<meta http-equiv="refresh" content="0; url=/reset/back/here">');
    journeys.say({ back: VIEWS.credential });
    expect((await get('/reset/back/here', { cookie })).headers.location).toBe('/reset/step');
    expect(asked()).toContain('back');
  });
});

it('whatever customers and operators have written is text on every page', async () => {
  const evil = '"><script>alert(1)</script>';
  const { cookie, form } = await begin();
  const views = [
    { ...VIEWS.code, sentTo: evil },
    { step: 'confirm', by: 'fact', fact: `attributes.${evil}`, wrong: true },
    { ...VIEWS.credential, account: evil },
    { ...VIEWS.credential, refused: [{ why: 'target', said: evil }] },
    { ...VIEWS.factor, totpUri: `otpauth://${evil}`, totpSecret: evil },
    { step: 'recovery-codes', codes: [evil] },
    { step: 'there', url: `https://login.example.com/?${evil}` },
  ] as const;
  for (const view of views) {
    journeys.say({ confirm: view });
    const { body } = await post('/reset/confirm', { form, answer: evil }, { ...HERE, cookie });
    const shown = body + (await get('/reset/step', { cookie })).body;
    expect(shown).not.toContain('<script>');
  }
});

it('style, script and logo may be kept for a year, and those of another version for now only', async () => {
  for (const name of ['page.css', 'page.js', 'webauthn.js']) {
    const kept = await get(`${page.settings.assets}/${name}`);
    expect(kept.statusCode).toBe(200);
    expect(kept.headers['cache-control']).toContain('immutable');
    const other = await get(`/reset/assets/another/${name}`);
    expect([other.statusCode, other.headers['cache-control']]).toEqual([200, 'no-store']);
  }
  expect((await get(`${page.settings.assets}/..%2f..%2fpackage.json`)).statusCode).toBe(404);
});

it('the way in through the old system is offered where it still lives', async () => {
  app = appOf(
    openTestPage(journeys, {
      policy: {
        pageUrl: 'https://welcome.example.com',
        loginUrl: 'https://login.example.com/',
        fallback: { url: 'https://login.example.com/old', label: 'Sign in with My Acme' },
      },
    }),
  );
  for (const url of [`/go/${GOOD_TOKEN}`, '/go/wrong', '/']) {
    expect((await get(url)).body).toContain(
      'href="https://login.example.com/old" rel="noreferrer">Sign in with My Acme',
    );
  }
});

it('customers are asked for credentials over TLS, or on this machine', () => {
  const at = (pageUrl: string) => () =>
    openTestPage(journeys, { policy: { pageUrl, loginUrl: 'https://login.example.com/' } });
  expect(at('http://welcome.example.com')).toThrow('https://');
  expect(at('http://[::1]:8787')().secure).toBe(false);
  expect(at('http://localhost:8787')().jar.clear).toBe(
    'journey=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
  );
});

function never(): never {
  throw new Error('there is a session');
}
