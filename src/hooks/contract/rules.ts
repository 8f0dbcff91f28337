/**
 * Points 6–9, 11–13 and 15–17 of the conformance list: a hook before a real door.
 *
 * The rules themselves are the door's. What is tried here is that nothing of them is lost on the way through this
 * protocol: that an attempt is one attempt, and that who may not come in does not.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoTrace } from './answers.ts';
import type { Attempt, Condition, LoginService, OpenLoginService, Verdict } from './bench.ts';
import { clientOf, type Opened } from './run.ts';

/** Milliseconds a reply may be late by when this machine is busy. */
const SLACK = 400;

export function testRules<Config>(opened: Opened<Config>, open: OpenLoginService): void {
  describe('before a real door', () => {
    let service: LoginService | undefined;
    beforeAll(async () => {
      service = await open(opened.hook as never, opened.bench().config, opened.session());
    });
    afterAll(() => service?.close());
    const running = () => {
      if (service === undefined) throw new Error('the door was not opened');
      return service;
    };

    testOneAttempt(opened, running);
    testWhoStaysOut(opened, running);
    testPasswords(opened, running);
    testLast(opened, running);
  });
}

type Running = () => LoginService;

function testOneAttempt<Config>(opened: Opened<Config>, service: Running): void {
  it('asks the legacy once, however often the target repeats the attempt', async () => {
    const attempt = await service().customer('waiting');
    const before = service().legacyCalls();
    const verdicts = [];
    for (let time = 0; time < 3; time++) verdicts.push(await tryIn(opened, service(), attempt));
    expect(service().legacyCalls() - before).toBeLessThanOrEqual(1);
    expect(verdicts[0]).toBe('let-in');
  });

  it('makes one user of two first logins at the same moment', async () => {
    const attempt = await service().customer('waiting');
    const [calls, users] = [service().legacyCalls(), await service().users()];
    const verdicts = await Promise.all([1, 2].map(() => tryIn(opened, service(), attempt)));
    expect(verdicts).toContain('let-in');
    expect(service().legacyCalls() - calls).toBeLessThanOrEqual(1);
    expect((await service().users()) - users).toBeLessThanOrEqual(1);
  });

  it('asks the legacy once about a wrong password that is repeated, and refuses it each time', async () => {
    const attempt = { ...(await service().customer('waiting')), password: 'not the password' };
    const before = service().legacyCalls();
    for (let time = 0; time < 3; time++)
      expect(await tryIn(opened, service(), attempt)).toBe(clientOf(opened).concludes.verify.wrong);
    expect(service().legacyCalls() - before).toBeLessThanOrEqual(1);
  });
}

function testWhoStaysOut<Config>(opened: Opened<Config>, service: Running): void {
  it.each(['crossed', 'deleted'] as const)(
    'keeps out, without asking the legacy, somebody who has %s and types the old password',
    async (condition: Condition) => {
      const attempt = await service().customer(condition);
      const before = service().legacyCalls();
      const verdict = await tryIn(opened, service(), attempt);
      const { verify } = clientOf(opened).concludes;
      expect(verdict).toBe(condition === 'deleted' ? verify.unknown : verify['already-migrated']);
      expect(service().legacyCalls()).toBe(before);
    },
  );

  it.each(['crossed', 'deleted'] as const)(
    'offers nobody to be created again who has %s, when it is asked without a password',
    async (condition: Condition) => {
      const client = clientOf(opened);
      const request = await client.lookup?.(await service().customer(condition));
      if (request === undefined) return expect(opened.hook.cannot.join(' ')).toContain('without a password');
      const before = service().legacyCalls();
      const verdict = client.understand(await service().ask(request), request);
      const lookup = client.concludes.lookup;
      expect(verdict).toBe(condition === 'deleted' ? lookup?.unknown : lookup?.['already-migrated']);
      expect(service().legacyCalls()).toBe(before);
    },
  );

  it('keeps out who is locked in the legacy', async () => {
    const attempt = await service().customer('locked');
    expect(await tryIn(opened, service(), attempt)).toBe(clientOf(opened).concludes.verify.blocked);
  });

  it('says of who must choose a new password what the protocol has for it', async () => {
    const attempt = await service().customer('must-change');
    const { verify } = clientOf(opened).concludes;
    expect(await tryIn(opened, service(), attempt)).toBe(verify['match-must-change']);
  });

  it.each(['stranger', 'nobody'] as const)('does not ask the legacy for %s', async (caller) => {
    const attempt = await service().customer('waiting');
    const before = service().legacyCalls();
    const reply = await service().ask(await clientOf(opened).verify({ ...attempt, caller }));
    expect([401, 403]).toContain(reply.status);
    expect(service().legacyCalls()).toBe(before);
  });

  it('does not ask the legacy what cannot be read', async () => {
    const request = await clientOf(opened).verify(await service().customer('waiting'));
    const before = service().legacyCalls();
    const reply = await service().ask({ ...request, body: Buffer.from('{"broken') });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(service().legacyCalls()).toBe(before);
  });
}

function testPasswords<Config>(opened: Opened<Config>, service: Running): void {
  it.each([
    ['empty', ''],
    ['1,025 bytes long', 'x'.repeat(1_025)],
    ['one that holds a NUL', 'right\u0000wrong'],
  ])('does not ask the legacy about a password that is %s', async (_, password) => {
    const attempt = { ...(await service().customer('waiting')), password };
    const before = service().legacyCalls();
    expect(await tryIn(opened, service(), attempt)).toBe(clientOf(opened).concludes.verify.wrong);
    expect(service().legacyCalls()).toBe(before);
  });

  it.each(['NFC', 'NFD'] as const)(
    'lets in who types a password in %s, as the legacy has it',
    async (form) => {
      const attempt = await service().customer('waiting', 'Käsebrötchen 7'.normalize(form));
      expect(await tryIn(opened, service(), attempt)).toBe('let-in');
    },
  );

  it('lets in, or has change, who types a password of 73 bytes', async () => {
    const attempt = await service().customer('waiting', 'Long-7-'.padEnd(73, 'x'));
    const limit = opened.hook.longestPassword?.(opened.bench().config) ?? Number.POSITIVE_INFINITY;
    const { verify } = clientOf(opened).concludes;
    const expected = limit < 73 ? verify['match-must-change'] : verify.match;
    expect(await tryIn(opened, service(), attempt)).toBe(expected);
  });
}

/** These leave the service silent, so they come at the end, in this order. */
function testLast<Config>(opened: Opened<Config>, service: Running): void {
  it('writes down neither a password nor its base64', async () => {
    const password = 'canary: seven Brötchen & 1 Käse';
    const attempt = await service().customer('waiting', password);
    await tryIn(opened, service(), { ...attempt, password: `${password}!` });
    await tryIn(opened, service(), attempt);
    const written = await service().written();
    expect(written).not.toBe('');
    expectNoTrace(written, password);
  });

  it('says that it failed before the target stops waiting, when the legacy does not answer', async () => {
    const attempt = await service().customer('waiting');
    service().silenceLegacy();
    const began = performance.now();
    const verdict = await tryIn(opened, service(), attempt);
    expect(verdict).toBe(clientOf(opened).concludes.verify['technical-error']);
    expect(performance.now() - began).toBeLessThan(opened.hook.deadline(opened.bench().config) + SLACK);
  });
}

async function tryIn<Config>(
  opened: Opened<Config>,
  service: LoginService,
  attempt: Attempt,
): Promise<Verdict> {
  const client = clientOf(opened);
  const request = await client.verify(attempt);
  return client.understand(await service.ask(request), request);
}
