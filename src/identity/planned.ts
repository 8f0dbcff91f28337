/**
 * The words that a configuration and a plan share: names, credential plans, lists, windows, freezes.
 *
 * @module
 */
import { z } from 'zod';

export const PlanName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40');

/**
 * What a plan says about passwords. `as-fits`: whatever the target makes of each hash, natively or transcoded; one it
 * cannot verify is treated as `credentials.unsupported` says.
 */
export const PlannedCredential = z.enum([
  'as-fits',
  'native',
  'transcoded',
  'vault',
  'legacy',
  'reset',
  'none',
]);
export type PlannedCredential = z.output<typeof PlannedCredential>;

/**
 * allow: only these cross. deny: these never do. vip: in a cohort of their own, last. test: not customers.
 * volunteers: people who said yes to go first.
 */
export const LIST_USES = ['allow', 'deny', 'vip', 'test', 'volunteers'] as const;
export type ListUse = (typeof LIST_USES)[number];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'hours and minutes, such as 09:00');

/** When writing may go on, in the calendar's time zone. */
export const PlanWindow = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)).min(1).optional().meta({ description: 'Days of the week. Absent: all.' }),
  from: Clock.optional().meta({ description: 'Not before this time of the day.' }),
  to: Clock.optional().meta({
    description:
      'Until then, without it. Earlier than `from`: past midnight, into a day that is allowed, too.',
  }),
});
export type PlanWindow = z.output<typeof PlanWindow>;

/** A day in the calendar's time zone. */
export const PlanDay = z.iso.date();

const Freeze = z.strictObject({
  from: PlanDay.meta({ description: 'The first day.' }),
  to: PlanDay.meta({ description: 'The last day; it is frozen, too.' }),
  reason: z.string().min(1).meta({ description: 'Why, for whoever waits.' }),
});

export const PlanCalendar = z.strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone, such as Europe/Berlin')
    .default('UTC')
    .meta({ description: 'Of all days and times: an IANA name.' }),
  window: PlanWindow.optional().meta({ description: 'When anything may be written. Absent: always.' }),
  freezes: z.array(Freeze).default([]).meta({ description: 'Days on which nothing is written.' }),
});
export type PlanCalendar = z.output<typeof PlanCalendar>;

/** One that this machine knows, by its IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
