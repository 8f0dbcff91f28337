/**
 * Makes a campaign of a selection: page by page, in the order of the waves, each page in one statement with the place to
 * go on from. Killed in between, the same `start` goes on where it was; memory stays flat whatever the number.
 *
 * @module
 */
import { z } from 'zod';
import type { Database } from '../../ledger/database/database.ts';
import {
  type CampaignRow,
  type Candidates,
  candidateWaves,
  changeCampaign,
  insertPrepared,
  type NewJourney,
  pageCandidates,
} from '../../ledger/sql/campaigns.ts';
import type { MessageKind } from '../../messages/writer.ts';
import type { CampaignSettings } from './campaign.ts';
import { FACTOR_LOSSES } from './lost-factors.ts';
import { type Hours, limitsOf, openingFor } from './schedule.ts';
import { type Judged, judgeBy, type Outcome, type Selecting } from './select.ts';

/** Records in one statement: a tenth of a second of work, and lost at a kill. */
const PAGE = 2_000;

/** Column `campaign.prepared`. */
export const Prepared = z.object({
  /** Wave of the identities, and the last id looked at in it. */
  wave: z.int().optional(),
  after: z.string().optional(),
  /** Our wave, and how many are in it. */
  slice: z.int().default(1),
  inSlice: z.int().default(0),
  counts: z.record(z.string(), z.int()).default({}),
});
export type Prepared = z.output<typeof Prepared>;

/** One wave of identities, as it stands in the plan. */
export interface WaveStart {
  readonly number: number;
  /** Milliseconds since 1970 before which nobody in it is asked. */
  readonly notBefore: number;
}

export interface Preparing extends Selecting {
  readonly db: Database;
  readonly hours: Hours;
  readonly waves: readonly WaveStart[];
  readonly stop: AbortSignal;
  readonly onPage?: (counts: Readonly<Record<string, number>>) => void;
}

/** Goes on where the selection stands. @returns whether it came to its end */
export async function prepareCampaign(campaign: CampaignRow, preparing: Preparing): Promise<boolean> {
  let prepared = Prepared.parse(campaign.prepared);
  for await (const page of pagesOf(preparing, prepared, campaign.id)) {
    const placed = placePage(page, prepared, preparing);
    prepared = placed.prepared;
    const going = await insertPrepared(preparing.db, campaign.id, placed.journeys, prepared);
    preparing.onPage?.(prepared.counts);
    if (!going || preparing.stop.aborted) return false;
  }
  return (await changeCampaign(preparing.db, campaign.name, ['preparing'], 'running')) !== undefined;
}

export interface JudgedPage {
  readonly wave: number;
  readonly after: string;
  readonly judged: readonly Judged[];
}

/** Everybody the campaign means, judged; for a campaign and for its dry run. Reads only. */
export async function* pagesOf(
  selecting: Selecting & { readonly db: Database },
  from: Pick<Prepared, 'wave' | 'after'> = {},
  campaignId: number | null = null,
): AsyncIterable<JudgedPage> {
  const { db, settings } = selecting;
  const judge = judgeBy(selecting);
  const candidates: Candidates = { ...settings, losses: FACTOR_LOSSES, campaignId };
  for (const wave of await candidateWaves(db, candidates)) {
    if (from.wave !== undefined && wave < from.wave) continue;
    let after = wave === from.wave ? (from.after ?? null) : null;
    for (;;) {
      const rows = await pageCandidates(db, candidates, wave, after, PAGE);
      const last = rows.at(-1);
      if (last === undefined) break;
      after = last.id;
      yield { wave, after, judged: rows.flatMap((row) => judge(row) ?? []) };
      if (rows.length < PAGE) break;
    }
  }
}

/** Gives everybody who is asked a wave of ours and a time. */
export function placePage(
  { wave, after, judged }: JudgedPage,
  before: Prepared,
  { settings, hours, waves, asOf }: Pick<Preparing, 'settings' | 'hours' | 'waves' | 'asOf'>,
): { readonly prepared: Prepared; readonly journeys: readonly NewJourney[] } {
  const size = waveSize(settings);
  const counts: Record<string, number> = { ...before.counts };
  const begins = before.wave !== undefined && before.wave !== wave && before.inSlice > 0;
  let slice = before.slice + (begins ? 1 : 0);
  let inSlice = begins ? 0 : before.inSlice;
  const start = Math.max(asOf, waves.find(({ number }) => number === wave)?.notBefore ?? 0);
  const journeys: NewJourney[] = [];
  for (const one of judged) {
    counts[one.outcome] = (counts[one.outcome] ?? 0) + 1;
    if (!isInCampaign(one.outcome)) continue;
    if (inSlice >= size) {
      slice += 1;
      inSlice = 0;
    }
    if (one.outcome === 'asked') inSlice += 1;
    const opening = openingFor(start, one.zone, hours) ?? start;
    journeys.push({
      identityId: one.id,
      wave: Math.min(slice, MOST_WAVES),
      cohort: one.cohort,
      language: one.language,
      channel: one.reach?.channel ?? '',
      ended: one.outcome === 'unreachable' ? 'unreachable' : null,
      kind: kindOf(settings, 1),
      dueAt: new Date(opening).toISOString(),
    });
  }
  return { prepared: { wave, after, slice, inSlice, counts }, journeys };
}

/** Column of two bytes. */
const MOST_WAVES = 32_767;

function isInCampaign(outcome: Outcome): boolean {
  return outcome === 'asked' || outcome === 'unreachable';
}

/** What can go out in a day, by the mail server and by support: a wave of our own is a day's work. */
export function waveSize(settings: CampaignSettings): number {
  const { perHour, perDay } = limitsOf(settings);
  const [from, to] = settings.quiet ?? [0, 0];
  const night = (((to - from) % 1_440) + 1_440) % 1_440;
  return Math.max(
    1,
    Math.min(perDay ?? Number.POSITIVE_INFINITY, Math.floor((perHour * (1_440 - night)) / 60)),
  );
}

/** Which message is the one of a step; of the last reminder it is said that it is the last. */
export function kindOf({ purpose, remindAfterDays }: CampaignSettings, step: number): MessageKind {
  if (purpose === 'enrol') return step === 1 ? 'enrol' : 'enrol-reminder';
  if (step === 1) return 'invitation';
  return step > remindAfterDays.length ? 'last-reminder' : 'reminder';
}
