/**
 * A campaign as data: whom it asks to set a new credential, which messages go out when, and how far somebody can come.
 *
 * @module
 */
import { z } from 'zod';

/** Of the page, in this order; `funnel` counts where people leave. */
export const JOURNEY_STEPS = ['opened', 'confirm', 'credential', 'factor', 'done'] as const;
export type JourneyStep = (typeof JOURNEY_STEPS)[number];

/** What an invitation is for. `enrol`: a factor that could not travel. `recovery`: handed out by support. */
export const PURPOSES = ['reset', 'enrol', 'recovery'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const CampaignSettings = z.strictObject({
  purpose: z.enum(['reset', 'enrol']),
  /** Cohorts of the plan; empty: everybody whose path, or credential plan, is `reset`. */
  cohorts: z.array(z.string()),
  /** The expression of docs/cohorts.md, on top of that. */
  rule: z.string().optional(),
  /** Days after the first message on which somebody who is not done is reminded. */
  remindAfterDays: z.array(z.int().min(1).max(365)).max(5),
  perHour: z.int().positive(),
  perDay: z.int().positive().optional(),
  /** Of support, because of this campaign: bounds the messages a day by the expected contact rate. */
  ticketsPerDay: z.int().positive().optional(),
  /** Expected tickets for each customer asked, as it was assumed at the start. */
  contactRate: z.number().min(0).max(1),
  /** Minutes of the customer's own day in which nothing goes out: from, to. */
  quiet: z.tuple([z.int().min(0).max(1440), z.int().min(0).max(1440)]).optional(),
  /** Where the customer's time zone is not known: an IANA name. */
  timeZone: z.string(),
  /** Days on which nothing goes out, `2026-12-24`. */
  freezes: z.array(z.iso.date()),
  /** Where the customer's language is not known, or not translated. */
  language: z.string(),
  linkDays: z.int().min(1).max(30),
});
export type CampaignSettings = z.output<typeof CampaignSettings>;
