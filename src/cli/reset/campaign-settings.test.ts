import { expect, it } from 'vitest';
import { MigrationConfig } from '../../config/migration.ts';
import { CampaignSettings } from '../../engine/reset/campaign.ts';
import { campaignChange } from './campaign-settings.ts';

it.each([
  ['a day that no month has', { freeze: ['2026-02-30'] }],
  ['a month that no year has', { freeze: ['2026-13-01'] }],
  ['no day at all', { freeze: ['tomorrow'] }],
  ['an hour that no day has', { quiet: '25:00-08:00' }],
  ['too late a reminder', { remindAfter: '3,366' }],
  ['nothing an hour', { perHour: '0' }],
])('refuses %s before it could stop every sender', (_, flags) => {
  expect(() => campaignChange(flags)).toThrow(expect.objectContaining({ code: 'USAGE_WRONG' }));
});

it('lets nothing be written down that a sender could not read', () => {
  const change = campaignChange({
    freeze: ['2028-02-29'],
    quiet: '21:00-08:00',
    remindAfter: '10,3',
    perHour: '5',
    perDay: '6',
    ticketsPerDay: '7',
  });
  expect(CampaignSettings.partial().parse(change)).toEqual(change);
});

it('takes no time zone that a sender could not reckon in', () => {
  const config = (timeZone: string) =>
    MigrationConfig.safeParse({
      name: 'acme',
      reset: {
        brand: { name: 'Acme' },
        channels: [{ type: 'smtp' }],
        journey: { pageUrl: 'https://welcome.acme.example', loginUrl: 'https://login.acme.example' },
        sending: { timeZone },
      },
    }).success;
  expect(config('Europe/Berlim')).toBe(false);
  expect(config('Pacific/Kiritimati')).toBe(true);
});
