/**
 * Campaigns, as an operator begins and steers them; also while they run, and from another terminal.
 *
 * @module
 */

import type { Ledger } from '../ledger/ledger.ts';
import {
  type CampaignRow,
  changeCampaign,
  changeSettings,
  findCampaign,
  insertCampaign,
  stopCampaign,
} from '../ledger/sql/campaigns.ts';
import { remindNow } from '../ledger/sql/messages.ts';
import { numberWaves } from '../ledger/sql/plans.ts';
import { FootbridgeError } from '../problems/problem.ts';
import type { Happening } from './note.ts';
import { note } from './note.ts';
import { requirePlan } from './plan/in-force.ts';
import type { PeopleList } from './plan/lists.ts';
import { CampaignSettings } from './reset/campaign.ts';
import type { ResetParts } from './reset/parts.ts';
import { Prepared, pagesOf, placePage, prepareCampaign, type WaveStart } from './reset/prepare.ts';
import { type Hours, openingFor } from './reset/schedule.ts';
import type { Judged } from './reset/select.ts';

export interface StartOptions {
  readonly name: string;
  readonly settings: CampaignSettings;
  readonly lists: readonly PeopleList[];
  readonly stop: AbortSignal;
  readonly onPage?: (counts: Readonly<Record<string, number>>) => void;
}

export interface Started {
  readonly campaign: CampaignRow;
  /** False: it was told to stop; the same `start` goes on. */
  readonly prepared: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Writes down whom it means and their first messages. One that was killed here goes on, with the settings it had.
 *
 * @throws {FootbridgeError} CAMPAIGN_CONTROL_INVALID, PLAN_NOT_APPROVED, PLAN_OUTDATED, RULE_INVALID
 */
export async function startCampaign(parts: ResetParts, options: StartOptions): Promise<Started> {
  const { ledger, plan, operator } = parts;
  await requirePlan(ledger, plan);
  const { name } = options;
  const begun = await insertCampaign(ledger.db, {
    name,
    settings: options.settings,
    planVersion: plan?.version,
    by: operator,
    at: new Date(parts.now()),
  });
  if (begun !== undefined)
    await noteIfOwn(ledger, { kind: 'campaign-started', facts: { name, by: operator } });
  const campaign = begun ?? (await campaignNamed(ledger, name));
  if (campaign.state !== 'preparing')
    throw new FootbridgeError('CAMPAIGN_CONTROL_INVALID', `There is a campaign "${name}" already`);
  const settings = CampaignSettings.parse(campaign.settings);
  const prepared = await prepareCampaign(campaign, {
    ...(await selectingOf(parts, settings, options.lists)),
    asOf: campaign.started_at.getTime(),
    stop: options.stop,
    ...(options.onPage === undefined ? {} : { onPage: options.onPage }),
  });
  const after = await campaignNamed(ledger, name);
  return { campaign: after, prepared, counts: Prepared.parse(after.prepared).counts };
}

async function selectingOf(parts: ResetParts, settings: CampaignSettings, lists: readonly PeopleList[]) {
  return {
    db: parts.ledger.db,
    parts,
    settings,
    lists,
    hours: hoursOf(parts, settings),
    waves: await waveStarts(parts, settings),
  };
}

export function hoursOf({ plan }: Pick<ResetParts, 'plan'>, settings: CampaignSettings): Hours {
  return { ...settings, ...(plan === undefined ? {} : { calendar: plan.plan.calendar }) };
}

/** When each wave of the plan may begin. */
async function waveStarts(
  { ledger, plan }: ResetParts,
  settings: CampaignSettings,
): Promise<readonly WaveStart[]> {
  const dated = (plan?.plan.waves ?? []).filter(({ notBefore }) => notBefore !== undefined);
  if (plan === undefined || dated.length === 0) return [];
  const numbers = await numberWaves(
    ledger.db,
    dated.map(({ name }) => name),
  );
  return dated.map(({ notBefore }, index) => ({
    number: numbers[index] ?? 0,
    notBefore: startOfDay(notBefore ?? '', plan.plan.calendar.timeZone, settings),
  }));
}

/** The first moment of a day in a zone: the day before is a freeze that ends there. */
function startOfDay(day: string, timeZone: string, settings: CampaignSettings): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const before = new Date(midnight - 86_400_000).toISOString().slice(0, 10);
  const only: Hours = { ...settings, timeZone, freezes: [before], quiet: undefined };
  // Zones lie up to 14 hours ahead of UTC.
  return openingFor(midnight - 14 * 3_600_000, timeZone, only) ?? midnight;
}

/** What a dry run shows of one customer: nobody's address. */
export type Foreseen = Judged & {
  readonly wave: number;
  /** ISO 8601: when their message is due. */
  readonly dueAt?: string;
};

