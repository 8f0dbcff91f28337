import { describe, expect, it } from 'vitest';
import { countOf, day, listed, percent } from './numbers.ts';

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

  it('reads as a person would say it', () => {
    expect(plain(countOf(1, 'customer'))).toBe('1 customer');
    expect(plain(countOf(1_204_331, 'customer'))).toBe('1,204,331 customers');
    expect(plain(day('2026-11-12T22:14:03.000Z'))).toBe('12 November 2026');
    expect(day('no time')).toBe('no time');
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });
});
