import { describe, expect, it } from 'vitest';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTimestamp } from '../../identity/mapping/timestamp.ts';
import { Values } from './values.ts';

describe('a time in the form that nearly every export writes', () => {
  it('is taken at a glance exactly where a closer look takes it, on every day that is and is not', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    for (const year of [1979, 1980, 2000, 2023, 2024, 2099, 2100])
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const time = `${year}-${two(month)}-${two(day)}T23:59:59.5Z`;
          const values = new Values();
          const closely = readTimestamp(time);
          expect(values.time(time)).toBe(closely instanceof Fault ? undefined : closely);
          expect(values.problems.length).toBe(closely instanceof Fault ? 1 : 0);
        }
  });
});
