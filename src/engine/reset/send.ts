/**
 * Sends what is due, until it is told to stop or nothing is due any more. `footbridge serve`, `footbridge worker` and
 * `footbridge reset send` all run this; several at once share the work and the limits.
 *
 * @module
 */
import type { Handed } from '../../channels/channel.ts';
import { joinWorkers, type Presence } from '../../ledger/presence.ts';
import { endFinishedCampaigns, expireJourneys, listCampaigns } from '../../ledger/sql/campaigns.ts';
import {
  type DueRow,
  IN_DOUBT,
  isAnythingDue,
  markCalled,
  recoverMessages,
  type SettledMessage,
  settleMessages,
} from '../../ledger/sql/messages.ts';
import { uncountSending } from '../../ledger/sql/sending.ts';
import { RemoteError } from '../../net/remote-error.ts';
import { backoff, realSleep, type Sleep } from '../batches/backoff.ts';
import { CampaignSettings } from './campaign.ts';
import { messageIdOf } from './message-id.ts';
import type { ResetParts } from './parts.ts';
import { kindOf } from './prepare.ts';
import { countByCampaign, type TakenBatch, type ToSend, takeBatch, writeMessage } from './send-batch.ts';

/**
 * Messages that are called at once and settled in one statement: what is in doubt when a process is killed. Four times
 * the connections that the SMTP channel has by default, so that none of them waits for the ledger.
 */
const GROUP = 32;
/** Taken in one transaction, which issues their invitations: three groups. */
const BATCH = 96;
/** While one group is on its way, another is settled or written. Four lanes of 16 were no faster (bench/reset.ts). */
const LANES = 2;
/** Milliseconds between looks where nothing is due: how long somebody who asked for a code waits at most. */
const LOOK_EVERY = 500;
/** Milliseconds between looks for what dead workers left behind. */
const RECOVER_EVERY = 5_000;
/** Milliseconds between looks for journeys whose last link has run out: reads every journey of the campaigns that ended. */
const EXPIRE_EVERY = 3_600_000;
/** Milliseconds. A mail server that answers "later" is asked again after a minute, then less and less often. */
const RETRY_FIRST = 60_000;
const RETRY_LONGEST = 3_600_000;
/**
 * Milliseconds for which a message waits that found its channel away, so that the next look is with another one: a channel
 * may only be away in the eyes of those whom it refuses.
 */
const AWAY_WAITS = 60_000;
/** Tries in about five days: RFC 5321 §4.5.4.1, "the give-up time generally needs to be at least 4-5 days". */
const MOST_ATTEMPTS = 125;

export interface SendOptions {
  readonly stop: AbortSignal;
  /** Ends when nothing is due now; otherwise it waits for more. */
  readonly untilIdle?: boolean;
  readonly onSettled?: (counts: SendCounts) => void;
  /** Said once when the channel goes away, and when it is back. */
  readonly onAway?: (reason: string | undefined) => void;
  readonly sleep?: Sleep;
}

/** What was done by one loop. */
export interface SendCounts {
  handed: number;
  refused: number;
  /** Not now: tried again later. */
  later: number;
  /** Whoever crossed meanwhile, whose night it is … */
  deferred: number;
  /** Nobody could say whether they went out: sent once more, and not a third time. */
  doubtful: number;
}

/** @returns what this worker did */
export async function sendDue(parts: ResetParts, options: SendOptions): Promise<SendCounts> {
  const worker = await joinWorkers(parts.ledger.db);
  const counts: SendCounts = { handed: 0, refused: 0, later: 0, deferred: 0, doubtful: 0 };
  const over = AbortSignal.any([options.stop, worker.lost]);
  const loop: Loop = {
    parts,
    worker,
    over,
    counts,
    options,
    sleep: options.sleep ?? realSleep,
    away: new Set(),
    looks: 0,
  };
  try {
    await recover(loop);
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => runLane(loop)));
    const failed = lanes.find((lane) => lane.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    // Whoever counts as dead has not done what it was asked for.
    if (worker.lost.aborted && !options.stop.aborted) throw worker.lost.reason;
    return counts;
  } finally {
    await worker.leave().catch(() => undefined);
  }
}

