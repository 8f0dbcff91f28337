/**
 * What can be asked and told over `/v1` about customers who set a new credential: campaigns and their funnels, one
 * customer's story, tickets, and help by support.
 *
 * @module
 */
import { z } from 'zod';
import { LEVELS } from '../../engine/assistance/level.ts';
import { JOURNEY_STEPS } from '../../engine/reset/campaign.ts';
import { OUTCOMES } from '../../engine/reset/funnel-document.ts';
import type { TakenTickets, Ticket } from '../../engine/tickets.ts';

const Count = z.int().min(0);
const Moment = z.iso.datetime();

/** A keyed hash in the form of a uuid; RFC 9562 would not have it. */
export const CustomerId = z.guid().meta({ description: 'Our id of the customer.' });

const Counts = z.object({
  meant: Count.meta({ description: 'Everybody; the sum of `outcomes`.' }),
  sent: Count,
  delivered: Count.meta({ description: 'A channel said so, or the link was opened.' }),
  perhapsDelivered: Count.meta({ description: 'Handed over, and nothing came back.' }),
  opened: Count,
  started: Count,
  outcomes: z.record(z.enum(OUTCOMES), Count),
  reached: z.record(z.enum(JOURNEY_STEPS), Count).meta({ description: 'Came at least this far.' }),
  abandonedAt: z.record(z.enum(JOURNEY_STEPS), Count),
});

const Time = z
  .object({ median: z.number(), p90: z.number() })
  .optional()
  .meta({ description: 'Seconds from the first message to the end.' });

const Slices = z.array(Counts.extend({ value: z.string(), time: Time }));

export const FunnelAnswer = z
  .object({
    campaign: z.string(),
    state: z.string(),
    startedAt: Moment,
    at: Moment.meta({ description: 'When it was counted.' }),
    whole: Counts.extend({ time: Time }),
    slices: z.object({ cohort: Slices, wave: Slices, language: Slices, channel: Slices }),
    days: z.array(
      z.object({
        day: z.iso.date(),
        sent: Count,
        opened: Count,
        started: Count,
        done: Count,
        tickets: Count,
      }),
    ),
    messages: z.array(z.object({ step: Count, state: z.string(), count: Count })),
    perhapsTwice: Count,
    tickets: z.object({
      total: Count,
      perThousand: z.number().optional(),
      expectedPerThousand: z.number().optional(),
      tags: z.array(z.object({ tag: z.string(), count: Count })),
    }),
  })
  .meta({ description: 'How far the customers of a campaign came. docs/funnel.md explains every number.' });
export type FunnelAnswer = z.output<typeof FunnelAnswer>;

export const Campaigns = z
  .object({
    campaigns: z.array(
      z.object({
        name: z.string(),
        state: z.string(),
        startedAt: Moment,
        endedAt: Moment.optional(),
        counts: Counts,
        tickets: Count,
      }),
    ),
  })
  .meta({ description: 'The newest twenty, the newest first.' });
export type Campaigns = z.output<typeof Campaigns>;

export const TimelineAnswer = z
  .object({
    id: CustomerId,
    state: z.string(),
    cohort: z.string(),
    credentialPlan: z.string(),
    inTarget: z.boolean(),
    happened: z.array(
      z.object({
        at: Moment,
        where: z.enum(['ledger', 'message', 'page', 'target', 'support']),
        what: z.string(),
        details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      }),
    ),
    cut: z.boolean().meta({ description: 'There is more, older than these.' }),
  })
  .meta({ description: 'What happened to one customer, oldest first. Holds no value of the customer.' });
export type TimelineAnswer = z.output<typeof TimelineAnswer>;

export const TicketsTaken = z.object({ added: Count, repeated: Count, joined: Count });

export const TicketTotals = z.object({
  since: Moment,
  until: Moment,
  total: Count,
  days: z.array(
    z.object({ day: z.iso.date(), campaign: z.string().nullable(), cohort: z.string(), count: Count }),
  ),
  tags: z.array(z.object({ tag: z.string(), count: Count })),
});
export type TicketTotals = z.output<typeof TicketTotals>;

export const AssistanceAnswer = z
  .object({
    id: z.uuid(),
    customer: CustomerId,
    level: z.enum(LEVELS),
    state: z.enum(['requested', 'approved', 'refused', 'used', 'expired']),
    requestedBy: z.string(),
    requestedAt: Moment,
    decidedBy: z.string().optional(),
    tries: Count.meta({ description: 'Codes that were tried at it.' }),
  })
  .meta({ description: 'A request to help somebody back in.' });
export type AssistanceAnswer = z.output<typeof AssistanceAnswer>;

export const Code = z.object({
  code: z.string().meta({ description: 'To be said by voice. It is told once.' }),
  until: Moment,
});
export type Code = z.output<typeof Code>;

/** Everything here throws FootbridgeError where it cannot be: `refusals.ts` says it. */
export interface ResetDesk {
  campaigns(): Promise<Campaigns>;
  /** Those that are not over, as they were within the last minute: for metrics. */
  running(): Promise<Campaigns>;
  funnel(campaign: string): Promise<FunnelAnswer>;
  timeline(customer: string): Promise<TimelineAnswer>;
  takeTickets(tickets: readonly Ticket[], by?: string): Promise<TakenTickets>;
  /** Milliseconds since 1970; absent: thirty days until now. */
  tickets(since?: number, until?: number): Promise<TicketTotals>;
  resend(action: AgentWord): Promise<{ readonly id: string; readonly campaign: string }>;
  optOut(action: AgentWord): Promise<{ readonly id: string; readonly journeys: number }>;
  assistance(open: boolean): Promise<readonly AssistanceAnswer[]>;
  requestAssistance(asked: AssistanceWord): Promise<AssistanceAnswer>;
  decide(id: string, operator: string, decision: 'approved' | 'refused'): Promise<AssistanceAnswer>;
  showCode(id: string, operator: string): Promise<Code>;
}

export interface AgentWord {
  readonly customer: string;
  readonly operator: string;
  readonly reason: string;
}

export interface AssistanceWord {
  readonly customer: string;
  readonly operator: string;
  readonly level: (typeof LEVELS)[number];
  /** As `--check` of `footbridge assist` takes them. */
  readonly checks: readonly string[];
}
