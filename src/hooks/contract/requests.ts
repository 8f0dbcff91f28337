/**
 * Points 9, 10, 12–14, 19 and 20 of the conformance list: who may ask, and what arrives of what was asked.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import type { HookRequest } from '../hook.ts';
import { PASSWORD, TYPED } from './customer.ts';
import { ATTEMPT, clientOf, type Opened, questionOf, refusalOf } from './run.ts';

const IDENTIFIERS = [
  'ann+news@example.com',
  'ann/lee@example.com',
  '50%@example.com',
  'Ann.Lee@Example.COM',
  'ann lee',
  'ann.lee@example.com.',
  'änn@exämple.com',
  "o'hara@example.com",
];

const PASSWORDS = {
  'of 73 bytes': 'x'.repeat(73),
  'of 1,025 bytes': 'x'.repeat(1_025),
  'in NFC': 'Käse'.normalize('NFC'),
  'in NFD': 'Käse'.normalize('NFD'),
  'with a space at both ends': ' secret ',
  'with everything JSON and URLs escape': `"\\/<>&+%=;'\u20ac\u{1f512}`,
  'that is empty': '',
} as const;

const BROKEN = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '{"identifier":{"$ne":null}}',
  '\u0000',
  '{"__proto__":{"password":"x"}}',
];

export function testRequests<Config>(opened: Opened<Config>): void {
  testCallers(opened);
  testArrival(opened);
  testMalformed(opened);
}

function testCallers<Config>(opened: Opened<Config>): void {
  describe('who may ask', () => {
    it.each(['newest', 'previous'] as const)('is whoever knows the %s secret', async (caller) => {
      const request = await clientOf(opened).verify({ ...ATTEMPT, caller });
      expect((await questionOf(opened.session(), request)).op).toBe('verify');
    });

    it.each(['stranger', 'nobody'] as const)('is not %s, who is told so before the door', async (caller) => {
      const client = clientOf(opened);
      const requests = [
        await client.verify({ ...ATTEMPT, caller }),
        await client.lookup?.({ ...ATTEMPT, caller }),
        await client.settle?.({ ...ATTEMPT, caller }, 'stored'),
      ];
      for (const request of requests) {
        if (request === undefined) continue;
        const reply = await refusalOf(opened.session(), request);
        expect([401, 403]).toContain(reply.status);
      }
    });

    it('is nobody whose request was signed too long ago or is not signed yet', async () => {
      const { verify, tolerates } = clientOf(opened);
      const now = Date.now();
      if (tolerates === undefined) {
        const old = await verify({ ...ATTEMPT, at: now - 86_400_000 });
        return expect((await questionOf(opened.session(), old)).op, 'time counts, so say how much').toBe(
          'verify',
        );
      }
      for (const at of [now - tolerates - 60_000, now + tolerates + 60_000]) {
        const reply = await refusalOf(opened.session(), await verify({ ...ATTEMPT, at }));
        expect([401, 403]).toContain(reply.status);
      }
      for (const at of [now - tolerates / 2, now + tolerates / 2])
        expect((await questionOf(opened.session(), await verify({ ...ATTEMPT, at }))).op).toBe('verify');
    });
  });
}

function testArrival<Config>(opened: Opened<Config>): void {
  describe('what arrives', () => {
    it.each(Object.entries(PASSWORDS))('is a password %s, byte for byte', async (_, password) => {
      const request = await clientOf(opened).verify({ ...ATTEMPT, password });
      const asked = await questionOf(opened.session(), request);
      expect(asked.op === 'verify' && asked.password.reveal()).toBe(password);
    });

    it.each(IDENTIFIERS)('is the identifier as it was typed: %s', async (identifier) => {
      const { verify, lookup, whom } = clientOf(opened);
      const attempt = { ...ATTEMPT, identifier };
      const expected = whom?.(attempt) ?? { identifier };
      expect(await questionOf(opened.session(), await verify(attempt))).toMatchObject(expected);
      if (lookup === undefined) return;
      expect(await questionOf(opened.session(), await lookup(attempt))).toMatchObject({ identifier });
    });

    it('comes on a route the hook has named, in a body it has room for', async () => {
      const client = clientOf(opened);
      const request = await client.verify({ ...ATTEMPT, password: 'x'.repeat(4_096) });
      expect(request.body.byteLength).toBeLessThanOrEqual(opened.hook.largestBody);
      const requests = [request, await client.lookup?.(ATTEMPT), await client.settle?.(ATTEMPT, 'stored')];
      for (const one of requests) if (one !== undefined) expect(hasRoute(opened, one), one.path).toBe(true);
    });
  });
}

function testMalformed<Config>(opened: Opened<Config>): void {
  describe('what is malformed', () => {
    it.each(BROKEN)('is refused before the door: %j', async (text) => {
      const request = { ...(await clientOf(opened).verify(ATTEMPT)), body: Buffer.from(text) };
      const reply = await refusalOf(opened.session(), request);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(reply)).not.toContain(TYPED);
    });

    it('is refused when it is larger than the hook allows, or no UTF-8', async () => {
      const good = await clientOf(opened).verify(ATTEMPT);
      const padded = Buffer.concat([good.body, Buffer.alloc(opened.hook.largestBody + 1, ' ')]);
      for (const body of [padded, Buffer.from([0xff, 0xfe, 0x00])]) {
        const reply = await refusalOf(opened.session(), { ...good, body });
        expect(reply.status).toBeGreaterThanOrEqual(400);
      }
    });

    it('is refused when it was cut off anywhere', async () => {
      const good = await clientOf(opened).verify(ATTEMPT);
      for (let length = 0; length < good.body.byteLength; length += 7) {
        const reply = await refusalOf(opened.session(), { ...good, body: good.body.subarray(0, length) });
        expect(reply.status).toBeGreaterThanOrEqual(400);
        expect(JSON.stringify(reply)).not.toContain(PASSWORD);
      }
    });
  });
}

/** As the server finds it: `*` stands for one segment. */
function hasRoute<Config>({ hook }: Opened<Config>, { method, path }: HookRequest): boolean {
  return hook.routes.some((route) => {
    if (route.method !== method) return false;
    const wanted = route.path.split('/');
    const given = path.split('/');
    return wanted.length === given.length && wanted.every((part, at) => part === '*' || part === given[at]);
  });
}
