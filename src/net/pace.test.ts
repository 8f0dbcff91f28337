import { describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from './clock.ts';
import { createPace, type Pace } from './pace.ts';
import { RemoteError } from './remote-error.ts';

const tooMany = (after?: number) =>
  new RemoteError('too many', { answer: 'wait', ambiguous: false, status: 429, after });

/** A target that answers so many calls at once in `latency` milliseconds each; more of them queue inside it. */
function createServer(clock: ManualClock, capacity: number, latency: number) {
  let busy = 0;
  const queue: (() => void)[] = [];
  const serve = (done: () => void) => {
    busy += 1;
    clock.wake(latency, () => {
      busy -= 1;
      done();
      const next = queue.shift();
      if (next) serve(next);
    });
  };
  return () =>
    new Promise<void>((resolve) => (busy < capacity ? serve(resolve) : queue.push(() => resolve())));
}

/** Keeps so many calls waiting at the pace for as long as the clock moves. */
function keepBusy(pace: Pace, call: () => Promise<void>, callers = 200) {
  const counted = { done: 0, failed: 0 };
  let going = true;
  const caller = async () => {
    while (going) {
      try {
        await pace.run(call);
        counted.done += 1;
      } catch {
        counted.failed += 1;
      }
    }
  };
  for (let n = 0; n < callers; n += 1) void caller();
  return { counted, stop: () => (going = false) };
}

describe('the pace of a target', () => {
  it('starts low and grows to the limit where latency stays flat', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 64 }, clock);
    const load = keepBusy(pace, createServer(clock, 1000, 50));
    await clock.advance(1);
    expect(pace.state.inFlight).toBe(4);
    await clock.advance(2000);
    expect(pace.state.limit).toBe(64);
    load.stop();
    await clock.advance(10_000);
  });

  it('keeps a target of four workers full without piling up calls inside it', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 256 }, clock);
    const load = keepBusy(pace, createServer(clock, 4, 20));
    await clock.advance(20_000);
    expect(load.counted.done).toBeGreaterThan(3800);
    expect(pace.state.limit).toBeLessThan(16);
    load.stop();
    await clock.advance(10_000);
  });

  it('halves once for all the calls that were refused together', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 64 }, clock);
    const load = keepBusy(pace, createServer(clock, 1000, 50), 100);
    await clock.advance(2000);
    load.stop();
    await clock.advance(1000);
    expect(pace.state.limit).toBe(64);

    const refuse = () =>
      pace.run(() => new Promise((_resolve, reject) => void clock.wake(10, () => reject(tooMany()))));
    const refused = Promise.allSettled(Array.from({ length: 64 }, refuse));
    await clock.advance(10);
    await refused;
    expect(pace.state.limit).toBe(32);
  });

  it('lets nobody start while the target asked for quiet', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 8 }, clock);
    await expect(pace.run(() => Promise.reject(tooMany(2000)))).rejects.toThrow('too many');
    expect(pace.state.quietFor).toBe(2000);

    const started: number[] = [];
    const calls = [1, 2, 3].map((n) => pace.run(async () => void started.push(n)));
    await clock.advance(1999);
    expect(started).toEqual([]);
    await clock.advance(1);
    await Promise.all(calls);
    expect(started).toEqual([1, 2, 3]);
    expect(pace.state.quietFor).toBe(0);
  });

  it('spends no more than its calls a second', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 64, perSecond: 20 }, clock);
    const load = keepBusy(pace, createServer(clock, 1000, 5));
    await clock.advance(10_000);
    expect(load.counted.done).toBeGreaterThanOrEqual(195);
    expect(load.counted.done).toBeLessThanOrEqual(202);
    load.stop();
    pace.tune({ concurrency: 64 });
    await clock.advance(1000);
  });

  it('follows new bounds while it is running', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 64 }, clock);
    const load = keepBusy(pace, createServer(clock, 1000, 50));
    await clock.advance(1000);
    pace.tune({ concurrency: 2 });
    await clock.advance(100);
    expect(pace.state).toMatchObject({ limit: 2, inFlight: 2 });
    pace.tune({ concurrency: 32 });
    await clock.advance(20_000);
    expect(pace.state.inFlight).toBe(32);
    load.stop();
    await clock.advance(1000);
  });

  it('does not take a slow kind of call for a target under pressure', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 32 }, clock);
    const find = createServer(clock, 1000, 5);
    const batch = createServer(clock, 1000, 400);
    const look = keepBusy(pace, find, 100);
    await clock.advance(500);
    look.stop();
    await clock.advance(100);
    const going = Array.from({ length: 300 }, () => pace.run(batch, undefined, 'import'));
    await clock.advance(20_000);
    await Promise.all(going);
    expect(pace.state.limit).toBe(32);
  });

  it('forgets a caller who gave up while waiting', async () => {
    const clock = manualClock();
    const pace = createPace({ concurrency: 1 }, clock);
    const long = pace.run(() => new Promise<void>((resolve) => void clock.wake(100, resolve)));
    const giveUp = new AbortController();
    const abandoned = pace.run(async () => 'never', giveUp.signal);
    expect(pace.state.waiting).toBe(1);
    giveUp.abort(new Error('the run was cancelled'));
    await expect(abandoned).rejects.toThrow('the run was cancelled');
    expect(pace.state.waiting).toBe(0);
    await clock.advance(100);
    await long;
    expect(pace.state.inFlight).toBe(0);
  });

  it('refuses at once whoever comes with a signal that was aborted already', async () => {
    const pace = createPace({ concurrency: 1 }, manualClock());
    await expect(pace.run(async () => 1, AbortSignal.abort(new Error('too late')))).rejects.toThrow(
      'too late',
    );
  });
});
