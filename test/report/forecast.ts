/**
 * A forecast as of a real shop, for the tests of the report and for looking at it.
 *
 * @module
 */
import type { Estimate, Forecast, PathForecast, Range } from '../../src/engine/forecast/forecast.ts';

const CUSTOMERS = 1_204_331;

function estimate(value: number, spread: number, most = Number.POSITIVE_INFINITY): Estimate {
  const within = (width: number) =>
    [Math.max(0, value - width), Math.min(most, value + width)] as const satisfies readonly [number, number];
  return { value, p50: within(spread / 2), p80: within(spread), p95: within(spread * 1.6) };
}

function range(value: number, wide = 0.4): Range {
  return { value, low: value * (1 - wide), high: value * (1 + wide) };
}

/** Fast at first, then slower and slower: some never come. */
function share(day: number, most: number): number {
  return most * (1 - (1 + day / 40) ** -0.9);
}

function path(name: PathForecast['path'], total: number): PathForecast {
  return {
    path: name,
    days: range(name === 'bulk' ? 2 : 180),
    crossed: range(CUSTOMERS * 0.9, 0.05),
    lost: range(name === 'reset' ? 90_000 : 4_000),
    tickets: range(total / 20),
    helpDeskHours: range(total / 100),
    cost: {
      helpDesk: range(total * 0.3),
      twoStacks: range(total * 0.5),
      messages: range(total * 0.1),
      lostCustomers: range(total * 0.1),
      total: range(total),
    },
  };
}

export const FORECAST: Forecast = {
  document: 'footbridge-forecast',
  version: 1,
  population: 'everybody',
  customers: CUSTOMERS,
  asOf: '2026-11-12T22:14:03.000Z',
  seed: 1,
  parallelRun: {
    method: 'model',
    reservations: [
      { code: 'DROPOUT_UNCERTAIN', found: 'Between 11 % and 24 % of the customers have left for good.' },
    ],
    customers: CUSTOMERS - 7_804,
    unknown: 7_804,
    active: 513_539,
    activeDays: 90,
    curve: [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730].map((day) => ({
      day,
      everybody: estimate(share(day, 0.78), 0.012 + day * 0.00009, 1),
      active: estimate(share(day * 2.4, 1), 0.008 + day * 0.00004, 1),
    })),
    windows: [
      { of: 'active', share: 0.9, days: estimate(182, 14), staysAway: estimate(0.02, 0.004) },
      {
        of: 'active',
        share: 0.95,
        days: { value: 390, p50: [380, 402], p80: [361, 440], p95: [340, null] },
        staysAway: estimate(0.02, 0.004),
      },
      {
        of: 'everybody',
        share: 0.9,
        days: { value: null, p50: [null, null], p80: [null, null], p95: [null, null] },
        staysAway: estimate(0.24, 0.02),
      },
    ],
    tails: [
      { afterDays: 90, customers: estimate(530_000, 12_000) },
      { afterDays: 180, customers: estimate(410_000, 16_000) },
    ],
    holdOuts: [
      { days: 30, customers: 1_190_330, predicted: estimate(0.243, 0.008), observed: 0.2476, error: 0.0046 },
    ],
  },
  bulk: [
    {
      target: 'Keycloak',
      customers: CUSTOMERS,
      seconds: range(5_735),
      rate: range(210),
      basis: 'measured',
      source: 'docs/performance.md',
      notes: ['one realm'],
    },
  ],
  reset: {
    reachable: 1_192_230,
    messages: range(2_400_000),
    delivered: range(2_300_000),
    opened: range(900_000),
    completed: range(480_000),
    passkeys: range(96_000),
    lost: range(300_000),
    tickets: range(36_000),
    days: [],
    peakTicketsPerDay: range(900),
  },
  paths: [
    path('bulk', 41_000),
    path('jit', 330_000),
    {
      ...path('reset', 910_000),
      refused: {
        code: 'RESET_NO_CHANNEL',
        reason: '12,101 customers have no address that could be written to.',
      },
    },
  ],
  decision: {
    cheapest: 'bulk',
    next: 'jit',
    sensitivity: [
      { assumption: 'twoStacksPerDay', path: 'jit', atLow: 90_000, atHigh: 610_000, changesDecision: false },
      { assumption: 'ticketCost', path: 'jit', atLow: 280_000, atHigh: 391_000, changesDecision: true },
    ],
  },
  assumptions: [],
};
