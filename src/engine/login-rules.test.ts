/** The rules of the door, each seen from outside. */
import { hash } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { customer } from '../../test/crossing.ts';
import { withDoor } from '../../test/door.ts';
import { addToLegacy, BY_TARGET, BY_US, createMemoryLegacy } from '../../test/door-parts.ts';
import type { Identity } from '../identity/identity.ts';
import type { LegacyAnswer } from '../legacy/legacy.ts';
import { readHistory } from './login/history.ts';
import { setException, setRoute } from './login/router.ts';

const PASSWORD = 'right password';
const HASH = await hash(PASSWORD, { cost: 4 });
const LOGIN = 'ana@shop.example';

function ana(change: Partial<Identity> = {}): Identity {
  return customer('ana', { password: { format: 'bcrypt-2b', hash: HASH }, ...change });
}

function legacyWith(identity: Identity, instead?: Parameters<typeof addToLegacy>[3]) {
  const legacy = createMemoryLegacy();
  addToLegacy(legacy, identity, PASSWORD, instead);
  return legacy;
}

describe('wrong guesses', () => {
  it('are stopped at an identifier, and the legacy is not asked for those', async () => {
    const legacy = legacyWith(ana());
    await withDoor({ legacy }, async ({ verify, clock }) => {
      for (let guess = 0; guess < 5; guess++)
        expect(await verify(LOGIN, `guess ${guess}`)).toEqual({ outcome: 'wrong' });
      expect(await verify(LOGIN, 'one too many')).toMatchObject({
        outcome: 'blocked',
        reason: 'throttled',
        after: 60,
      });
      expect(legacy.calls.verify).toBe(5);
      clock.ahead = 61_000;
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });

  it('from one address stop that address and nobody else', async () => {
    const legacy = createMemoryLegacy();
    for (let one = 0; one < 20; one++) addToLegacy(legacy, customer(`u${one}`), PASSWORD);
    const throttle = {
      perIdentifier: { burst: 100, perMinute: 1 },
      perAddress: { burst: 10, perMinute: 1 },
      overall: { burst: 1e6, perMinute: 1e6 },
    };
    await withDoor({ legacy, settings: { throttle } }, async ({ verify }) => {
      const stuffing = [];
      for (let one = 0; one < 20; one++)
        stuffing.push(await verify(`u${one}@shop.example`, 'stuffed', BY_TARGET, '203.0.113.9'));
      expect(stuffing.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(10);
      expect(stuffing.filter(({ outcome }) => outcome === 'blocked')).toHaveLength(10);
      expect(await verify('u3@shop.example', PASSWORD, BY_TARGET, '203.0.113.10')).toMatchObject({
        outcome: 'match',
      });
    });
  });

  it('that come all at once do not slip through', async () => {
    const legacy = legacyWith(ana());
    await withDoor({ legacy }, async ({ verify }) => {
      await Promise.all(Array.from({ length: 40 }, (_, guess) => verify(LOGIN, `guess ${guess}`)));
      expect(legacy.calls.verify).toBe(5);
    });
  });

  it('cost nothing when the password was right', async () => {
    const legacy = legacyWith(ana());
    await withDoor({ legacy, settings: { remember: 0 } }, async ({ verify }) => {
      for (let time = 0; time < 12; time++)
        expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });
});

describe('a legacy that is not well', () => {
  it('is no wrong password: the customer is told in time to come again', async () => {
    const legacy = legacyWith(ana());
    legacy.failure = never;
    await withDoor({ legacy }, async ({ verify, observed }) => {
      const began = performance.now();
      const answer = await verify(LOGIN, PASSWORD, { ...BY_TARGET, deadline: 200 });
      expect(answer).toEqual({ outcome: 'technical-error', retryable: true });
      expect(performance.now() - began).toBeLessThan(600);
      expect(observed.at(-1)).toMatchObject({ because: 'deadline' });
    });
  });

  it('is left alone after failures in a row, and tried again after a pause', async () => {
    const legacy = legacyWith(ana());
    legacy.failure = async () => ({ outcome: 'technical-error', retryable: true, found: '503' });
    await withDoor(
      { legacy, settings: { breaker: { failures: 3, pause: 150 } } },
      async ({ verify, door }) => {
        for (let time = 0; time < 6; time++)
          expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'technical-error' });
        expect(legacy.calls.verify).toBe(3);
        expect(await door.health()).toMatchObject({ legacy: 'open' });
        legacy.failure = undefined;
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
        expect(await door.health()).toMatchObject({ legacy: 'closed', unsettled: 1 });
      },
    );
  });

  it('gets no more calls at once than it can bear', async () => {
    const legacy = createMemoryLegacy();
    for (let one = 0; one < 40; one++) addToLegacy(legacy, customer(`u${one}`), PASSWORD);
    let atOnce = 0;
    let most = 0;
    legacy.failure = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 20));
      atOnce -= 1;
      return { outcome: 'wrong' };
    };
    await withDoor({ legacy, settings: { legacyConcurrency: 4 } }, async ({ verify }) => {
      await Promise.all(Array.from({ length: 40 }, (_, one) => verify(`u${one}@shop.example`, PASSWORD)));
      expect(most).toBe(4);
    });
  });
});

