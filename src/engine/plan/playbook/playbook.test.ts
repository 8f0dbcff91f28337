/** What people around a crossing are told to say and do. */
import { describe, expect, it } from 'vitest';
import { cohort, planDraft, wave } from '../../../../test/plans.ts';
import { CampaignSettings } from '../../reset/campaign.ts';
import type { Plan } from '../plan-document.ts';
import { makePlaybook } from './make-playbook.ts';

const ANSWERING = { finished: 0.25, contactRate: { value: 0.04, low: 0.01, high: 0.1 } };
const SETTINGS = CampaignSettings.parse({
  purpose: 'reset',
  cohorts: [],
  remindAfterDays: [3, 10],
  perHour: 100,
  perDay: 400,
  timeZone: 'UTC',
  freezes: [],
  language: 'en',
  linkDays: 7,
  contactRate: 0.04,
});
const COHORTS = [
  cohort('portable', 'true', 'bulk', {
    count: 1_000,
    credentials: { native: 900, reset: 60, none: 40 },
    losses: { 'factors.sms': 25, 'factors.totp': 10, 'profile.title': 700 },
  }),
  cohort('hidden', 'true', 'jit', { count: 300, credentials: { legacy: 300 } }),
  cohort('lost', 'true', 'reset', {
    count: 1_000,
    credentials: { reset: 1_000 },
    losses: { 'factors.totp': 5 },
  }),
  cohort('tests', 'true', 'exclude', { count: 7 }),
];

function playbook(waves: Parameters<typeof planDraft>[1], campaign = true) {
  const plan: Plan = { ...planDraft(COHORTS, waves), version: 1, hash: 'a'.repeat(64) };
  return makePlaybook({
    plan,
    state: 'approved',
    answering: ANSWERING,
    ...(campaign ? { campaign: { settings: SETTINGS, brand: 'Acme' } } : {}),
  });
}

const WAVES = [
  wave('first', ['portable'], { percent: 10, notBefore: '2026-12-01' }),
  wave('second', ['portable', 'lost'], { notBefore: '2026-12-08' }),
];

describe('the scripts', () => {
  const { scripts } = playbook(WAVES);
  const of = (concern: string) => scripts.find((one) => one.concern === concern);

  it('count every customer of a cohort once, apart from a factor that is lost beside the password', () => {
    expect(of('unchanged')?.concerned).toEqual([{ cohort: 'portable', customers: 900 }]);
    expect(of('at-login')?.concerned).toEqual([{ cohort: 'hidden', customers: 300 }]);
    expect(of('reset')?.customers).toBe(1_060);
    expect(of('provider')?.customers).toBe(40);
    expect(of('stays')?.customers).toBe(7);
  });

  it('ask for a factor again only whoever keeps the password and loses a factor', () => {
    expect(of('factor')?.concerned).toEqual([{ cohort: 'portable', customers: 25 }]);
  });

  it('leave out what nobody is in', () => {
    const plan: Plan = {
      ...planDraft([COHORTS[1] ?? cohort('x', 'true', 'jit')], []),
      version: 1,
      hash: 'a',
    };
    const { scripts } = makePlaybook({ plan, state: 'draft', answering: ANSWERING });
    expect(scripts.map(({ concern }) => concern)).toEqual(['at-login']);
  });

  it('never tell anybody to ask for a password or a code', () => {
    for (const { ask, say } of scripts)
      for (const sentence of [...ask, ...say])
        expect(sentence).not.toMatch(/(what is|tell me|read me|give me) (your|the) (password|code)/i);
  });
});

describe('the calendar', () => {
  it('divides waves of per cent, and gives the last what is left', () => {
    const { calendar } = playbook(WAVES);
    const silent = calendar.filter(({ to }) => to === 'nobody').map(({ wave, volume }) => [wave, volume]);
    expect(silent).toEqual([
      ['first', 94],
      ['second', 846],
      ['from the first login on', 300],
    ]);
  });

  it('tells the help desk the day before', () => {
    const { calendar } = playbook(WAVES);
    expect(calendar[0]).toMatchObject({ to: 'desk', wave: 'first', from: '2026-11-30', volume: 100 });
  });

  it('says how many days the messages of a wave take, how many are reminded, and how many tickets come', () => {
    const { calendar } = playbook(WAVES);
    const asked = calendar.filter(({ wave, cohorts }) => wave === 'second' && cohorts.includes('lost'));
    expect(asked.filter(({ to }) => to === 'customers')).toMatchObject([
      {
        message: 'invitation',
        from: '2026-12-08',
        until: '2026-12-10',
        volume: 1_054,
        perDay: 400,
        tickets: { value: 42 },
      },
      { message: 'reminder', from: '2026-12-11', volume: 791 },
      { message: 'last-reminder', from: '2026-12-18', volume: 593 },
    ]);
  });

  it('begins each campaign once', () => {
    const { calendar } = playbook(WAVES);
    expect(calendar.flatMap(({ wave, command }) => (command === undefined ? [] : [[wave, command]]))).toEqual(
      [
        ['first', 'footbridge reset start new-password'],
        ['first', 'footbridge reset start second-step --purpose enrol'],
      ],
    );
  });

  it('promises no day for a wave that has none, and says what is not known', () => {
    const { calendar, reservations } = playbook([wave('some-day', ['lost'])]);
    const [invitation] = calendar.filter(({ message }) => message === 'invitation');
    expect(invitation).toMatchObject({ volume: 1_000 });
    expect(invitation).not.toHaveProperty('from');
    expect(reservations.join(' ')).toContain('the wave has none in the plan');
    expect(playbook(WAVES, false).reservations.join(' ')).toContain('no section `reset`');
  });

  it('keeps a wave within its limit', () => {
    const { calendar } = playbook([wave('few', ['portable', 'lost'], { limit: 200 })]);
    expect(calendar[0]).toMatchObject({ wave: 'few', volume: 200 });
    const rest = calendar.filter(({ wave }) => wave === 'few').map(({ volume }) => volume);
    expect(Math.max(...rest)).toBe(200);
  });
});

it('calls it an alarm when twice as many tickets come as the calendar expects, and never before ten', () => {
  expect(
    playbook([])
      .escalation.map(({ sign }) => sign)
      .join(),
  ).toContain('More than 10 calls');
  const plan: Plan = {
    ...planDraft(
      [cohort('lost', 'true', 'reset', { count: 100_000 })],
      [wave('w', ['lost'], { notBefore: '2026-12-01' })],
    ),
    version: 1,
    hash: 'a',
  };
  const settings = { ...SETTINGS, perHour: 10_000, perDay: 10_000 };
  const busy = makePlaybook({
    plan,
    state: 'draft',
    answering: ANSWERING,
    campaign: { settings, brand: 'Acme' },
  });
  expect(busy.escalation.map(({ sign }) => sign).join()).toContain('More than 100 calls');
});
