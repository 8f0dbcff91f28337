import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toIsoTime } from './iso-time.ts';

it('writes every millisecond as Date does', () => {
  const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
  fc.assert(
    fc.property(times, (ms) => {
      expect(toIsoTime(ms)).toBe(new Date(ms).toISOString());
    }),
  );
});