describe('what the legacy says beside right and wrong', () => {
  it.each([
    ['locked', { outcome: 'blocked', reason: 'locked' }],
    ['disabled', { outcome: 'blocked', reason: 'disabled' }],
    ['unverified', { outcome: 'blocked', reason: 'unverified' }],
  ] as const)('is passed on: %s', async (_, answer: LegacyAnswer) => {
    await withDoor({ legacy: legacyWith(ana(), () => answer) }, async ({ verify }) => {
      expect(await verify(LOGIN, PASSWORD)).toEqual(answer);
    });
  });

  it('is passed on: the password is right and has expired', async () => {
    const legacy = legacyWith(ana(), (profile) => ({
      outcome: 'match-must-change',
      profile,
      reason: 'expired-in-legacy',
    }));
    await withDoor({ legacy }, async ({ verify }) => {
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({
        outcome: 'match-must-change',
        reason: 'expired-in-legacy',
      });
    });
  });

  it('is a second factor that must not be lost, unless the operator says that it may', async () => {
    const legacy = legacyWith(ana(), (profile) => ({ outcome: 'mfa-required', profile }));
    await withDoor({ legacy }, async ({ verify, store }) => {
      expect(await verify(LOGIN, PASSWORD, BY_US)).toMatchObject({ outcome: 'mfa-required' });
      expect(store.users.size).toBe(0);
    });
    await withDoor({ legacy, settings: { mfa: 'match' } }, async ({ verify }) => {
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });

  it('is too long for the hasher of the target, so that it has to be changed', async () => {
    const long = 'x'.repeat(80);
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), long);
    await withDoor({ legacy }, async ({ verify }) => {
      expect(await verify(LOGIN, long, { ...BY_TARGET, longestPassword: 72 })).toMatchObject({
        outcome: 'match-must-change',
        reason: 'too-long-for-target',
      });
    });
  });
});

describe('a customer with an authenticator app', () => {
  const withTotp = () =>
    ana({
      factors: [{ type: 'totp', secret: 'GEZDGNBVGY3TQOJQ', algorithm: 'SHA1', digits: 6, period: 30 }],
    });

  it('is not let in by password alone through a hook that cannot carry it', async () => {
    const legacy = legacyWith(withTotp());
    await withDoor({ legacy }, async ({ verify }) => {
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'mfa-required' });
      expect(await verify(LOGIN, PASSWORD, { ...BY_TARGET, factors: ['totp'] })).toMatchObject({
        outcome: 'match',
      });
    });
  });
});

describe('two people', () => {
  it('never become one: a legacy that lets in somebody else than the ledger knows is held', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, { ...ana(), sourceId: 'somebody-else' }, PASSWORD);
    const settings = { legacyPasswords: 'may-change' } as const;
    await withDoor({ legacy, settings }, async ({ stage, verify, store }) => {
      await stage(ana(), { state: 'staged', plan: 'vault' });
      expect(await verify(LOGIN, PASSWORD, BY_US)).toEqual({ outcome: 'blocked', reason: 'held' });
      expect(store.users.size).toBe(0);
    });
  });

  it('never become one: a newcomer whose address is somebody else’s in the ledger is held', async () => {
    const legacy = createMemoryLegacy();
    const mallory = customer('mallory', {
      identifiers: [
        { type: 'username', value: 'mallory' },
        { type: 'email', value: LOGIN, verified: false },
      ],
    });
    addToLegacy(legacy, mallory, 'mallory’s own');
    await withDoor({ legacy }, async ({ stage, verify, store }) => {
      await stage(ana(), { state: 'staged', plan: 'vault' });
      expect(await verify('mallory', 'mallory’s own', BY_US)).toEqual({ outcome: 'blocked', reason: 'held' });
      expect(store.users.size).toBe(0);
    });
  });
});

describe('a disabled customer', () => {
  it('stays out with the right password, and learns nothing with a wrong one', () =>
    withDoor({ legacy: 'none' }, async ({ stage, verify }) => {
      await stage(ana({ status: 'disabled' }), { state: 'moved', plan: 'vault', targetId: 't1' });
      expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'blocked', reason: 'disabled' });
      expect(await verify(LOGIN, 'wrong')).toEqual({ outcome: 'wrong' });
    }));
});

