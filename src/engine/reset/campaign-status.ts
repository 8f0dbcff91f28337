/**
 * Where a campaign stands: everybody in exactly one outcome, every message in one state, and what is still to come. What
 * was assumed at the start is replaced by what was measured, as soon as there is enough of it.
 *
 * @module
 */
import type { Ledger } from '../../ledger/ledger.ts';
import {
  type CampaignRow,
  type CampaignState,
  listCampaigns,
  measureCampaign,
  tallyJourneys,
} from '../../ledger/sql/campaigns.ts';
import { tallyMessages, waitingMessages } from '../../ledger/sql/messages.ts';
import { readSending } from '../../ledger/sql/sending.ts';
import { CampaignSettings } from './campaign.ts';
import { type Answering, type CampaignForecast, foresee } from './campaign-forecast.ts';
import { Prepared } from './prepare.ts';
import type { Hours } from './schedule.ts';

export interface CampaignStatus {
  readonly name: string;
  readonly state: CampaignState;
  readonly purpose: CampaignSettings['purpose'];
  readonly startedAt: Date;
  readonly by: string;
  /** Everybody who was selected, by what became of them. Their sum is `selected`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly selected: number;
  /** Whom the selection looked at and left alone. */
  readonly leftAlone: Readonly<Record<string, number>>;
  /** By step (1 the invitation, 2 … reminders) and state. */
  readonly messages: readonly { readonly step: number; readonly state: string; readonly count: number }[];
  /** Went out twice at most, because nobody could say whether the first one had. */
  readonly perhapsTwice: number;
  /** Of these: in doubt the second time as well, and not sent a third time. */
  readonly inDoubt: number;
  /** Messages of all campaigns in the last hour. */
  readonly lastHour: number;
  /** Absent where nothing is to come. */
  readonly ahead?: CampaignForecast;
  /** What the forecast goes by. */
  readonly answering: Answering & { readonly measured: boolean };
}

/** Fewer customers say nothing about a share of three in a hundred. */
const ENOUGH = 200;
const HOUR = 3_600_000;

/** Of all campaigns, or of the one of this name. */
export async function readCampaigns(
  { db }: Pick<Ledger, 'db'>,
  assumed: Answering,
  now: number,
  hoursOf: (settings: CampaignSettings) => Hours,
  name?: string,
): Promise<readonly CampaignStatus[]> {
  const campaigns = (await listCampaigns(db)).filter((one) => name === undefined || one.name === name);
  const sending = await readSending(db, new Date(now - HOUR));
  const lastHour = sending.reduce((sum, { count }) => sum + count, 0);
  return Promise.all(
    campaigns.map(async (campaign) => {
      const settings = CampaignSettings.parse(campaign.settings);
      const messages = await tallyMessages(db, campaign.id);
      const answering = await answeringOf({ db }, campaign, assumed);
      const outcomes = Object.fromEntries(
        (await tallyJourneys(db, campaign.id)).map(({ outcome, count }) => [outcome, count]),
      );
      const waiting = (await waitingMessages(db, campaign.id)).map(({ step, from, count }) => ({
        step,
        count,
        from: from.getTime(),
        zone: settings.timeZone,
      }));
      const { asked: _, unreachable: __, ...leftAlone } = Prepared.parse(campaign.prepared).counts;
      return {
        name: campaign.name,
        state: campaign.state,
        purpose: settings.purpose,
        startedAt: campaign.started_at,
        by: campaign.by_whom,
        outcomes,
        selected: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
        leftAlone,
        messages: messages.map(({ step, state, count }) => ({ step, state, count })),
        perhapsTwice: messages.reduce((sum, { perhaps_twice }) => sum + perhaps_twice, 0),
        inDoubt: messages.reduce((sum, { in_doubt }) => sum + in_doubt, 0),
        lastHour,
        answering,
        ...(waiting.length === 0
          ? {}
          : { ahead: foresee(waiting, settings, hoursOf(settings), answering, now) }),
      };
    }),
  );
}

async function answeringOf(
  { db }: Pick<Ledger, 'db'>,
  { id }: CampaignRow,
  assumed: Answering,
): Promise<CampaignStatus['answering']> {
  const { asked, done, tickets } = await measureCampaign(db, id);
  if (asked < ENOUGH) return { ...assumed, measured: false };
  const rate = Math.min(1, tickets / asked);
  // Two standard errors of a share on either side.
  const error = 2 * Math.sqrt((rate * (1 - rate)) / asked);
  return {
    finished: done / asked,
    contactRate: { value: rate, low: Math.max(0, rate - error), high: Math.min(1, rate + error) },
    measured: true,
  };
}
