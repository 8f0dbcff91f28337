import { expect, it } from 'vitest';
import { createMeter } from './progress.ts';

it('tells the rate of the last seconds and the time that is left at it', () => {
  let now = 0;
  const meter = createMeter(1_000, () => now);
  for (let second = 0; second < 4; second += 1) {
    now += 1_000;
    meter.add(100);
  }
  expect(meter.reading()).toEqual({ done: 400, rate: 100, eta: 6_000 });
});

it('forgets a pause, so that the estimate recovers from it', () => {
  let now = 0;
  const meter = createMeter(10_000, () => now);
  meter.add(100);
  now += 3_600_000;
  for (let second = 0; second < 20; second += 1) {
    now += 1_000;
    meter.add(100);
  }
  expect(meter.reading().rate).toBeCloseTo(100, -1);
});

it('makes no estimate of a rate of nothing', () => {
  const meter = createMeter(10, () => 0);
  expect(meter.reading()).toEqual({ done: 0, rate: 0 });
});
