import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { hash, verify } from '@node-rs/bcrypt';
import { afterEach, describe, expect, it } from 'vitest';
import { TypedPassword } from '../identity/typed-password.ts';
import { http } from '../legacy/http.ts';
import type { LegacyAnswer, LegacySession } from '../legacy/legacy.ts';
import type { ProbeBounds } from './probe/budget.ts';
import type { LegacyProbe } from './probe/legacy-probe.ts';
import { probeLegacy } from './probe.ts';

const ACCOUNT = { type: 'email', value: 'probe@example.com', key: 'probe@example.com' } as const;
const PASSWORD = 'the password of the test account';
const BOUNDS: ProbeBounds = {
  concurrency: 8,
  perSecond: 1_000,
  calls: 400,
  milliseconds: 10_000,
  stepMilliseconds: 250,
  callMilliseconds: 2_000,
};

interface Shop {
  readonly session: LegacySession;
  /** Counted at the server: logins that arrived, at most at a time, and those with a wrong password. */
  readonly seen: { logins: number; atOnce: number; wrong: number; times: number[] };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A shop whose login takes what `work` takes; `status` is what the n-th right login is answered with. */
async function openShop(
  work: (password: string) => Promise<boolean>,
  status: (login: number) => number = () => 200,
): Promise<Shop> {
  const seen = { logins: 0, atOnce: 0, wrong: 0, times: [] as number[] };
  let now = 0;
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.logins += 1;
    seen.times.push(performance.now());
    const login = seen.logins;
    now += 1;
    seen.atOnce = Math.max(seen.atOnce, now);
    const right = await work(JSON.parse(body).password);
    now -= 1;
    if (!right) seen.wrong += 1;
    response.writeHead(right ? status(login) : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'probe' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = http.config.parse({ url: `http://127.0.0.1:${port}/login` });
  const session = await http.open(config, { folder: '.', secret: () => '' });
  closing.push(
    () => session.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return { session, seen };
}

/** One login after the other, each so many milliseconds: a legacy with one thread. */
function oneThread(milliseconds: number): (password: string) => Promise<boolean> {
  let last: Promise<unknown> = Promise.resolve();
  return (password) => {
    last = last.then(() => wait(milliseconds));
    return last.then(() => password === PASSWORD);
  };
}

function probe(
  { session }: Shop,
  {
    bounds = {},
    signal = new AbortController().signal,
    wrongToo = false,
    password = PASSWORD,
  }: {
    readonly bounds?: Partial<ProbeBounds>;
    readonly signal?: AbortSignal;
    readonly wrongToo?: boolean;
    readonly password?: string;
  } = {},
): Promise<LegacyProbe> {
  const asking = (text: string) => (aborted: AbortSignal) =>
    session.verify(ACCOUNT, new TypedPassword(text), {}, aborted);
  return probeLegacy({
    ask: asking(password),
    ...(wrongToo ? { askWrong: asking('no') } : {}),
    bounds: { ...BOUNDS, ...bounds },
    signal,
    now: () => performance.timeOrigin + performance.now(),
    sleep: (milliseconds, aborted) => wait(milliseconds, undefined, { signal: aborted }),
  });
}

/** Time that passes only when everybody waits: what a legacy stands is then the same on every machine. */
function virtualTime() {
  let now = 0;
  const waiting: { readonly at: number; readonly wake: () => void }[] = [];
  const sleep = (milliseconds: number) =>
    new Promise<void>((wake) => {
      waiting.push({ at: now + milliseconds, wake });
    });
  return {
    now: () => now,
    sleep,
    async run<T>(work: Promise<T>): Promise<T> {
      let done = false;
      const ended = () => {
        done = true;
      };
      work.then(ended, ended);
      while (!done) {
        await new Promise(setImmediate);
        waiting.sort((one, other) => one.at - other.at);
        const next = waiting.shift();
        if (next === undefined) continue;
        now = Math.max(now, next.at);
        next.wake();
      }
      return work;
    },
  };
}

/** A legacy of so many threads, each login so many milliseconds of one of them. */
function probeThreads(threads: number, milliseconds: number, bounds: Partial<ProbeBounds> = {}) {
  const time = virtualTime();
  const free = Array.from({ length: threads }, () => 0);
  const ask = async (): Promise<LegacyAnswer> => {
    free.sort((one, other) => one - other);
    const end = Math.max(time.now(), free[0] ?? 0) + milliseconds;
    free[0] = end;
    await time.sleep(end - time.now());
    return { outcome: 'match', profile: { sourceId: 'probe', fields: {} } };
  };
  const { signal } = new AbortController();
  const all = { ...BOUNDS, stepMilliseconds: 2_000, milliseconds: 60_000, calls: 10_000, ...bounds };
  return time.run(probeLegacy({ ask, bounds: all, signal, now: time.now, sleep: time.sleep }));
}

describe('what a legacy stands', () => {
  it.each([
    [1, 50],
    [2, 50],
    [4, 200],
  ])('is what its %i threads of %i ms a login can do, less the margin', async (threads, milliseconds) => {
    const found = await probeThreads(threads, milliseconds, { concurrency: 32 });
    const capacity = (threads * 1_000) / milliseconds;
    expect(found.stopped).toBe('slower');
    expect(found.knee).toBeGreaterThanOrEqual(threads);
    expect(found.knee).toBeLessThanOrEqual(2 * threads);
    expect(found.safeLoginsPerSecond).toBeGreaterThan(0.85 * found.margin * capacity);
    expect(found.safeLoginsPerSecond).toBeLessThan(1.02 * found.margin * capacity);
    expect(found.atLeast).toBe(false);
  });

  it('is "at least" what was asked where it stands more than we may ask', async () => {
    const found = await probeThreads(1_000, 10, { perSecond: 40 });
    expect(found.steps.map(({ concurrency }) => concurrency)).toEqual([1, 2, 4, 8]);
    expect(found).toMatchObject({ stopped: 'concurrency', atLeast: true });
    expect(found.safeLoginsPerSecond).toBeCloseTo(40 * found.margin, 0);
  });

  it('takes no longer than allowed', async () => {
    const found = await probeThreads(8, 100, { milliseconds: 3_000 });
    expect(found.stopped).toBe('time');
    expect(found.calls).toBeLessThan(10 + 20 + 20 + 40);
  });

  it('is found over HTTP where every login is a bcrypt, one after the other', async () => {
    const stored = await hash(PASSWORD, { cost: 9 });
    let busy = 0;
    let last: Promise<unknown> = Promise.resolve();
    const shop = await openShop((password) => {
      const mine = last.then(async () => {
        const from = performance.now();
        const right = await verify(password, stored);
        busy += performance.now() - from;
        return right;
      });
      last = mine;
      return mine;
    });
    const found = await probe(shop, { bounds: { stepMilliseconds: 500 } });
    const capacity = (1_000 * shop.seen.logins) / busy;
    expect(found.safeLoginsPerSecond).toBeGreaterThan(0);
    // Twice for a machine whose speed changes from one second to the next.
    expect(found.safeLoginsPerSecond).toBeLessThan(2 * found.margin * capacity);
  });
});

describe('a probe never goes beyond its bounds, counted at the server:', () => {
  const instant = async (password: string) => password === PASSWORD;

  it('not in logins altogether', async () => {
    const shop = await openShop(instant);
    const found = await probe(shop, { bounds: { calls: 23 }, wrongToo: true });
    expect(found.stopped).toBe('calls');
    expect(shop.seen.logins).toBe(23);
    expect(found.calls).toBe(23);
  });

  it('not in logins at a time', async () => {
    const shop = await openShop(async (password) => {
      await wait(5);
      return password === PASSWORD;
    });
    await probe(shop, { bounds: { concurrency: 3, stepMilliseconds: 100 } });
    expect(shop.seen.atOnce).toBeLessThanOrEqual(2);
  });

  it('not in logins a second', async () => {
    const shop = await openShop(instant);
    await probe(shop, { bounds: { perSecond: 50, milliseconds: 800 } });
    const [first = 0] = shop.seen.times;
    const spent = ((shop.seen.times.at(-1) ?? 0) - first) / 1000;
    expect(shop.seen.logins).toBeLessThanOrEqual(spent * 50 + 3);
  });

  it('not after Ctrl-C', async () => {
    const shop = await openShop(oneThread(10));
    const interrupt = new AbortController();
    const running = probe(shop, { signal: interrupt.signal, bounds: { stepMilliseconds: 5_000 } });
    await wait(150);
    interrupt.abort();
    const found = await running;
    const arrived = shop.seen.logins;
    await wait(60);
    expect(found.stopped).toBe('interrupted');
    expect(shop.seen.logins).toBe(arrived);
  });
});

it('Ctrl-C at the first login is no fault of the account', async () => {
  const interrupt = new AbortController();
  const shop = await openShop(async (password) => {
    await wait(200);
    return password === PASSWORD;
  });
  const running = probe(shop, { signal: interrupt.signal });
  await wait(50);
  interrupt.abort();
  await expect(running).resolves.toMatchObject({ stopped: 'interrupted', steps: [], atLeast: true });
});

describe('at the first sign of trouble it ends', () => {
  it.each([
    ['the account is locked', 423],
    ['the legacy fails', 500],
    ['the password is suddenly wrong', 401],
  ])('when %s', async (_, status) => {
    const shop = await openShop(
      async (password) => {
        await wait(3);
        return password === PASSWORD;
      },
      (login) => (login > 30 ? status : 200),
    );
    const found = await probe(shop);
    expect(found.stopped).toBe('errors');
    // The one that failed, and those that were under way beside it.
    expect(shop.seen.logins).toBeLessThanOrEqual(30 + 8);
    expect(found.atLeast).toBe(false);
  });

  it('before it has begun, when the account cannot log in', async () => {
    const shop = await openShop(async (password) => password === PASSWORD);
    await expect(probe(shop, { password: 'mistyped' })).rejects.toMatchObject({
      code: 'LEGACY_PROBE_REFUSED',
      message: expect.stringContaining('"wrong"'),
    });
    expect(shop.seen.logins).toBe(1);
  });

  it('when a login takes longer than the deadline', async () => {
    const shop = await openShop(async (password) => {
      if (shop.seen.logins > 3) await wait(3_000);
      return password === PASSWORD;
    });
    const found = await probe(shop, { bounds: { callMilliseconds: 700 } });
    expect(found.stopped).toBe('errors');
    expect(found.knee).toBe(0);
    expect(found.safeLoginsPerSecond).toBe(0);
  });
});

describe('wrong passwords', () => {
  it('are never tried unless asked for', async () => {
    const shop = await openShop(async (password) => password === PASSWORD);
    await probe(shop, { bounds: { calls: 40 } });
    expect(shop.seen.wrong).toBe(0);
  });

  it('are three at most, with a right one after each', async () => {
    const shop = await openShop(async (password) => password === PASSWORD);
    const found = await probe(shop, { bounds: { concurrency: 1, stepMilliseconds: 60 }, wrongToo: true });
    expect(shop.seen.wrong).toBe(3);
    expect(found.wrong).toMatchObject({ calls: 3, otherwise: 0 });
  });
});
