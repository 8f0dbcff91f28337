import { describe, expect, it } from 'vitest';
import { PlanCalendar } from '../../identity/planned.ts';
import { isOpen } from './calendar.ts';

const berlin = PlanCalendar.parse({
  timeZone: 'Europe/Berlin',
  window: { days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '16:00' },
  freezes: [{ from: '2026-12-14', to: '2027-01-06', reason: 'Christmas trade' }],
});

function at(time: string): number {
  return Date.parse(time);
}

describe('when a wave may be written', () => {
  it('goes by the clock of the calendar, in summer and in winter', () => {
    expect(isOpen({}, berlin, at('2026-11-19T08:00:00Z'))).toEqual({ open: true });
    expect(isOpen({}, berlin, at('2026-11-19T07:59:00Z'))).toMatchObject({
      open: false,
      next: '2026-11-19 09:00 Europe/Berlin',
    });
    expect(isOpen({}, berlin, at('2026-07-16T07:00:00Z'))).toEqual({ open: true });
    expect(isOpen({}, berlin, at('2026-07-16T14:00:00Z'))).toMatchObject({ open: false });
  });

  it('waits over a weekend that begins on Friday', () => {
    expect(isOpen({}, berlin, at('2026-11-20T10:00:00Z'))).toEqual({
      open: false,
      why: 'it is written on mon, tue, wed, thu from 09:00 to 16:00 only (Europe/Berlin)',
      next: '2026-11-23 09:00 Europe/Berlin',
    });
  });

  it('writes nothing on the first day of a freeze, on its last, or between', () => {
    for (const day of ['2026-12-14', '2026-12-24', '2027-01-06']) {
      expect(isOpen({}, berlin, at(`${day}T10:00:00Z`))).toMatchObject({
        open: false,
        why: 'nothing is written from 2026-12-14 to 2027-01-06: Christmas trade',
        next: '2027-01-07 09:00 Europe/Berlin',
      });
    }
    expect(isOpen({}, berlin, at('2027-01-07T10:00:00Z'))).toEqual({ open: true });
  });

  it('lets a wave wait for its day, and have hours of its own', () => {
    const night = { notBefore: '2026-11-24', window: { from: '22:00', to: '04:00' } };
    expect(isOpen(night, berlin, at('2026-11-23T23:30:00Z'))).toEqual({ open: true });
    expect(isOpen(night, berlin, at('2026-11-23T12:00:00Z'))).toMatchObject({
      why: 'it begins on 2026-11-24',
    });
    expect(isOpen(night, berlin, at('2026-11-25T02:59:00Z'))).toEqual({ open: true });
    expect(isOpen(night, berlin, at('2026-11-25T03:00:00Z'))).toMatchObject({
      open: false,
      next: '2026-11-25 22:00 Europe/Berlin',
    });
  });

  it('counts the small hours of a window past midnight to the evening it began on', () => {
    const fridayNight = { window: { days: ['fri' as const], from: '22:00', to: '04:00' } };
    const utc = PlanCalendar.parse({});
    expect(isOpen(fridayNight, utc, at('2026-11-21T03:00:00Z'))).toEqual({ open: true });
    expect(isOpen(fridayNight, utc, at('2026-11-20T03:00:00Z'))).toMatchObject({ open: false });
  });

  it('says so where it never opens', () => {
    const never = PlanCalendar.parse({ freezes: [{ from: '2020-01-01', to: '2099-01-01', reason: 'stop' }] });
    expect(isOpen({}, never, at('2026-11-20T03:00:00Z'))).not.toHaveProperty('next');
  });
});