interface Loop {
  readonly parts: ResetParts;
  readonly worker: Presence;
  readonly over: AbortSignal;
  readonly counts: SendCounts;
  readonly options: SendOptions;
  readonly sleep: Sleep;
  /** Names of channels that are away, and looks for them since the first of them went. */
  readonly away: Set<string>;
  looks: number;
  recoveredAt?: number;
  expiredAt?: number;
  failed?: boolean;
}

async function runLane(loop: Loop): Promise<void> {
  const { parts, over, options, counts } = loop;
  try {
    while (!over.aborted && loop.failed !== true) {
      if (parts.now() - (loop.recoveredAt ?? 0) >= RECOVER_EVERY) await recover(loop);
      // One message finds out whether the channel is back.
      const taken = await takeBatch(parts, loop.worker.id, loop.away.size > 0 ? 1 : BATCH);
      counts.deferred += taken.deferred;
      if (await sendTaken(loop, taken)) {
        loop.looks += 1;
        await loop.sleep(backoff(loop.looks), over);
      }
      if (taken.toSend.length + taken.deferred > 0) continue;
      await lookAfterCampaigns(loop);
      if (options.untilIdle === true && (await isIdle(loop))) return;
      await loop.sleep(LOOK_EVERY, over);
    }
  } catch (error) {
    loop.failed = true;
    throw error;
  }
}

async function lookAfterCampaigns(loop: Loop): Promise<void> {
  const { db } = loop.parts.ledger;
  const now = loop.parts.now();
  await endFinishedCampaigns(db, new Date(now));
  if (now - (loop.expiredAt ?? 0) < EXPIRE_EVERY) return;
  loop.expiredAt = now;
  await expireJourneys(db, new Date(now));
}

/** What waits for its share of the hour is not over, nor what waits for a channel. */
async function isIdle({ parts, away }: Loop): Promise<boolean> {
  if (away.size > 0) return false;
  return !(await isAnythingDue(parts.ledger.db, new Date(parts.now())));
}

async function recover(loop: Loop): Promise<void> {
  const { parts, worker, counts } = loop;
  const { db } = parts.ledger;
  loop.recoveredAt = parts.now();
  const found = await recoverMessages(db, worker.id, await worker.living());
  counts.doubtful += found.doubtful;
  if (found.twice.length === 0) return;
  const settings = new Map((await listCampaigns(db)).map((one) => [one.id, one.settings]));
  const settled = found.twice.map((row) => {
    const own = settings.get(row.campaign_id ?? 0);
    const asked = own === undefined ? { row } : { row, settings: CampaignSettings.parse(own) };
    return settledBy({ status: 'unknown', found: IN_DOUBT }, asked, parts.now());
  });
  await settle(loop, settled);
}

/**
 * Told to stop, it finishes the group that is on its way; the rest was never called and goes back.
 *
 * @returns whether a channel was found away
 */
async function sendTaken(loop: Loop, { toSend, minute }: TakenBatch): Promise<boolean> {
  const unsent: ToSend[] = [];
  let wasAway = false;
  for (const [place, group] of groupsOf(toSend).entries()) {
    const goesOut = place === 0 || (!loop.over.aborted && loop.away.size === 0);
    const settled = goesOut ? await callGroup(loop, group) : group.map(giveBack);
    await settle(loop, settled);
    unsent.push(...group.filter((_, at) => settled[at]?.unsent === true));
    wasAway ||= goesOut && settled.some((one) => one.dueAt !== undefined && one.unsent === true);
  }
  if (unsent.length > 0) await uncountSending(loop.parts.ledger.db, minute, countByCampaign(unsent));
  return wasAway;
}

/** What was in doubt goes alone: a process that dies now has one message in doubt twice, and not thirty. */
function groupsOf(taken: readonly ToSend[]): readonly (readonly ToSend[])[] {
  const sure = taken.filter(({ row }) => !row.perhaps_twice);
  const groups: (readonly ToSend[])[] = taken.filter(({ row }) => row.perhaps_twice).map((one) => [one]);
  for (let at = 0; at < sure.length; at += GROUP) groups.push(sure.slice(at, at + GROUP));
  return groups;
}

