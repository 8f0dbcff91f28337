import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anAssessment } from '../../../test/an-assessment.ts';
import { forecastCrossing } from '../forecast.ts';
import { ASSUMPTION_NAMES, ASSUMPTIONS, OURS, statedValues, withAssumptions } from './assumptions.ts';
import { forecastBulk } from './bulk.ts';
import type { Forecast, PathForecast } from './forecast.ts';
import { judgePath, type PathFacts } from './judge-path.ts';
import { CROSSING_PATHS, calculatePath, type PathInputs, resetOf } from './paths.ts';

const ASSESSMENT = anAssessment();
const FORECAST = forecastCrossing(ASSESSMENT);

function pathOf({ paths }: Forecast, path: PathForecast['path']): PathForecast {
  const found = paths.find((one) => one.path === path);
  if (found === undefined) throw new Error(`no path ${path}`);
  return found;
}

describe('the paths side by side', () => {
  it('a hash that moves costs less than a reset, in tickets and in customers', () => {
    const [bulk, reset] = [pathOf(FORECAST, 'bulk'), pathOf(FORECAST, 'reset')];
    expect(bulk.tickets.value).toBeLessThan(reset.tickets.value);
    expect(bulk.lost.value).toBeLessThan(reset.lost.value);
    expect(FORECAST.decision.cheapest).toBe('bulk');
  });

  it('every range holds its value, and every cost is in the total', () => {
    for (const { cost, ...rest } of FORECAST.paths) {
      for (const range of [rest.days, rest.crossed, rest.lost, rest.tickets, cost.total]) {
        expect(range.low).toBeLessThanOrEqual(range.value);
        expect(range.high).toBeGreaterThanOrEqual(range.value);
      }
      const parts =
        cost.helpDesk.value + cost.twoStacks.value + cost.messages.value + cost.lostCustomers.value;
      expect(cost.total.value / parts).toBeCloseTo(1, 2);
    }
  });

  it('never has more customers than there are, nor fewer than none', () => {
    const customers = 50_005_001;
    const recency = [0, 1, 2, 3, 4].map((ageDays) => ({ ageDays, tenureDays: 3_000, count: customers / 5 }));
    const [hash] = ASSESSMENT.everybody.passwords;
    if (hash === undefined) throw new Error('no hash');
    const everybody = {
      ...ASSESSMENT.everybody,
      identities: customers,
      recency,
      verified: { verified: customers },
      passwords: [{ ...hash, count: customers }],
    };
    for (const { crossed, lost } of forecastCrossing({ ...ASSESSMENT, everybody }).paths) {
      expect(Math.max(crossed.high, lost.high)).toBeLessThanOrEqual(customers);
      expect(Math.min(crossed.low, lost.low)).toBeGreaterThanOrEqual(0);
    }
  });

  it('says which number moves the decision most, largest first', () => {
    const swings = FORECAST.decision.sensitivity.map(({ atLow, atHigh }) => Math.abs(atHigh - atLow));
    expect(swings).toEqual(swings.toSorted((one, other) => other - one));
    expect(FORECAST.decision.sensitivity[0]?.assumption).toBe('customerValue');
  });

  it('moves with a number that is changed, and says whose it is', () => {
    const dear = forecastCrossing(ASSESSMENT, { assume: { helpDeskCostPerTicket: 70 } });
    const ratio = pathOf(dear, 'reset').cost.helpDesk.value / pathOf(FORECAST, 'reset').cost.helpDesk.value;
    expect(ratio).toBeCloseTo(70 / 18.5, 2);
    expect(dear.assumptions.find(({ name }) => name === 'helpDeskCostPerTicket')).toMatchObject({
      value: 70,
      low: 70,
      source: 'yours',
    });
  });

  it('is the same to the last byte', () => {
    expect(JSON.stringify(forecastCrossing(ASSESSMENT))).toBe(JSON.stringify(FORECAST));
  });

  it('takes days when the window is longer, and money when days cost more', () => {
    const { parallelRun } = FORECAST;
    const longer = forecastCrossing(ASSESSMENT, { assume: { windowDays: 180 }, parallelRun });
    const [jit, long] = [pathOf(FORECAST, 'jit'), pathOf(longer, 'jit')];
    expect(long.days.value - jit.days.value).toBeCloseTo(90, 6);
    expect(long.crossed.value).toBeGreaterThan(jit.crossed.value);
    expect(long.cost.twoStacks.value).toBeGreaterThan(jit.cost.twoStacks.value);
  });
});

