import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedSince } from './changed-since.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const SINCE = new Date(NOON).toISOString();

/** As a server writes it whose clock shows this. */
function dated(theirs: number) {
  return { headers: { date: new Date(theirs).toUTCString() } };
}

describe('whether something changed at a platform since a moment of ours', () => {
  it('is not so for what never changed, and for a stamp that is none', () => {
    expect(changedSince(undefined, SINCE, dated(NOON), NOON)).toBe('no');
    expect(changedSince(Number.NaN, SINCE, dated(NOON), NOON)).toBe('no');
  });

  it('goes by the clock of the platform, however wrong it is', () => {
    const minute = 60_000;
    fc.assert(
      fc.property(
        fc.integer({ min: -600 * minute, max: 600 * minute }),
        fc.integer({ min: 5_000, max: 30 * minute }),
        fc.integer({ min: 0, max: minute }),
        (wrong, took, asked) => {
          const now = NOON + took + asked;
          expect(changedSince(NOON + took + wrong, SINCE, dated(now + wrong), now)).toBe('yes');
          expect(changedSince(NOON - took + wrong, SINCE, dated(now + wrong), now)).toBe('no');
        },
      ),
    );
  });

  it('takes the clocks for one where the answer names no time, and where they nearly agree', () => {
    expect(changedSince(NOON + 1, SINCE, { headers: {} }, NOON + 9_000)).toBe('yes');
    expect(changedSince(NOON - 1, SINCE, { headers: {} }, NOON + 9_000)).toBe('no');
    expect(changedSince(NOON - 1, SINCE, dated(NOON - 900), NOON)).toBe('no');
  });
});
