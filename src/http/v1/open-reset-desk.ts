/**
 * The part of the desk that is about campaigns and support, on a ledger.
 *
 * @module
 */
import {
  type AssistanceRow,
  decideOnAssistance,
  listRequests,
  requestAssistance,
} from '../../engine/assistance/assistance.ts';
import { parseCheck } from '../../engine/assistance/level.ts';
import { optOut, resendInvitation } from '../../engine/assistance/resend.ts';
import { showVoiceCode } from '../../engine/assistance/voice-code.ts';
import { type CampaignBrief, readBriefs, readFunnel } from '../../engine/reset/funnel.ts';
import type { FunnelCounts } from '../../engine/reset/funnel-document.ts';
import type { JourneyPolicy } from '../../engine/reset/journey-policy.ts';
import { RECENT_TICKETS, readTickets, takeTickets } from '../../engine/tickets.ts';
import { readTimeline } from '../../engine/timeline.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import type { AssistanceAnswer, Campaigns, FunnelAnswer, ResetDesk } from './reset-desk.ts';

export interface ResetDeskSettings {
  /** Milliseconds for which a journey lasts. */
  readonly sessionLife: number;
  /** Share of customers that the forecast expects at support. */
  readonly contactRate: number;
  /** Absent: there is no `reset` section, so nobody can be sent a link. */
  readonly policy?: Pick<JourneyPolicy, 'pageUrl' | 'linkLife'>;
}

/** Milliseconds: counting a million customers takes seconds, and a scrape comes every fifteen seconds. */
const FRESH = 60_000;

export function openResetDesk(
  ledger: Ledger,
  { sessionLife, contactRate, policy }: ResetDeskSettings,
  operator: string,
  now: () => number,
): ResetDesk {
  const briefs = (open: boolean) => readBriefs(ledger, { open, sessionLife, now: now() });
  return {
    campaigns: async () => tellCampaigns(await briefs(false)),
    running: remember(async () => tellCampaigns(await briefs(true)), now),
    async funnel(campaign) {
      return tellFunnel(await readFunnel(ledger, { campaign, sessionLife, contactRate, now: now() }));
    },
    async timeline(customer) {
      const { happened, ...told } = await readTimeline(ledger, customer);
      return { ...told, happened: happened.map((one) => ({ ...one, details: { ...one.details } })) };
    },
    takeTickets: (tickets, by = operator) => takeTickets(ledger, tickets, by),
    async tickets(since, until = now()) {
      const { days, tags, ...told } = await readTickets(ledger, since ?? until - RECENT_TICKETS, until);
      return { ...told, days: [...days], tags: [...tags] };
    },
    resend(action) {
      if (policy === undefined)
        return Promise.reject(
          new FootbridgeError('ASSISTANCE_REFUSED', 'This server has no `reset` section and sends no links'),
        );
      return resendInvitation({ ledger, policy, now }, action);
    },
    optOut: (action) => optOut(ledger, action),
    assistance: async (open) => (await listRequests(ledger, { open })).map(tellAssistance),
    async requestAssistance({ checks, ...asked }) {
      const row = await requestAssistance(ledger, { ...asked, checks: checks.map(parseCheck), now: now() });
      return tellAssistance(row);
    },
    async decide(id, by, decision) {
      return tellAssistance(await decideOnAssistance(ledger, { id, operator: by, decision, now: now() }));
    },
    async showCode(id, by) {
      const { code, until } = await showVoiceCode(ledger, { id, operator: by, now: now() });
      return { code, until: until.toISOString() };
    },
  };
}

/** Tells what was read last, and reads again behind it: no scrape waits but the first. */
function remember<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let last: Promise<T> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading = false;
  return () => {
    if (!reading && now() - readAt >= FRESH) {
      reading = true;
      readAt = now();
      const next = read().finally(() => {
        reading = false;
      });
      last ??= next;
      next.then(
        () => {
          last = next;
        },
        // Whoever asks next is told that it failed, not what was true some time ago.
        () => {
          last = undefined;
          readAt = Number.NEGATIVE_INFINITY;
        },
      );
    }
    return last ?? Promise.reject(new FootbridgeError('INTERNAL', 'Nothing was counted yet'));
  };
}

function tellCampaigns(briefs: readonly CampaignBrief[]): Campaigns {
  return { campaigns: briefs.map(({ counts, ...one }) => ({ ...one, counts: tellCounts(counts) })) };
}

function tellCounts<Counts extends FunnelCounts>({ outcomes, reached, abandonedAt, ...same }: Counts) {
  return {
    ...same,
    outcomes: { ...outcomes },
    reached: { ...reached },
    abandonedAt: { ...abandonedAt },
  };
}

function tellFunnel(funnel: Awaited<ReturnType<typeof readFunnel>>): FunnelAnswer {
  const { slices, tickets } = funnel;
  return {
    ...funnel,
    whole: tellCounts(funnel.whole),
    slices: {
      cohort: slices.cohort.map(tellCounts),
      wave: slices.wave.map(tellCounts),
      language: slices.language.map(tellCounts),
      channel: slices.channel.map(tellCounts),
    },
    days: [...funnel.days],
    messages: [...funnel.messages],
    tickets: { ...tickets, tags: [...tickets.tags] },
  };
}

/** What was checked stands in the chain; a list does not say it again. */
function tellAssistance(row: AssistanceRow): AssistanceAnswer {
  return {
    id: row.id,
    customer: row.identity_id,
    level: row.level,
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by }),
    tries: row.tries,
  };
}
