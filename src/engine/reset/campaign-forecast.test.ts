/** What a campaign is said to bring, before it begins and while it runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CampaignSettings } from './campaign.ts';
import { foresee, type Waiting } from './campaign-forecast.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;
const NOBODY = { finished: 0, contactRate: { value: 0.03, low: 0.01, high: 0.1 } };
const SETTINGS: CampaignSettings = {
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [],
  perHour: 1_000,
  contactRate: 0.03,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
};

function invitations(count: number, zone = 'UTC'): Waiting {
  return { zone, from: NOON, count, step: 1 };
}

describe('the forecast of a campaign', () => {
  it('says when the last message goes out, by the hour', () => {
    const forecast = foresee([invitations(10_000)], SETTINGS, SETTINGS, NOBODY, NOON);
    expect(forecast).toMatchObject({
      messages: 10_000,
      lastMessage: '2026-11-20T21:45:00.000Z',
      tickets: { value: 300, low: 100, high: 1_000 },
      never: 0,
    });
  });

  it('sends nobody anything at night, so that it takes another day', () => {
    const hours = { ...SETTINGS, quiet: [20 * 60, 8 * 60] as [number, number] };
    const { days, lastMessage } = foresee([invitations(10_000)], hours, hours, NOBODY, NOON);
    expect(days.map(({ day, messages }) => [day, messages])).toEqual([
      ['2026-11-20', 8_000],
      ['2026-11-21', 2_000],
    ]);
    expect(lastMessage).toBe('2026-11-21T09:45:00.000Z');
  });

  it('reminds those who do not answer, and no others', () => {
    const settings = { ...SETTINGS, remindAfterDays: [3] };
    const half = { ...NOBODY, finished: 0.5 };
    const { messages, lastInvitation, lastMessage } = foresee(
      [invitations(1_000)],
      settings,
      settings,
      half,
      NOON,
    );
    expect(messages).toBe(1_500);
    expect(Date.parse(lastMessage ?? '') - Date.parse(lastInvitation ?? '')).toBeGreaterThan(2 * DAY);
  });

  it('spreads the messages over days where support can take only so many tickets', () => {
    const settings = { ...SETTINGS, perHour: 100_000, ticketsPerDay: 30 };
    const forecast = foresee([invitations(5_000)], settings, settings, NOBODY, NOON);
    expect(forecast.peakTicketsPerDay).toBeLessThanOrEqual(30);
    expect(forecast.days.length).toBeGreaterThanOrEqual(5);
  });

  it('says that there is no time where there is none', () => {
    const always = {
      ...SETTINGS,
      calendar: { timeZone: 'UTC', freezes: [{ from: '2026-01-01', to: '2099-01-01', reason: 'no' }] },
    };
    expect(foresee([invitations(10)], SETTINGS, always, NOBODY, NOON)).toMatchObject({
      messages: 0,
      never: 10,
    });
  });

  it('loses nobody, whatever the limits, zones and nights', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(zones, fc.integer({ min: 1, max: 5_000 })), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 50, max: 5_000 }),
        fc.tuple(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 })),
        (groups, perHour, [from, to]) => {
          fc.pre(Math.abs(from - to) < 80 && from !== to);
          const settings: CampaignSettings = { ...SETTINGS, perHour, quiet: [from * 15, to * 15] };
          const waiting = groups.map(([zone, count]) => invitations(count, zone));
          const forecast = foresee(waiting, settings, settings, NOBODY, NOON);
          const everybody = groups.reduce((sum, [, count]) => sum + count, 0);
          // Days are rounded to whole messages.
          expect(Math.abs(forecast.messages + forecast.never - everybody)).toBeLessThanOrEqual(
            1 + forecast.days.length,
          );
          expect(forecast.never).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});
