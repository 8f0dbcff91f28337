import { expect, it } from 'vitest';
import { createBatchSizer } from './batch-size.ts';

function sizerAt(perSecond: number, first: number, most: number, seconds: number): number {
  let now = 0;
  const sizer = createBatchSizer(first, most, () => now);
  for (let second = 1; second <= seconds; second += 1) {
    now += 1_000;
    sizer.learn(second * 10, second * perSecond);
  }
  return sizer.size();
}

it('grows to what a second takes, by doubling at most', () => {
  expect(sizerAt(5_000, 100, 500, 1)).toBe(200);
  expect(sizerAt(5_000, 100, 500, 10)).toBe(500);
  expect(sizerAt(300, 100, 500, 10)).toBe(300);
});

it('shrinks for a slow target, by half at most', () => {
  expect(sizerAt(4, 100, 500, 1)).toBe(50);
  expect(sizerAt(4, 100, 500, 20)).toBe(4);
});

it('never exceeds what the target takes in one call', () => {
  expect(sizerAt(5_000, 1_000, 50, 1)).toBe(50);
});
