import { createHmac } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { openTestPage, scriptJourneys } from '../../../test/scripted-journeys.ts';
import type { BounceReport } from '../../bounces/bounce.ts';
import { type BounceDoor, mountBounces } from './mount.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const ID = 'm12-0123456789abcdef';
const SECRET = 'a-secret-of-bounces';
const REPORT = { kind: 'hard', message: ID, status: '5.1.1' };

const open: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

function served(change: Partial<BounceDoor> = {}, proof: Pick<BounceDoor, 'secret'> = { secret: SECRET }) {
  const taken: BounceReport[] = [];
  const confirmed: string[] = [];
  const app = fastify();
  open.push(app);
  const door: BounceDoor = {
    ...proof,
    signingKeys: {},
    now: () => NOW,
    async take(reports) {
      taken.push(...reports);
      return { hard: reports.length };
    },
    async confirm(address) {
      confirmed.push(address);
    },
    ...change,
  };
  mountBounces(app, door, openTestPage(scriptJourneys()));
  return { app, taken, confirmed };
}

function post(app: FastifyInstance, shape: string, payload: unknown, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url: `/reset/bounces/${shape}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  });
}

const bearer = { authorization: `Bearer ${SECRET}` };
const basic = { authorization: `Basic ${Buffer.from(`footbridge:${SECRET}`).toString('base64')}` };

it.each([
  ['a bearer token', bearer],
  ['the password of HTTP Basic, which an address can carry', basic],
])('takes reports from whoever has %s', async (_, headers) => {
  const { app, taken } = served();
  const { statusCode, body } = await post(app, 'generic', REPORT, headers);
  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toEqual({ taken: { hard: 1 } });
  expect(taken).toEqual([{ kind: 'hard', ids: [ID], found: '5.1.1' }]);
});

it.each<[string, Record<string, string>]>([
  ['nothing', {}],
  ['another token', { authorization: 'Bearer another-secret-here' }],
  ['another password', { authorization: `Basic ${Buffer.from('footbridge:x').toString('base64')}` }],
  ['the secret as a user', { authorization: `Basic ${Buffer.from(`${SECRET}:`).toString('base64')}` }],
])('takes nothing from whoever has %s', async (_, headers) => {
  const { app, taken } = served();
  expect((await post(app, 'generic', REPORT, headers)).statusCode).toBe(401);
  expect(taken).toEqual([]);
});

it('believes a provider that signs by its signature only', async () => {
  const { app, taken } = served({ signingKeys: { mailgun: 'key-1' } });
  const timestamp = String(NOW / 1000);
  const signature = createHmac('sha256', 'key-1').update(`${timestamp}token`).digest('hex');
  const event = { 'event-data': { event: 'complained', message: { headers: { 'message-id': `${ID}@x` } } } };
  const signed = { ...event, signature: { timestamp, token: 'token', signature } };
  expect((await post(app, 'mailgun', event, bearer)).statusCode).toBe(401);
  expect((await post(app, 'mailgun', signed)).statusCode).toBe(200);
  expect(taken).toMatchObject([{ kind: 'complaint', ids: [ID] }]);
});

it('has no address where nothing could be proved', async () => {
  const { app } = served({ signingKeys: { mailgun: 'key-1' } }, {});
  expect((await post(app, 'generic', REPORT, bearer)).statusCode).toBe(404);
  expect((await post(app, 'mailgun', {})).statusCode).toBe(401);
});

it.each([
  ['what is no JSON', '{"kind":'],
  ['another shape', '{"hello":"world"}'],
  ['nothing', ''],
])('answers 400 to %s, and is still there', async (_, payload) => {
  const { app } = served();
  const url = '/reset/bounces/generic';
  expect((await app.inject({ method: 'POST', url, headers: bearer, payload })).statusCode).toBe(400);
  expect((await post(app, 'generic', REPORT, bearer)).statusCode).toBe(200);
});

it('refuses more than a megabyte before reading it', async () => {
  const { app } = served();
  const { statusCode } = await post(app, 'generic', { ...REPORT, more: 'x'.repeat(1_100_000) }, bearer);
  expect(statusCode).toBe(413);
});

it('answers SNS, which sends JSON as text, and visits only what is its own', async () => {
  const { app, confirmed } = served();
  const text = { ...basic, 'content-type': 'text/plain; charset=UTF-8' };
  const asks = {
    Type: 'SubscriptionConfirmation',
    SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Token=x',
  };
  expect((await post(app, 'ses', asks, text)).statusCode).toBe(200);
  expect((await post(app, 'ses', { ...asks, SubscribeURL: 'https://evil.example/' }, text)).statusCode).toBe(
    200,
  );
  expect((await post(app, 'ses', asks)).statusCode).toBe(401);
  expect(confirmed).toEqual([asks.SubscribeURL]);
});

it('ends reminders at one click of a mail program, and tells nobody whether there was a message', async () => {
  const { app, taken } = served();
  const click = (id: string) =>
    app.inject({
      method: 'POST',
      url: `/reset/unsubscribe/${id}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
  const [known, unknown] = [await click(ID), await click('m13-ffffffffffffffff')];
  expect(known.statusCode).toBe(200);
  expect(unknown.body).toBe(known.body);
  expect(taken.map(({ kind, ids }) => [kind, ids])).toEqual([
    ['unsubscribe', [ID]],
    ['unsubscribe', ['m13-ffffffffffffffff']],
  ]);
});

it('ends nothing because a scanner opened the address: a person presses a button, in their language', async () => {
  const { app, taken } = served();
  const url = `/reset/unsubscribe/${ID}?language=de`;
  const shown = await app.inject({ method: 'GET', url });
  expect(shown.statusCode).toBe(200);
  expect(shown.body).toContain('Keine Erinnerungen mehr?');
  expect(shown.headers['content-security-policy']).toContain("default-src 'none'");
  expect(taken).toEqual([]);
  const action = /action="([^"]+)"/.exec(shown.body)?.[1] ?? '';
  const answer = await app.inject({
    method: 'POST',
    url: action,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'by=hand',
  });
  expect(answer.statusCode).toBe(303);
  expect(taken).toMatchObject([{ kind: 'unsubscribe', ids: [ID] }]);
  const { body } = await app.inject({ method: 'GET', url: String(answer.headers.location) });
  expect(body).toContain('Sie bekommen keine Erinnerungen mehr');
});

it('writes no address of a stranger into a page', async () => {
  const { app } = served();
  const url = `/reset/unsubscribe/${encodeURIComponent('"><script>alert(1)</script>')}`;
  const { body } = await app.inject({ method: 'GET', url });
  expect(body).not.toContain('alert(1)<');
  expect(body).not.toContain('"><script>');
});
