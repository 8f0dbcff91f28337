import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestLedger, type TestLedger } from '../../../test/ledger-template.ts';
import { ADMIN, mountPlain, type ServedDoor, scriptDoor, serveDoor } from '../../../test/scripted-door.ts';
import { readRoutes } from '../../engine/login/router.ts';
import { generic } from '../../hooks/generic.ts';
import { addLogins } from '../../ledger/sql/login-history.ts';
import { History, Routed, Routes, Status } from './desk.ts';
import { openDesk } from './ledger-desk.ts';

const OPERATOR = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
const HOUR = 3_600_000;
/** Noon of some day, so that hours and days do not break in the middle of a test. */
const NOW = Date.parse('2026-11-20T12:00:00Z');

/** As much of it as the tests look at; the validator looks at the rest. */
const Description = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

let test: TestLedger;
let running: ServedDoor;

beforeAll(async () => {
  test = await openTestLedger();
});
afterAll(() => test.remove());

beforeEach(async () => {
  const { ledger } = test;
  await ledger.db.script('delete from route; delete from route_exception; delete from login;');
  const door = scriptDoor();
  const desk = openDesk({
    ledger,
    door,
    migration: 'acme',
    cohorts: [{ name: 'staff', where: { domains: ['acme.example'] } }],
    operator: 'release job 7',
    reset: {
      sessionLife: 1_800_000,
      contactRate: 0.03,
      policy: { pageUrl: 'https://welcome.shop.example', linkLife: 604_800_000 },
    },
    now: () => NOW,
  });
  const secrets: [string] = ['the-secret-of-the-caller'];
  const config = generic.config.parse({ secrets });
  const session = await generic.open(config, { secret: () => '', now: Date.now });
  const hooks = [await mountPlain(), { name: 'app', hook: generic, session, deadline: 1_000 }];
  running = await serveDoor(door, { desk, db: ledger.db, hooks, settings: { adminTokens: [ADMIN] } });
});
afterEach(() => running.stop());

async function ask<T>(shape: z.ZodType<T>, path: string): Promise<T> {
  const response = await running.get(path, OPERATOR);
  expect(response.status).toBe(200);
  return shape.parse(await response.json());
}

function put(body: unknown): Promise<Response> {
  return fetch(`${running.url}/v1/routes`, { method: 'PUT', headers: OPERATOR, body: JSON.stringify(body) });
}

describe('/v1/openapi.json', () => {
  it('is valid OpenAPI 3.1 and describes logins and everything an operator may ask', async () => {
    const description = Description.parse(await (await running.get('/v1/openapi.json')).json());
    const { valid, errors } = await new Validator().validate(description);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(Object.keys(description.paths)).toEqual([
      '/v1/login',
      '/v1/lookup',
      '/v1/settle',
      '/v1/status',
      '/v1/history',
      '/v1/route',
      '/v1/routes',
      '/v1/reset/campaigns',
      '/v1/reset/campaigns/{name}/funnel',
      '/v1/customers/{id}/timeline',
      '/v1/customers/timeline',
      '/v1/customers/resend',
      '/v1/customers/opt-out',
      '/v1/tickets',
      '/v1/assistance',
      '/v1/assistance/{id}/decision',
      '/v1/assistance/{id}/code',
    ]);
  });

  it('describes nothing that is not served', async () => {
    const { paths } = Description.parse(await (await running.get('/v1/openapi.json')).json());
    for (const [path, operations] of Object.entries(paths)) {
      for (const method of Object.keys(operations)) {
        const address = path.replace('{name}', 'autumn').replace('{id}', randomUUID());
        const response = await fetch(`${running.url}${address}`, { method, headers: OPERATOR });
        expect([200, 400, 401, 404]).toContain(response.status);
        expect(await response.text()).not.toContain('not_found');
      }
    }
  });
});

it('logins of our own protocol are taken below /v1 too, by the secret of their hook', async () => {
  const question = { identifier: 'ana@example.com', password: 'correct horse' };
  expect((await running.post('/v1/login', question)).status).toBe(403);
  expect((await running.post('/hooks/app/login', question)).status).toBe(403);
  expect((await running.post('/v1/login', question, OPERATOR)).status).toBe(401);
});

it.each([
  '/v1/status',
  '/v1/history',
  '/v1/routes',
  '/v1/route?identifier=ana@acme.example',
  '/v1/reset/campaigns',
  '/v1/tickets',
  '/v1/assistance',
])('%s is for operators', async (path) => {
  expect((await running.get(path)).status).toBe(401);
  expect((await running.get(path, OPERATOR)).status).toBe(200);
});