describe('a customer deleted in the target', () => {
  it('is not born again, by login or by lookup, though the legacy still has them', async () => {
    const legacy = legacyWith(ana());
    await withDoor({ legacy }, async ({ verify, lookup, door, storeInTarget, ledger, clock }) => {
      storeInTarget(await verify(LOGIN, PASSWORD));
      clock.ahead = 3_000;
      await door.lookAround();
      await door.ask({ op: 'settle', event: 'deleted', identifier: LOGIN, by: {} }, BY_TARGET);
      clock.ahead = 60_000;
      expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'unknown' });
      expect(await lookup(LOGIN)).toEqual({ outcome: 'unknown' });
      expect((await ledger.db.query('select 1 from seal')).rows).toEqual([]);
    });
  });
});

describe('a question without a password', () => {
  it('finds who waits, says who has crossed, and changes nothing', async () => {
    const legacy = legacyWith(ana());
    await withDoor({ legacy }, async ({ lookup, verify, door, storeInTarget, ledger, clock }) => {
      expect(await lookup(LOGIN)).toMatchObject({
        outcome: 'match',
        customer: { identity: { sourceId: 'ana' } },
      });
      expect(await lookup('bob@shop.example')).toEqual({ outcome: 'unknown' });
      expect((await ledger.db.query('select 1 from identity')).rows).toEqual([]);
      storeInTarget(await verify(LOGIN, PASSWORD));
      clock.ahead = 3_000;
      await door.lookAround();
      expect(await lookup(LOGIN)).toMatchObject({ outcome: 'already-migrated' });
    });
  });
});

describe('the router', () => {
  it('leaves a cohort with the legacy, and one customer of it with us', async () => {
    const legacy = legacyWith(ana());
    addToLegacy(legacy, customer('bob'), PASSWORD);
    const settings = { cohorts: [{ name: 'shop', where: { domains: ['shop.example'] } }] };
    await withDoor({ legacy, settings }, async ({ verify, ledger, clock }) => {
      await setRoute(ledger, 'shop', 0, 'tester');
      await setException(ledger, LOGIN, 'footbridge', 'tester');
      expect(await verify('bob@shop.example', PASSWORD)).toEqual({
        outcome: 'blocked',
        reason: 'routed-to-legacy',
      });
      expect(await verify(LOGIN, PASSWORD)).toMatchObject({ outcome: 'match' });
      await setRoute(ledger, 'shop', 100, 'tester');
      clock.ahead = 2_500;
      expect(await verify('bob@shop.example', PASSWORD)).toMatchObject({ outcome: 'match' });
    });
  });
});

describe('shadow mode', () => {
  it('goes by the legacy, and records where our hash says something else', async () => {
    const legacy = createMemoryLegacy();
    addToLegacy(legacy, ana(), 'changed since the export');
    await withDoor({ legacy, settings: { shadow: true } }, async ({ stage, verify, door, ledger }) => {
      await stage(ana(), { state: 'moved', plan: 'vault', targetId: 't1' });
      expect(await verify(LOGIN, PASSWORD)).toEqual({ outcome: 'wrong' });
      expect(await verify(LOGIN, 'neither')).toEqual({ outcome: 'wrong' });
      await door.close();
      const { rows } = await ledger.db.query('select vault, legacy, password_format from disagreement');
      expect(rows).toEqual([{ vault: 'match', legacy: 'wrong', password_format: 'bcrypt-2b' }]);
    });
  });
});

describe('the history', () => {
  it('counts answers by outcome and judge, with how long they took', async () => {
    const legacy = legacyWith(ana());
    await withDoor({ legacy }, async ({ verify, door, ledger }) => {
      await verify(LOGIN, PASSWORD);
      await verify(LOGIN, 'wrong');
      await verify('bob@shop.example', 'whatever');
      await door.close();
      const hour = 3_600_000;
      const summary = await readHistory(ledger, new Date(Date.now() - hour), new Date(Date.now() + hour));
      expect(summary).toMatchObject({
        answers: 3,
        byOutcome: { match: 1, wrong: 1, unknown: 1 },
        byJudge: { legacy: 3 },
        legacyShare: 1,
        failedShare: 0,
      });
      expect(summary.p99).toBeGreaterThan(0);
    });
  });
});

/** Takes the call and answers when it is told to stop. */
function never(signal: AbortSignal): Promise<LegacyAnswer> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () =>
      resolve({ outcome: 'technical-error', retryable: true, found: 'aborted' }),
    );
  });
}