/** Goes through the same selection and writes nothing. @param campaignId of one that is being prepared */
export async function* previewCampaign(
  parts: ResetParts,
  settings: CampaignSettings,
  lists: readonly PeopleList[],
  campaignId: number | null = null,
): AsyncIterable<{ readonly counts: Readonly<Record<string, number>>; readonly page: readonly Foreseen[] }> {
  const selecting = { ...(await selectingOf(parts, settings, lists)), asOf: parts.now() };
  let prepared = Prepared.parse({});
  for await (const page of pagesOf(selecting, {}, campaignId)) {
    const placed = placePage(page, prepared, selecting);
    prepared = placed.prepared;
    const places = new Map(placed.journeys.map((one) => [one.identityId, one]));
    yield {
      counts: prepared.counts,
      page: page.judged.map((one) => {
        const place = places.get(one.id);
        return {
          ...one,
          wave: place?.wave ?? 0,
          ...(one.outcome === 'asked' && place !== undefined ? { dueAt: place.dueAt } : {}),
        };
      }),
    };
  }
}

export const STEERINGS = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
} as const;

/** Takes effect with the next batch of every worker. @throws {FootbridgeError} CAMPAIGN_UNKNOWN, CAMPAIGN_CONTROL_INVALID */
export async function steerCampaign(
  ledger: Ledger,
  name: string,
  wanted: keyof typeof STEERINGS,
  operator: string,
): Promise<CampaignRow> {
  const { from, to } = STEERINGS[wanted];
  const changed = await changeCampaign(ledger.db, name, from, to);
  if (changed === undefined) throw await cannot(ledger, name);
  await noteIfOwn(ledger, { kind: `campaign-${to}`, facts: { name, by: operator } });
  return changed;
}

export async function endCampaign(ledger: Ledger, name: string, operator: string): Promise<CampaignRow> {
  const stopped = await stopCampaign(ledger.db, name);
  if (stopped === undefined) throw await cannot(ledger, name);
  await noteIfOwn(ledger, { kind: 'campaign-stopped', facts: { name, by: operator } });
  return stopped;
}

export type CampaignChange = Partial<
  Pick<CampaignSettings, 'perHour' | 'perDay' | 'ticketsPerDay' | 'quiet' | 'freezes' | 'remindAfterDays'>
>;

/** Takes effect with the next batch; reminders that are due already keep their day. */
export async function tuneCampaign(
  ledger: Ledger,
  name: string,
  change: CampaignChange,
  operator: string,
): Promise<CampaignRow> {
  if (!(await changeSettings(ledger.db, name, change))) throw await cannot(ledger, name);
  await noteIfOwn(ledger, { kind: 'campaign-changed', facts: { name, by: operator, ...change } });
  return campaignNamed(ledger, name);
}

/** Reminders to one customer at most, those of the schedule and those that an operator adds. */
const MOST_REMINDERS = 5;

/** @returns how many are reminded now: nobody twice in a day, and nobody more than five times */
export async function remindCampaign(
  { ledger, operator, now }: Pick<ResetParts, 'ledger' | 'operator' | 'now'>,
  name: string,
): Promise<number> {
  const campaign = await campaignNamed(ledger, name);
  if (campaign.state !== 'running') throw await cannot(ledger, name);
  const { purpose } = CampaignSettings.parse(campaign.settings);
  const reminded = await remindNow(ledger.db, campaign.id, new Date(now()), {
    reminder: purpose === 'enrol' ? 'enrol-reminder' : 'reminder',
    most: MOST_REMINDERS,
  });
  await noteIfOwn(ledger, { kind: 'campaign-reminded', facts: { name, by: operator, customers: reminded } });
  return reminded;
}

/** @throws {FootbridgeError} CAMPAIGN_UNKNOWN */
export async function campaignNamed({ db }: Pick<Ledger, 'db'>, name: string): Promise<CampaignRow> {
  const found = await findCampaign(db, name);
  if (found === undefined) throw new FootbridgeError('CAMPAIGN_UNKNOWN', `There is no campaign "${name}"`);
  return found;
}

async function cannot(ledger: Ledger, name: string): Promise<FootbridgeError> {
  const { state } = await campaignNamed(ledger, name);
  return new FootbridgeError('CAMPAIGN_CONTROL_INVALID', `The campaign "${name}" is ${state}`);
}

/** A visitor's statements run one by one in the process that holds the embedded ledger: it has no chain to write to. */
async function noteIfOwn(ledger: Ledger, event: Happening): Promise<void> {
  if (ledger.db.access === 'own') await ledger.db.transaction((tx) => note(ledger, tx, [event]));
}