it('/v1/status says where everybody is', async () => {
  expect(await ask(Status, '/v1/status')).toMatchObject({
    migration: 'acme',
    ledger: test.ledger.id,
    identities: 0,
    disagreements: [],
    legacy: 'closed',
  });
});

describe('/v1/route', () => {
  const STAFF = '/v1/route?identifier=Bob%40ACME.example';

  it('says who is to answer, and under which rule', async () => {
    expect(await ask(Routed, STAFF)).toEqual({ place: 'footbridge', cohort: 'staff' });
    expect(await ask(Routed, '/v1/route?identifier=ana%40example.com')).toEqual({
      place: 'footbridge',
      cohort: '',
    });
  });

  it('follows a cohort that is sent back, and a customer who is taken out of it', async () => {
    expect((await put({ cohort: 'staff', share: 0 })).status).toBe(200);
    const routes = Routes.parse(
      await (await put({ identifier: 'bob@acme.example', place: 'footbridge' })).json(),
    );
    expect(routes).toMatchObject({
      cohorts: [{ cohort: 'staff', share: 0, changed_by: 'release job 7' }],
      exceptions: 1,
    });
    expect(await ask(Routed, STAFF)).toEqual({ place: 'footbridge', cohort: 'staff' });
    expect(await ask(Routed, '/v1/route?identifier=eve%40acme.example')).toEqual({
      place: 'legacy',
      cohort: 'staff',
    });
    expect((await put({ identifier: 'bob@acme.example', place: null })).status).toBe(200);
    expect(await readRoutes(test.ledger)).toMatchObject({ exceptions: 0 });
  });

  it('can be asked without an identifier in the address', async () => {
    const response = await running.post('/v1/route', { identifier: 'bob@acme.example' }, OPERATOR);
    expect(await response.json()).toEqual({ place: 'footbridge', cohort: 'staff' });
  });

  it.each([
    ['nothing', {}],
    ['a share beyond all', { cohort: 'staff', share: 101 }],
    ['both at once', { cohort: 'staff', share: 1, identifier: 'bob' }],
    ['a side that does not exist', { identifier: 'bob', place: 'moon' }],
    ['no JSON', 'share=1'],
  ])('is not changed by %s', async (_, body) => {
    expect((await put(body)).status).toBe(400);
    expect(await readRoutes(test.ledger)).toEqual({ cohorts: [], exceptions: 0 });
  });
});

describe('/v1/history', () => {
  const BUCKETS = [0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0];
  const ROW = { hook: 'okta', op: 'verify', cohort: 'staff', judge: 'vault', outcome: 'match' } as const;

  beforeEach(() =>
    addLogins(test.ledger.db, [
      { ...ROW, minute: new Date(NOW - HOUR / 2), count: 4, buckets: BUCKETS },
      { ...ROW, minute: new Date(NOW - 2 * HOUR), judge: 'legacy', count: 4, buckets: BUCKETS },
      {
        ...ROW,
        minute: new Date(NOW - 2 * HOUR),
        hook: 'kratos',
        outcome: 'wrong',
        count: 4,
        buckets: BUCKETS,
      },
    ]),
  );

  it('tells of the last hour when nothing else was asked', async () => {
    const { slices } = await ask(History, '/v1/history');
    expect(slices).toEqual([
      {
        from: '2026-11-20T11:00:00.000Z',
        until: '2026-11-20T12:00:00.000Z',
        answers: 4,
        byOutcome: { match: 4 },
        byJudge: { vault: 4 },
        legacyShare: 0,
        failedShare: 0,
        p50: 20,
        p99: 500,
      },
    ]);
  });

  it('tells of the time, the hook and the slices that were asked for', async () => {
    const { slices } = await ask(History, '/v1/history?from=2026-11-20T09:30:00Z&by=hour&hook=okta');
    expect(slices.map(({ from, answers }) => [from.slice(11, 16), answers])).toEqual([
      ['09:30', 0],
      ['10:00', 4],
      ['11:00', 4],
    ]);
    expect(slices[1]).toMatchObject({ legacyShare: 1, byOutcome: { match: 4 } });
  });

  it.each([
    ['more slices than anybody draws', '?from=2026-01-01T00:00:00Z&by=minute'],
    ['a time that ends before it begins', '?from=2026-11-20T11:00:00Z&until=2026-11-20T10:00:00Z'],
    ['a time that is none', '?from=yesterday'],
    ['a slice that is none', '?by=week'],
  ])('refuses %s', async (_, query) => {
    expect((await running.get(`/v1/history${query}`, OPERATOR)).status).toBe(400);
  });
});
