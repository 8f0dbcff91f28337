/**
 * A campaign before it begins: how many it would ask, how many it cannot reach, what it would bring, and some of those
 * who would get a message. Goes through the whole selection and writes nothing.
 *
 * @module
 */
import type { Assumption } from '../forecast/forecast.ts';
import type { PeopleList } from '../plan/lists.ts';
import { type Foreseen, hoursOf, previewCampaign } from '../reset.ts';
import type { CampaignSettings } from './campaign.ts';
import { type Answering, type CampaignForecast, foresee, type Waiting } from './campaign-forecast.ts';
import type { ResetParts } from './parts.ts';

export interface CampaignPreview {
  /** Everybody it looks at, by outcome. */
  readonly counts: Readonly<Record<string, number>>;
  readonly waves: number;
  readonly forecast: CampaignForecast;
  /** The first of them, without anybody's address. */
  readonly first: readonly Foreseen[];
}

export interface PreviewOptions {
  readonly settings: CampaignSettings;
  readonly lists: readonly PeopleList[];
  readonly answering: Answering;
  /** Of one that was killed while it was being prepared: its own customers are not "elsewhere". */
  readonly campaignId?: number;
  /** How many are shown by name of their id. */
  readonly show: number;
  readonly onPage?: (looked: number) => void;
}

/** Messages that are due within so many milliseconds of each other are foreseen together. */
const TOGETHER = 3_600_000;

export async function lookAhead(
  parts: ResetParts,
  { settings, lists, answering, campaignId, show, onPage }: PreviewOptions,
): Promise<CampaignPreview> {
  const groups = new Map<string, { waiting: Waiting; count: number }>();
  const first: Foreseen[] = [];
  let counts: Readonly<Record<string, number>> = {};
  let waves = 0;
  let looked = 0;
  for await (const { page, counts: sofar } of previewCampaign(parts, settings, lists, campaignId)) {
    counts = sofar;
    looked += page.length;
    for (const one of page) {
      waves = Math.max(waves, one.wave);
      if (first.length < show) first.push(one);
      if (one.dueAt !== undefined) addWaiting(groups, one.zone, Date.parse(one.dueAt));
    }
    onPage?.(looked);
  }
  const waiting = [...groups.values()].map(({ waiting: one, count }) => ({ ...one, count }));
  return {
    counts,
    waves,
    forecast: foresee(waiting, settings, hoursOf(parts, settings), answering, parts.now()),
    first,
  };
}

function addWaiting(
  groups: Map<string, { waiting: Waiting; count: number }>,
  zone: string,
  due: number,
): void {
  const from = Math.floor(due / TOGETHER) * TOGETHER;
  const key = `${from} ${zone}`;
  const group = groups.get(key) ?? { waiting: { zone, from, step: 1, count: 0 }, count: 0 };
  group.count += 1;
  groups.set(key, group);
}

/** How customers are expected to answer, until this campaign has shown it. */
export function answeringBy(assumptions: readonly Assumption[]): Answering {
  const of = (name: string) => {
    const { value = 0, low = 0, high = 0 } = assumptions.find((one) => one.name === name) ?? {};
    return { value, low, high };
  };
  const finished = of('resetDelivered').value * of('resetOpened').value * of('resetFollowed').value;
  return { finished, contactRate: of('resetContactRate') };
}