describe('the calculation', () => {
  const population = fc
    .record({
      customers: fc.integer({ min: 0, max: 1_000_000 }),
      active: fc.double({ min: 0, max: 1, noNaN: true }),
      reachable: fc.double({ min: 0, max: 1, noNaN: true }),
      portable: fc.double({ min: 0, max: 1, noNaN: true }),
      speed: fc.double({ min: 0.0001, max: 1, noNaN: true }),
    })
    .map(
      ({ customers, active, reachable, portable, speed }): PathInputs => ({
        population: {
          customers,
          active: customers * active,
          reachable: customers * reachable,
          portable: customers * portable,
        },
        returns: {
          everybody: (day) => active * -Math.expm1(-speed * day),
          active: (day) => -Math.expm1(-speed * day),
        },
      }),
    );
  const assumed = fc.record(
    Object.fromEntries(
      ASSUMPTION_NAMES.map((name) => {
        const { low, high } = ASSUMPTIONS[name];
        return [name, fc.double({ min: low, max: high, noNaN: true })];
      }),
    ) as Record<(typeof ASSUMPTION_NAMES)[number], fc.Arbitrary<number>>,
  );

  it('loses nobody twice, and has no negative number anywhere', () => {
    fc.assert(
      fc.property(population, assumed, (inputs, numbers) => {
        for (const path of CROSSING_PATHS) {
          const { crossed, lost, ...rest } = calculatePath(path, inputs, numbers);
          expect(crossed).toBeLessThanOrEqual(inputs.population.customers * (1 + 1e-9));
          for (const value of [crossed, lost, ...Object.values(rest)])
            expect(value).toBeGreaterThanOrEqual(-1e-6);
        }
        const { completed, lost } = resetOf(inputs, numbers);
        expect(completed + lost).toBeLessThanOrEqual(inputs.population.customers * (1 + 1e-9));
      }),
    );
  });

  it('asks everybody who can be reached, once on the first day it may, and counts tickets by day', () => {
    const inputs: PathInputs = {
      population: { customers: 50_000, active: 20_000, reachable: 50_000, portable: 0 },
      returns: { everybody: () => 0, active: () => 0 },
    };
    const { days, tickets, completed, sendDays, messages } = resetOf(inputs, statedValues(withAssumptions()));
    expect(sendDays).toBe(3);
    expect(days.slice(0, 4).map(({ sent }) => sent)).toEqual([20_000, 40_000, 50_000, 50_000]);
    expect(days.reduce((sum, day) => sum + day.tickets, 0)).toBeCloseTo(tickets, 6);
    expect(messages).toBeGreaterThan(50_000);
    expect(completed).toBeLessThan(50_000 * 0.3);
  });
});

