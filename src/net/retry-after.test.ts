import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

describe('Retry-After', () => {
  it('reads seconds, up to an hour', () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seconds) => {
        expect(parseRetryAfter(String(seconds), 0)).toBe(Math.min(3_600_000, seconds * 1000));
      }),
    );
  });

  it('reads an HTTP date as the time until then', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 3000 }), (seconds) => {
        const now = Date.UTC(2026, 10, 20, 12);
        const header = new Date(now + seconds * 1000).toUTCString();
        expect(parseRetryAfter(header, now)).toBe(Math.max(0, seconds * 1000));
      }),
    );
  });

  it('makes nothing of what is neither', () => {
    for (const header of [undefined, '', 'soon', '-1', '1e9', '2026-11-20', 'NaN'])
      expect(parseRetryAfter(header, 0)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void parseRetryAfter(text, 0)));
  });
});
