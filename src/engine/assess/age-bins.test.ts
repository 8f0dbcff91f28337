import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BIN_STARTS, binEnd, binOf } from './age-bins.ts';

it('every age lies in the bin that is named for it, a day wide below 60 and at most five per cent and a day beyond', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 30_000, noNaN: true }), (days) => {
      const [start, end] = [binOf(days), binEnd(days)];
      expect(start).toBeLessThanOrEqual(days);
      expect(end).toBeGreaterThan(days);
      expect(end - start).toBeLessThanOrEqual(days < 60 ? 1 : start * 0.05 + 1);
      expect(binOf(start)).toBe(start);
    }),
  );
});

it('a century fits in 210 bins, and impossible ages stand in the first and the last', () => {
  expect(BIN_STARTS.length).toBeLessThan(210);
  expect(binOf(-3)).toBe(0);
  expect(binOf(1e9)).toBe(BIN_STARTS.at(-1));
  expect(binEnd(1e9)).toBe(Number.POSITIVE_INFINITY);
});