async function callGroup(loop: Loop, group: readonly ToSend[]): Promise<readonly SettledMessage[]> {
  const { parts, worker } = loop;
  // Whoever lost the ledger's connection must not send: another worker has its messages by now.
  if (loop.over.aborted) return group.map(giveBack);
  const ids = group.map(({ row }) => row.id);
  await markCalled(parts.ledger.db, worker.id, ids, new Date(parts.now()));
  return Promise.all(group.map((one) => callOne(loop, one)));
}

async function callOne(loop: Loop, one: ToSend): Promise<SettledMessage> {
  const { parts } = loop;
  const channel = parts.channels.find(({ name }) => name === one.reach.channel);
  if (channel === undefined) return giveBack(one);
  try {
    const message = writeMessage(parts, one, messageIdOf(parts.ledger, one.row.id));
    const handed = await channel.session.send(message);
    back(loop, channel.name);
    return settledBy(handed, one, parts.now());
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    goAway(loop, channel.name, error.message);
    if (error.ambiguous) return settledBy({ status: 'unknown', found: error.message }, one, parts.now());
    // Nothing is wrong with the message: this was no try.
    return { ...giveBack(one), dueAt: new Date(parts.now() + AWAY_WAITS).toISOString() };
  }
}

function goAway({ away, options }: Loop, channel: string, reason: string): void {
  if (away.size === 0) options.onAway?.(reason);
  away.add(channel);
}

function back(loop: Loop, channel: string): void {
  if (!loop.away.delete(channel) || loop.away.size > 0) return;
  loop.looks = 0;
  loop.options.onAway?.(undefined);
}

/** It keeps its place in the order. */
function giveBack({ row }: ToSend): SettledMessage {
  return { id: row.id, state: 'due', unsent: true };
}

/** What an answer makes of a message. Pure. */
export function settledBy(
  handed: Handed,
  {
    row,
    settings,
  }: Pick<ToSend, 'settings'> & {
    readonly row: Pick<DueRow, 'id' | 'step' | 'attempt' | 'perhaps_twice'>;
  },
  now: number,
): SettledMessage {
  const { id } = row;
  const later = (wait: number) => new Date(now + wait).toISOString();
  switch (handed.status) {
    case 'handed':
      return { id, state: 'handed', reference: handed.reference, ...nextOf(row.step, settings) };
    case 'refused':
      return { id, state: 'refused', found: handed.found };
    case 'retry': {
      if (row.attempt + 1 >= MOST_ATTEMPTS) return { id, state: 'refused', found: handed.found };
      const wait = Math.max(handed.after ?? 0, Math.min(RETRY_FIRST * 2 ** row.attempt, RETRY_LONGEST));
      return { id, state: 'due', found: handed.found, dueAt: later(wait) };
    }
    case 'unknown':
      if (row.perhaps_twice) return { id, state: 'handed', found: IN_DOUBT, ...nextOf(row.step, settings) };
      return { id, state: 'due', found: handed.found, dueAt: later(RETRY_FIRST), perhapsTwice: true };
  }
}

/** The reminder after a message, where there is one. */
function nextOf(step: number, settings: CampaignSettings | undefined): Pick<SettledMessage, 'next'> {
  const afterDays = settings?.remindAfterDays[step - 1];
  if (settings === undefined || afterDays === undefined) return {};
  return { next: { kind: kindOf(settings, step + 1), afterDays } };
}

async function settle(loop: Loop, settled: readonly SettledMessage[]): Promise<void> {
  const { parts, worker, counts, options } = loop;
  await settleMessages(parts.ledger.db, worker.id, settled, new Date(parts.now()));
  for (const { state, perhapsTwice, found } of settled) {
    if (state === 'due') counts.later += 1;
    else counts[state] += 1;
    if (perhapsTwice === true || found === IN_DOUBT) counts.doubtful += 1;
  }
  options.onSettled?.(counts);
}
