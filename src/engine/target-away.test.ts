import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { customers, type TestCrossing, withCrossing } from '../../test/crossing.ts';
import { sayAway } from './batches/absence.ts';
import { steerRun } from './control.ts';
import { importRun } from './import.ts';
import { listProblems } from './problems.ts';
import type { Progress } from './progress.ts';
import { rollbackRun } from './rollback.ts';

const MINUTE = 60_000;

/** Puts a line between the engine and its target that the test cuts; `asked` counts who came, answered or not. */
function lineTo({ target }: TestCrossing) {
  const { find, read, write } = target.session;
  const line = { isCut: () => false, asked: 0 };
  const through = <Keys, Answer>(ask: (keys: Keys) => Promise<Answer>) => {
    return async (keys: Keys) => {
      line.asked += 1;
      if (line.isCut()) throw new Error('nobody there');
      return ask(keys);
    };
  };
  target.session.find = through(find);
  target.session.read = through(read);
  target.session.write = through(write);
  return line;
}

/** A clock that only waiting moves. */
function waitingClock() {
  const clock = {
    now: 0,
    sleep: async (milliseconds: number) => {
      clock.now += milliseconds;
    },
  };
  return clock;
}

/** A sleep that lasts until it is released or cut short; `begun` resolves when somebody sleeps. */
function longSleep() {
  const begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const sleep = (_milliseconds: number, signal?: AbortSignal) => {
    begun.resolve();
    return Promise.race([
      over.promise,
      new Promise<void>((resolve) => {
        if (signal?.aborted === true) resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    ]);
  };
  return { begun: begun.promise, release: () => over.resolve(), sleep };
}

describe('an import whose target is away for minutes', () => {
  it('sits it out in the middle of a batch, and holds nobody for it', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const { store } = crossing;
      const line = lineTo(crossing);
      const clock = waitingClock();
      // It dies behind the tenth record, whose answer still arrives.
      store.fault = () => (store.calls.length > 10 && clock.now === 0 ? 'lose-before' : undefined);
      line.isCut = () => store.calls.length > 10 && clock.now < 4 * MINUTE;
      const { account } = await importRun({ ...crossing, sleep: clock.sleep });
      expect(account).toMatchObject({ balanced: true, ended: { moved: 20 } });
      expect(store.users.size).toBe(20);
      expect(clock.now).toBeGreaterThanOrEqual(4 * MINUTE);
      expect(clock.now).toBeLessThan(4 * MINUTE + 30_000);
    });
  });

  it('waits as well where it answers questions and takes nothing, as a database that is read-only', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const clock = waitingClock();
      crossing.store.fault = () => (clock.now < 2 * MINUTE ? 'lose-before' : undefined);
      const { account } = await importRun({ ...crossing, sleep: clock.sleep });
      expect(account.ended).toEqual({ moved: 20 });
    });
  });

  it('holds the one record that fails again and again while others are taken', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const { store } = crossing;
      let bad: string | undefined;
      store.fault = ({ externalId }) => {
        bad ??= externalId;
        return externalId === bad ? 'retry' : undefined;
      };
      const clock = waitingClock();
      const { account } = await importRun({ ...crossing, sleep: clock.sleep });
      expect(account.ended).toEqual({ moved: 19, held: 1 });
      const problems = await Array.fromAsync(listProblems(crossing.ledger));
      expect(problems.map(({ code }) => code)).toEqual(['TARGET_UNAVAILABLE']);
      expect(store.calls.filter(({ externalId }) => externalId === bad)).toHaveLength(8);
      expect(clock.now).toBeLessThan(MINUTE);
    });
  });

  it('ends when the patience is at its end, stays open, and sends nobody twice when it goes on', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const line = lineTo(crossing);
      const clock = waitingClock();
      line.isCut = () => true;
      const target = { ...crossing.target, patience: MINUTE };
      await expect(importRun({ ...crossing, target, sleep: clock.sleep })).rejects.toMatchObject({
        code: 'TARGET_UNREACHABLE',
        message: expect.stringContaining('nobody there'),
      });
      expect(clock.now).toBeGreaterThan(MINUTE - 15_000);
      expect(clock.now).toBeLessThan(2 * MINUTE);
      line.isCut = () => false;
      const { account, run } = await importRun(crossing);
      expect(account.ended).toEqual({ moved: 20 });
      expect([run.id, crossing.store.calls.length]).toEqual([1, 20]);
    });
  });

  it('says how long it goes on trying, and no more once it answers', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const line = lineTo(crossing);
      const clock = waitingClock();
      const told = Promise.withResolvers<void>();
      const notes: (string | undefined)[] = [];
      line.isCut = () => notes.length === 0;
      await importRun(
        {
          ...crossing,
          sleep: async (milliseconds) => {
            await clock.sleep(milliseconds);
            if (clock.now > MINUTE) await told.promise;
          },
        },
        {
          onProgress({ note }) {
            if (notes.length > 0 || note?.startsWith('the target') === true) notes.push(note);
            if (notes.length > 0) told.resolve();
          },
        },
      );
      expect(notes[0]).toMatch(/^the target does not answer, trying again for [45] min$/);
      expect(notes.at(-1)).not.toBe(notes[0]);
    });
  });

  it('stops at once on Ctrl-C, although it was to wait for long', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const line = lineTo(crossing);
      const { sleep, begun } = longSleep();
      const stop = new AbortController();
      line.isCut = () => true;
      void begun.then(() => stop.abort());
      expect((await importRun({ ...crossing, sleep }, { signal: stop.signal })).ended).toBe('stopped');
      line.isCut = () => false;
      expect((await importRun(crossing)).account.ended).toEqual({ moved: 20 });
      expect(crossing.store.calls).toHaveLength(20);
    });
  });

  it('is cancelled at once, and the next import looks up what may have been written', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const { ledger, store } = crossing;
      const line = lineTo(crossing);
      const { sleep, begun } = longSleep();
      store.fault = () => 'lose-after';
      line.isCut = () => store.calls.length > 0;
      void begun.then(() => steerRun(ledger, { wanted: 'cancel' }, 'tester'));
      expect((await importRun({ ...crossing, sleep })).ended).toBe('cancelled');
      line.isCut = () => false;
      store.fault = () => undefined;
      await importRun(crossing);
      expect([store.users.size, store.calls.length]).toEqual([20, 20]);
    });
  });

  it('asks nobody while it is paused', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const { ledger } = crossing;
      const line = lineTo(crossing);
      const { sleep, begun, release } = longSleep();
      const asked: number[] = [];
      line.isCut = () => asked.length < 3;
      void begun.then(() => steerRun(ledger, { wanted: 'pause' }, 'tester'));
      const onProgress = ({ note }: Progress) => {
        if (note !== 'paused') return;
        asked.push(line.asked);
        release();
        if (asked.length === 3) void steerRun(ledger, { wanted: 'run' }, 'tester');
      };
      const { account } = await importRun({ ...crossing, sleep }, { onProgress });
      expect(account.ended).toEqual({ moved: 20 });
      expect(new Set(asked).size).toBe(1);
    });
  });

  it('gets over a server that really goes away and comes back at its port', async () => {
    await withCrossing(customers(60), async (crossing) => {
      const server = createServer((_request, response) => response.end());
      const listen = (port: number) =>
        new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      await listen(0);
      const { port } = server.address() as AddressInfo;
      const { session } = crossing.target;
      const { find, read, write } = session;
      const knock = () => fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
      session.find = async (keys) => knock().then(() => find(keys));
      session.read = async (ids) => knock().then(() => read(ids));
      session.write = async (writes) => {
        await knock();
        if (crossing.store.calls.length === 0) server.close();
        return write(writes);
      };
      const notes = new Set<string>();
      const { account } = await importRun(crossing, {
        onProgress({ note = '' }) {
          if (note.includes('does not answer') && !notes.has(note) && !server.listening) void listen(port);
          notes.add(note);
        },
      });
      server.close();
      expect(account.ended).toEqual({ moved: 60 });
      expect([...notes]).toContain('the target does not answer, trying again for 5 min');
    });
  });
});

