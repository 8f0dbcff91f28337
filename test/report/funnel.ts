/**
 * A funnel as it comes out of a campaign of 48,000 customers in its second week, for the tests of the report and for
 * looking at it.
 *
 * @module
 */
import type { Funnel, FunnelCounts } from '../../src/engine/reset/funnel-document.ts';

const WHOLE: FunnelCounts = {
  meant: 48_000,
  sent: 36_000,
  delivered: 20_310,
  perhapsDelivered: 14_090,
  opened: 19_200,
  started: 17_450,
  outcomes: {
    waiting: 11_200,
    unopened: 14_300,
    going: 40,
    abandoned: 3_260,
    done: 15_620,
    crossed: 1_180,
    undeliverable: 1_600,
    unreachable: 800,
    excluded: 0,
    stopped: 0,
    expired: 0,
  },
  reached: { opened: 19_200, confirm: 17_450, credential: 17_100, factor: 15_900, done: 15_620 },
  abandonedAt: { opened: 1_700, confirm: 340, credential: 960, factor: 260, done: 0 },
};

export const FUNNEL: Funnel = {
  campaign: 'autumn <reset>',
  state: 'running',
  startedAt: '2026-11-09T08:00:00.000Z',
  at: '2026-11-20T12:00:00.000Z',
  whole: { ...WHOLE, time: { median: 5_400, p90: 187_200 } },
  slices: {
    cohort: [
      { value: 'never back', ...WHOLE, time: { median: 5_400, p90: 187_200 } },
      { value: '', ...WHOLE },
    ],
    wave: [{ value: '1', ...WHOLE }],
    language: [{ value: 'de', ...WHOLE }],
    channel: [{ value: 'smtp', ...WHOLE }],
  },
  days: [
    { day: '2026-11-09', sent: 9_000, opened: 3_000, started: 2_800, done: 2_500, tickets: 31 },
    { day: '2026-11-10', sent: 9_000, opened: 5_100, started: 4_600, done: 4_120, tickets: 64 },
    { day: '2026-11-11', sent: 9_000, opened: 5_000, started: 4_500, done: 4_000, tickets: 58 },
    { day: '2026-11-16', sent: 9_000, opened: 6_100, started: 5_550, done: 5_000, tickets: 70 },
  ],
  messages: [
    { step: 1, state: 'handed', count: 34_400 },
    { step: 1, state: 'bounced', count: 1_600 },
    { step: 2, state: 'due', count: 14_300 },
  ],
  perhapsTwice: 2,
  tickets: {
    total: 223,
    perThousand: 6.19,
    expectedPerThousand: 30,
    tags: [
      { tag: 'reset', count: 140 },
      { tag: 'passkey', count: 41 },
    ],
  },
};