describe('a path is refused with its reason', () => {
  const facts: PathFacts = {
    population: { customers: 1_000, active: 400, reachable: 900, portable: 800 },
    parallelRun: FORECAST.parallelRun,
    legacy: { safeLoginsPerSecond: 20, endsInDays: 500 },
    peakLoginsPerSecond: 4,
  };
  const { legacy: _, ...withoutLegacy } = facts;
  const nobody = { ...facts.population, reachable: 0, portable: 0 };
  const silent = { ...facts.parallelRun, method: 'none', curve: [] } as const;

  it.each<readonly [string, PathForecast['path'], PathFacts, string, RegExp]>([
    ['there is no legacy', 'jit', withoutLegacy, 'JIT_NO_LEGACY', /No live legacy/],
    [
      'the legacy is too slow',
      'jit',
      { ...facts, peakLoginsPerSecond: 31 },
      'JIT_LEGACY_TOO_SLOW',
      /20 logins.*31/,
    ],
    [
      'the legacy was not probed as far as the busiest hour goes',
      'jit',
      { ...facts, peakLoginsPerSecond: 31, legacy: { safeLoginsPerSecond: 20, atLeast: true } },
      'JIT_LEGACY_TOO_SLOW',
      /probed up to 20 logins a second and no further/,
    ],
    [
      'the legacy ends too early',
      'jit',
      { ...facts, legacy: { endsInDays: 2 } },
      'JIT_LEGACY_ENDS',
      /in 2 days; \d+ are/,
    ],
    [
      'nobody knows how long it takes',
      'jit',
      { ...facts, parallelRun: silent, legacy: { endsInDays: 200 } },
      'JIT_CANNOT_SAY',
      /200 days/,
    ],
    [
      'nobody can be written to',
      'reset',
      { ...facts, population: nobody },
      'RESET_NO_CHANNEL',
      /None of 1,000/,
    ],
    ['no hash can move', 'bulk', { ...facts, population: nobody }, 'BULK_NO_HASH', /None of 1,000/],
  ])('because %s', (_title, path, given, code, sentence) => {
    const refusal = judgePath(path, given);
    expect(refusal?.code).toBe(code);
    expect(refusal?.reason).toMatch(sentence);
  });

  it('and allowed where everything is there', () => {
    expect(CROSSING_PATHS.map((path) => judgePath(path, facts))).toEqual([undefined, undefined, undefined]);
  });

  it('and is never the one that is recommended', () => {
    const { paths, decision } = forecastCrossing(ASSESSMENT);
    expect(paths.find(({ path }) => path === 'jit')?.refused?.code).toBe('JIT_NO_LEGACY');
    expect([decision.cheapest, decision.next]).not.toContain('jit');
    expect(decision.sensitivity.some(({ path }) => path === 'jit')).toBe(false);
  });
});

describe('how long an import takes', () => {
  const limits = { usersPerSecond: 100, source: 'a page', basis: 'documented', notes: ['two jobs'] } as const;

  it('goes by what is documented, less what is never reached', () => {
    const bulk = forecastBulk(700_000, { id: 'acme', limits }, withAssumptions());
    expect(bulk).toMatchObject({ basis: 'documented', source: 'a page', notes: ['two jobs'] });
    expect(bulk.seconds).toEqual({ value: 10_000, low: 7_000, high: 17_500 });
  });

  it('goes by what a run has measured, once there is one', () => {
    const rate = { value: 50, low: 40, high: 60 };
    const bulk = forecastBulk(6_000, { id: 'acme', limits }, withAssumptions(), {
      rate,
      customers: 9_000,
      run: 3,
    });
    expect(bulk).toMatchObject({ basis: 'run', rate, seconds: { value: 120, low: 100, high: 150 } });
    expect(bulk.source).toContain('run 3');
  });

  it('says nothing where nobody knows', () => {
    const bulk = forecastBulk(6_000, { id: 'acme' }, withAssumptions());
    expect(bulk.seconds).toBeUndefined();
    expect(bulk.basis).toBe('unknown');
  });
});

describe('assumptions', () => {
  it('each lies between its ends and says where it comes from', () => {
    for (const { value, low, high, source } of withAssumptions()) {
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
      expect(
        source === OURS || /\(.+\.(com|to|org)/.test(source) || /schneier\.com|github\.com/.test(source),
      ).toBe(true);
    }
  });

  it.each([
    ['customerValu', 5, 'did you mean "customerValue"'],
    ['resetOpened', 35, 'a share lies between 0 and 1'],
    ['windowDays', Number.NaN, 'a number that is not below 0'],
    ['windowDays', { value: 90, low: 120 }, 'in this order'],
  ])('%s = %j is refused', (name, given, words) => {
    expect(() => withAssumptions({ [name]: given })).toThrow(words);
  });
});
