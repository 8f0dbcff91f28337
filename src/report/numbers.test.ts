import { describe, expect, it } from 'vitest';
import { countOf, day, duration, listed, percent, ranged, shareBetween } from './numbers.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers in a report', () => {
  it('never rounds a few customers to nobody, nor nearly everybody to all', () => {
    expect(plain(percent(3, 1_000_000))).toBe('< 1 %');
    expect(plain(percent(999_999, 1_000_000))).toBe('> 99 %');
    expect(plain(percent(0, 10))).toBe('0 %');
    expect(plain(percent(10, 10))).toBe('100 %');
    expect(plain(percent(61, 100))).toBe('61 %');
    expect(percent(0, 0)).toBe('–');
  });

  it('says a range once where both ends read the same', () => {
    expect(plain(shareBetween([0.4301, 0.72]))).toBe('43 % to 72 %');
    expect(plain(shareBetween([0.001, 0.002]))).toBe('< 1 %');
    expect(ranged({ value: 5, low: 5, high: 5 })).toBe('5');
    expect(ranged({ value: 1_200, low: 800, high: 2_400 })).toBe('1,200 (800 to 2,400)');
  });

  it('takes the unit in which a time is easily read', () => {
    expect([1, 80, 100, 5_735, 400_000].map((seconds) => plain(duration(seconds)))).toEqual([
      '1 second',
      '80 seconds',
      '1.7 minutes',
      '1.6 hours',
      '4.6 days',
    ]);
  });

  it('reads as a person would say it', () => {
    expect(plain(countOf(1, 'customer'))).toBe('1 customer');
    expect(plain(countOf(1_204_331, 'customer'))).toBe('1,204,331 customers');
    expect(plain(day('2026-11-12T22:14:03.000Z'))).toBe('12 November 2026');
    expect(day('no time')).toBe('no time');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });
});
