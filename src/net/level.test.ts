import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/servers/fault-proxy.ts';
import { createLevel } from './level.ts';

interface Target {
  /** Calls it works on at once; more of them queue inside it. */
  readonly workers: number;
  /** Milliseconds. */
  readonly median: number;
  /** Of the logarithm: 0.5 is a shared machine, 1 a bad line. */
  readonly noise: number;
}

/** Plays a target at full demand. @returns the part of what it can do that was done, and the mean level */
function play({ workers, median, noise }: Target, seconds: number, most: number, seed: number) {
  let now = 0;
  const level = createLevel({ now: () => now, wake: () => () => undefined }, most);
  const random = seededRandom(seed);
  const underWay: { readonly ends: number; readonly began: number }[] = [];
  const queued: number[] = [];
  let inFlight = 0;
  let done = 0;
  let levels = 0;

  const work = (began: number) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    underWay.push({ ends: now + median * Math.exp(noise * normal), began });
    underWay.sort((a, b) => a.ends - b.ends);
  };
  const call = () => {
    for (; inFlight < Math.max(1, Math.floor(level.value)); inFlight += 1)
      if (underWay.length < workers) work(now);
      else queued.push(now);
  };

  call();
  for (let next = underWay.shift(); next !== undefined && now < seconds * 1000; next = underWay.shift()) {
    now = next.ends;
    inFlight -= 1;
    done += 1;
    levels += level.value;
    const waiting = queued.shift();
    if (waiting !== undefined) work(waiting);
    level.observe('call', now - next.began, true);
    call();
  }
  const mean = median * Math.exp(noise ** 2 / 2);
  return { part: (done * mean) / (Math.min(workers, most) * now), mean: levels / done };
}

describe('the number of calls that a target is worth', () => {
  const seeds = [1, 2, 3, 4, 5];

  it.each(seeds)('keeps a small target busy with few calls, noise or not (seed %i)', (seed) => {
    const quiet = play({ workers: 4, median: 20, noise: 0 }, 60, 64, seed);
    expect(quiet.part).toBeGreaterThan(0.95);
    expect(quiet.mean).toBeLessThan(8);
    const noisy = play({ workers: 4, median: 20, noise: 0.5 }, 60, 64, seed);
    expect(noisy.part).toBeGreaterThan(0.9);
    expect(noisy.mean).toBeLessThan(20);
  });

  it.each(seeds)('is not kept small by the noise of a distant target (seed %i)', (seed) => {
    const { part } = play({ workers: 1000, median: 50, noise: 0.5 }, 60, 64, seed);
    expect(part).toBeGreaterThan(0.9);
  });

  it('learns nothing from calls that nobody waited behind', () => {
    let now = 0;
    const level = createLevel({ now: () => now, wake: () => () => undefined }, 64);
    for (let calls = 0; calls < 1000; calls += 1) {
      now += 10;
      level.observe('call', 10, false);
    }
    expect(level.value).toBe(4);
  });

  it('does not take slow batches after quick look-ups for a target that collapsed', () => {
    let now = 0;
    const level = createLevel({ now: () => now, wake: () => () => undefined }, 64);
    const lowest = (kind: string, latency: number, calls: number) => {
      let least = level.value;
      for (let call = 0; call < calls; call += 1) {
        now += latency / level.value;
        level.observe(kind, latency, true);
        least = Math.min(least, level.value);
      }
      return least;
    };
    lowest('find', 4, 2000);
    expect(level.value).toBe(64);
    expect(lowest('import', 400, 2000)).toBeGreaterThanOrEqual(32);
    expect(level.value).toBe(64);
  });
});