describe('a rollback whose target is away', () => {
  it('waits like an import, and stops at once', async () => {
    await withCrossing(customers(20), async (crossing) => {
      const { ledger, target, store } = crossing;
      const { run } = await importRun(crossing);
      const line = lineTo(crossing);
      const { sleep, begun } = longSleep();
      const stop = new AbortController();
      line.isCut = () => true;
      void begun.then(() => stop.abort());
      const options = { operator: 'tester', sleep };
      const stopped = await rollbackRun(ledger, target, run.id, { ...options, signal: stop.signal });
      expect([stopped.ended, store.users.size]).toEqual(['stopped', 20]);
      const clock = waitingClock();
      line.isCut = () => clock.now < 2 * MINUTE;
      const { ended, counts } = await rollbackRun(ledger, target, run.id, { ...options, sleep: clock.sleep });
      expect([ended, counts, store.users.size]).toEqual(['done', { removed: 20 }, 0]);
    });
  });
});

describe('how long is left', () => {
  it.each([
    [299_001, '5 min'],
    [60_000, '1 min'],
    [59_000, '59 s'],
    [0, '0 s'],
  ])('of %i ms is said as %s', (left, said) => {
    expect(sayAway(left)).toBe(`the target does not answer, trying again for ${said}`);
  });
});
