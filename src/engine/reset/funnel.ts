/**
 * Reads the funnel of a campaign from the ledger.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import type { CampaignState } from '../../ledger/sql/campaigns.ts';
import {
  countDays,
  countJourneys,
  recentCampaigns,
  type TimeRow,
  timeToDone,
} from '../../ledger/sql/funnel.ts';
import { tallyMessages } from '../../ledger/sql/messages.ts';
import { countTags, ticketDays } from '../../ledger/sql/tickets.ts';
import { campaignNamed } from '../reset.ts';
import { foldCells, sliceCells } from './fold-funnel.ts';
import type {
  Dimension,
  Funnel,
  FunnelCounts,
  FunnelDay,
  FunnelTickets,
  TimeToDone,
} from './funnel-document.ts';

export interface FunnelAsked {
  readonly campaign: string;
  /** Milliseconds for which a journey lasts: whoever is silent for longer has left. */
  readonly sessionLife: number;
  /** Share of customers that the forecast expects at support. */
  readonly contactRate?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** @throws {FootbridgeError} CAMPAIGN_UNKNOWN */
export async function readFunnel({ db }: Pick<Ledger, 'db'>, asked: FunnelAsked): Promise<Funnel> {
  const { id, name, state, started_at } = await campaignNamed({ db }, asked.campaign);
  const cells = await countJourneys(db, id, new Date(asked.now - asked.sessionLife));
  const times = await timeToDone(db, id);
  const whole = foldCells(cells);
  const messages = await tallyMessages(db, id);
  const tickets = await ticketDays(db, id);
  const slicesOf = (dimension: Dimension) =>
    sliceCells(cells, dimension).map((slice) => ({ ...slice, ...timeOf(times, dimension, slice.value) }));
  return {
    campaign: name,
    state,
    startedAt: started_at.toISOString(),
    at: new Date(asked.now).toISOString(),
    whole: { ...whole, ...timeOf(times) },
    slices: {
      cohort: slicesOf('cohort'),
      wave: slicesOf('wave'),
      language: slicesOf('language'),
      channel: slicesOf('channel'),
    },
    days: joinDays(await countDays(db, id), tickets),
    messages: messages.map(({ step, state, count }) => ({ step, state, count })),
    perhapsTwice: messages.reduce((total, { perhaps_twice }) => total + perhaps_twice, 0),
    tickets: {
      ...rateOf(sum(tickets), whole.sent, asked.contactRate),
      tags: await countTags(db, { campaignId: id }),
    },
  };
}

/** What `grouping()` says of a row that is grouped by this one alone. */
const GROUPED = { cohort: 7, wave: 11, language: 13, channel: 14 } as const satisfies Record<
  Dimension,
  number
>;
const UNGROUPED = 15;

function timeOf(
  times: readonly TimeRow[],
  dimension?: Dimension,
  value?: string,
): { readonly time?: TimeToDone } {
  const row = times.find((one) =>
    dimension === undefined
      ? one.grouped === UNGROUPED
      : one.grouped === GROUPED[dimension] && String(one[dimension]) === value,
  );
  const [median, p90] = row?.seconds ?? [];
  return median === undefined || p90 === undefined ? {} : { time: { median, p90 } };
}

function joinDays(
  days: readonly Omit<FunnelDay, 'tickets'>[],
  tickets: readonly { readonly day: string; readonly count: number }[],
): readonly FunnelDay[] {
  const names = new Set([...days, ...tickets].map(({ day }) => day));
  return [...names].toSorted().map((day) => ({
    ...{ sent: 0, opened: 0, started: 0, done: 0 },
    ...days.find((one) => one.day === day),
    day,
    tickets: tickets.find((one) => one.day === day)?.count ?? 0,
  }));
}

function rateOf(total: number, sent: number, contactRate: number | undefined): Omit<FunnelTickets, 'tags'> {
  return {
    total,
    ...(sent === 0 ? {} : { perThousand: (total / sent) * 1000 }),
    ...(contactRate === undefined ? {} : { expectedPerThousand: contactRate * 1000 }),
  };
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

/** What `status`, the metrics and the list of campaigns say of one campaign. */
export interface CampaignBrief {
  readonly name: string;
  readonly state: CampaignState;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly counts: FunnelCounts;
  readonly tickets: number;
}

/** More at once are no campaigns any more; it also bounds the series of the metrics. */
const MOST_CAMPAIGNS = 20;

/** The newest first; `open`: only those that are not over. */
export async function readBriefs(
  { db }: Pick<Ledger, 'db'>,
  { open, sessionLife, now }: { readonly open: boolean; readonly sessionLife: number; readonly now: number },
): Promise<readonly CampaignBrief[]> {
  const briefs: CampaignBrief[] = [];
  for (const { id, name, state, started_at, ended_at } of await recentCampaigns(db, open, MOST_CAMPAIGNS)) {
    briefs.push({
      name,
      state,
      startedAt: started_at.toISOString(),
      ...(ended_at === null ? {} : { endedAt: ended_at.toISOString() }),
      counts: foldCells(await countJourneys(db, id, new Date(now - sessionLife))),
      tickets: sum(await ticketDays(db, id)),
    });
  }
  return briefs;
}
