import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf } from './age-bins.ts';
import { dayOf, RecencyGrid } from './days.ts';

const MIDNIGHTS = 86_400_000;

describe('the day of a time', () => {
  it('is that of the calendar, whatever the time and its zone', () => {
    const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2150-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (one) => {
        expect(dayOf(one.toISOString())).toBe(Math.floor(one.getTime() / MIDNIGHTS));
      }),
    );
    expect(dayOf('2024-03-01T00:30:00+01:00')).toBe(dayOf('2024-02-29T12:00:00Z'));
  });
});

describe('last logins by age and tenure', () => {
  it('count everybody once, however the source is ordered, and at most two per cent from where they belong', () => {
    const person = fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 2_000 }));
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 60 }), (people) => {
        const asOf = 20_000;
        const grid = new RecencyGrid();
        for (const [age, more] of people) grid.add(asOf - age, asOf - age - more, 1);
        const cells = grid.fold(asOf);
        expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(people.length);
        const ages = cells.flatMap(({ ageDays, count }) => Array<number>(count).fill(ageDays ?? -1));
        const expected = people.map(([age]) => age).toSorted((a, b) => a - b);
        for (const [index, age] of ages.toSorted((a, b) => a - b).entries()) {
          const real = expected[index] ?? 0;
          // The counting rounds by two per cent first, the bins by five.
          expect(age).toBeLessThanOrEqual(binOf(real));
          expect(age).toBeGreaterThanOrEqual(binOf(Math.floor(real * 0.975)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('can be put together from parts', () => {
    const [one, two, whole] = [new RecencyGrid(), new RecencyGrid(), new RecencyGrid()];
    for (let day = 0; day < 50; day++) {
      (day % 2 === 0 ? one : two).add(20_000 - day, 19_900, 1);
      whole.add(20_000 - day, 19_900, 1);
    }
    one.merge(two);
    expect(one.fold(20_000)).toEqual(whole.fold(20_000));
  });

  it('keep those who never logged in apart', () => {
    const grid = new RecencyGrid();
    grid.add(undefined, 19_990, 3);
    grid.add(undefined, undefined, 2);
    expect(grid.fold(20_000)).toEqual([
      { ageDays: null, tenureDays: 10, count: 3 },
      { ageDays: null, tenureDays: null, count: 2 },
    ]);
  });
});
